import { parseArgs } from 'node:util';
import { report } from '../../tools/proof/table.ts';
import { startCluster } from './cluster/cluster.ts';
import { checkDescriptors } from './limits.ts';
import { footprint, perThousand } from './footprint.ts';
import { Load } from './load.ts';
import { FULL, type Plan, SHORT, subscribersOf } from './plan.ts';
import { Publisher } from './publisher.ts';
import { type Played, play, SCENES } from './scenes.ts';
import { tableOf } from './rows.ts';

const FEED = 'numbers';

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, serve: { type: 'boolean', default: false } },
});
// The end of this process ends everything that it has started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

if (flags.serve) {
  const { serve } = await import('./serve.ts');
  await serve();
} else {
  const plan = flags.short ? SHORT : FULL;
  const table = tableOf(plan, await measure(plan));
  process.exit(await report(table, flags.short ? 'short' : 'full'));
}

async function measure(plan: Plan): Promise<{ readonly played: readonly Played[]; readonly footprints: ReadonlyMap<string, string> }> {
  const subscribers = subscribersOf(plan);
  const connections = subscribers + 500;
  checkDescriptors(2 * connections + 200);
  const cluster = await startCluster({ connections, hardStopAfter: plan.hardStopAfter });
  const load = new Load(cluster, plan);
  const publisher = new Publisher(cluster.ports, FEED);
  try {
    await load.begin(cluster.origin, FEED);
    const footprints = new Map<string, string>();
    let before = footprint(cluster);
    await load.connect(({ kind, count }) => {
      const after = footprint(cluster);
      footprints.set(kind, perThousand(before, after, count));
      before = after;
      console.log(`${count} × ${kind}`);
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
    return { played, footprints };
  } finally {
    await publisher.stop();
    load.stop();
    await cluster.stop();
  }
}
