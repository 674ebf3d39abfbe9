import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { report } from '../../tools/proof/table.ts';
import { startCluster } from './cluster/cluster.ts';
import { footprint, perThousand } from './footprint.ts';
import { checkDescriptors } from './limits.ts';
import { Load } from './load.ts';
import { FULL, type Plan, SHORT, subscribersOf } from './plan.ts';
import { Publisher } from './publisher.ts';
import { type Measured, tableOf } from './rows.ts';
import { type Played, play, SCENES } from './scenes.ts';

const FEED = 'numbers';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, serve: { type: 'boolean', default: false } },
});
// The end of this process ends everything that it has started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

if (flags.serve) {
  const { serve } = await import('./serve/serve.ts');
  await serve();
} else {
  const plan = flags.short ? SHORT : FULL;
  process.exitCode = await report(tableOf(plan, await measure(plan)), flags.short ? 'short' : 'full');
}

async function measure(plan: Plan): Promise<Measured> {
  const connections = subscribersOf(plan) + 500;
  checkDescriptors(2 * connections + 200);
  const busyBefore = loadavg()[0] ?? NaN;
  const cluster = await startCluster({ connections, hardStopAfter: plan.hardStopAfter });
  const load = new Load(cluster, plan);
  const publisher = new Publisher(cluster.ports, FEED);
  try {
    await load.begin(cluster.origin, FEED);
    const footprints = new Map<string, string>();
    let before = footprint(cluster);
    await load.connect((name, count) => {
      const after = footprint(cluster);
      footprints.set(`${count} × ${name}`, perThousand(before, after, count));
      before = after;
      console.log(`connected: ${count} × ${name}`);
    });
    publisher.start(plan.period);
    // From here on, every message is due for every subscriber.
    await publisher.reaches(2);
    if ((await load.caughtUp(1)) > 0) throw new Error('not every subscriber gets messages');
    const played: Played[] = [];
    for (const scene of SCENES) {
      console.log(`${scene.title} …`);
      played.push(await play(scene, { cluster, load, publisher, plan, feed: FEED }));
      console.log(`  ${played.at(-1)?.figures ?? ''}`);
    }
    return { played, footprints, busy: [busyBefore, loadavg()[0] ?? NaN], failedPublishes: publisher.failed };
  } finally {
    await publisher.stop();
    load.stop();
    await cluster.stop();
  }
}
