import { BehaviorSubject } from 'rxjs';
import { seeded } from '../../tools/browser/random.ts';
import type { Table } from '../support/table.ts';
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

/** What the hour showed. */
export interface Hour {
  readonly table: Table;
  /** Whether all clients delivered every change, except the one by hand, which cannot. */
  readonly complete: boolean;
  readonly results: readonly Result[];
}

/** The hour with each client, or ten minutes of it. */
export async function hour({ short }: { readonly short: boolean }): Promise<Hour> {
  const length = short ? HOUR / 6 : HOUR;
  const results: Result[] = [];
  for (const row of ROWS) results.push(await simulate(row, length));
  return {
    table: tableOf(results, length),
    complete: results.every(({ missed }, index) => missed === 0 || ROWS[index]?.client === byHand),
    results,
  };
}

function tableOf(results: readonly Result[], length: number): Table {
  return {
    title: `${length / 60_000} minutes of a document that is polled every 5 s`,
    columns: [
      'scenario',
      'client',
      { title: 'requests' },
      { title: 'with a body' },
      { title: 'traffic', unit: 'kB' },
      { title: 'delay (average)', unit: 's', digits: 1 },
      'delivered',
    ],
    rows: results.map(({ scene, name, requests, bodies, bytes, missed, late }) => [
      scene,
      name,
      requests,
      bodies,
      bytes / 1_000,
      late / 1_000,
      missed === 0 ? 'all' : `${missed} missed`,
    ]),
  };
}
