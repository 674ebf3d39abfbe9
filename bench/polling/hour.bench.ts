import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BehaviorSubject } from 'rxjs';
import { seeded } from '../../tools/browser/random.ts';
import { DocumentServer, type Toll } from './document-server.ts';
import { adaptive, byHand, byHandWithCache, long, paused, shared, short, slower, type Client } from './hour-clients.ts';
import { VirtualHour } from './virtual-hour.ts';

interface Row {
  readonly scene: string;
  readonly name: string;
  readonly client: Client;
  readonly subscribers?: number;
  readonly latency?: number;
  readonly hides?: boolean;
}

interface Result extends Toll {
  readonly scene: string;
  readonly name: string;
  /** Changes that some subscriber did not get, except those near the end. */
  readonly missed: number;
  /** Average milliseconds from a change to the subscriber. */
  readonly late: number;
}

const NAIVE = 'timer + switchMap';

const ROWS: readonly Row[] = [
  { scene: 'visible', name: NAIVE, client: byHand },
  { scene: 'visible', name: 'the same with an HTTP cache', client: byHandWithCache },
  { scene: 'visible', name: 'pollingStream$', client: short },
  { scene: 'visible', name: '… adaptive, up to 30 s', client: adaptive },
  { scene: 'visible', name: '… long, held for 25 s', client: long },
  { scene: 'hidden half the time', name: NAIVE, client: byHand, hides: true },
  { scene: 'hidden half the time', name: '… slower while hidden', client: slower, hides: true },
  { scene: 'hidden half the time', name: '… paused while hidden', client: paused, hides: true },
  { scene: 'three subscribers', name: `${NAIVE}, three`, client: byHand, subscribers: 3 },
  { scene: 'three subscribers', name: '… shared', client: shared, subscribers: 3 },
  { scene: 'responses take 6 s', name: NAIVE, client: byHand, latency: 6_000 },
  { scene: 'responses take 6 s', name: 'pollingStream$', client: short, latency: 6_000 },
];

const HOUR = 3_600_000;
/** Changes in an hour. */
const CHANGES = 54;
/** Milliseconds before the end: a later change need not arrive. */
const LAST = 60_000;

/** Hides the page half the time, in turns of a sixth. It is visible at the beginning and at the end. */
function hideAndShow(hour: VirtualHour, length: number): BehaviorSubject<boolean> {
  const hidden$ = new BehaviorSubject(false);
  for (let at = length / 12; at < length; at += length / 6) {
    hour.clock.schedule(() => {
      hidden$.next(!hidden$.value);
    }, at);
  }
  return hidden$;
}

async function simulate(row: Row, length: number): Promise<Result> {
  const { scene, name, client, subscribers = 1, latency = 0, hides = false } = row;
  const random = seeded(1);
  const count = Math.round((CHANGES * length) / HOUR);
  const changes = Array.from({ length: count }, () => random() * length).sort((a, b) => a - b);
  const platform = { fetch: globalThis.fetch, random: Math.random };
  const hour = new VirtualHour(platform.fetch);
  const server = new DocumentServer(hour, { latency, hold: 25_000 });
  const url = await server.listen();
  for (const at of changes) {
    hour.clock.schedule(() => {
      server.change();
    }, at);
  }
  const hidden$ = hides ? hideAndShow(hour, length) : new BehaviorSubject(false);
  // The same jitter in every run, and real requests in virtual time.
  Math.random = random;
  globalThis.fetch = hour.fetch;
  const stream$ = client({ url, clock: hour.clock, hidden$, isHidden: () => hidden$.value });
  const received = Array.from({ length: subscribers }, (): number[] => []);
  const subscriptions = received.map((times) =>
    stream$.subscribe(({ version }) => {
      // A version includes the changes that were skipped.
      while (times.length <= version) times.push(hour.clock.now());
    }),
  );
  await hour.run(length);
  for (const subscription of subscriptions) subscription.unsubscribe();
  Object.assign(globalThis, { fetch: platform.fetch });
  Math.random = platform.random;
  const due = changes.filter((at) => at < length - LAST);
  const lates = received
    .flatMap((times) => due.map((at, index) => (times[index + 1] ?? NaN) - at))
    .filter((late) => !Number.isNaN(late));
  return {
    scene,
    name,
    ...server.close(),
    missed: due.length * subscribers - lates.length,
    late: lates.reduce((sum, late) => sum + late, 0) / lates.length,
  };
}

function print(results: readonly Result[]): void {
  const lines = results.map(({ scene, name, requests, bodies, bytes, missed, late }) => [
    scene,
    name,
    String(requests),
    String(bodies),
    (bytes / 1_000).toFixed(0),
    Number.isNaN(late) ? 'never' : `${(late / 1_000).toFixed(1)} s`,
    missed === 0 ? 'all' : `${missed} missed`,
  ]);
  const all = [['scenario', 'client', 'requests', 'with a body', 'kB', 'delay (average)', 'delivered'], ...lines];
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((line) => (line[column] ?? '').length)));
  for (const line of all) console.log(line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
    rounds: { type: 'string' },
  },
});
const length = flags.short ? HOUR / 6 : HOUR;
console.log(`polling: ${length / 60_000} minutes of a document of 2 kB, polled every 5 s, Node ${process.version}\n`);
const results: Result[] = [];
for (const row of ROWS) results.push(await simulate(row, length));
print(results);
const missed = results.filter((result, index) => ROWS[index]?.client !== byHand && result.missed > 0);
for (const { scene, name } of missed) console.log(`✗ ${name} (${scene}) did not deliver every change`);
if (missed.length > 0) process.exitCode = 1;
const folder = new URL('../results/', import.meta.url);
mkdirSync(folder, { recursive: true });
const file = new URL(`polling-hour${flags.short ? '-short' : ''}.json`, folder);
writeFileSync(file, JSON.stringify({ node: process.version, length, results }, null, 2));
