import { defer, EMPTY, filter, mergeMap, Observable, of } from 'rxjs';
import type { ProofRow } from '../../tools/proof/table.ts';
import { openHere, type World } from './cell.ts';
import type { ClientPlan } from './clients.ts';
import { FAULTS, type CellPlan } from './matrix.ts';
import { runCells } from './run-cells.ts';
import type { Seen } from './story.ts';

type Opened = Observable<Seen>;
interface Planted {
  readonly name: string;
  readonly opened: (plan: ClientPlan) => Opened;
  /** What the checker must say. */
  readonly says: RegExp;
}

/** Which message of the stream, from 0. */
const BAD = 2;
/** Numbers the messages of one subscription. */
function withBad(plan: ClientPlan, change: (seen: Seen) => Opened): Opened {
  return defer(() => {
    let messages = 0;
    return openHere(plan).pipe(
      mergeMap((seen) => (seen.kind === 'message' && messages++ === BAD ? change(seen) : of(seen))),
    );
  });
}

/** Streams that break a promise. */
const PLANTED: readonly Planted[] = [
  {
    name: 'a lost message',
    opened: (plan) => withBad(plan, () => EMPTY),
    says: /\d came after \d+, with no gap reported/,
  },
  {
    name: 'a repeated message',
    opened: (plan) => withBad(plan, (seen) => of(seen, seen)),
    says: /(\d+) came after \1, with no gap reported/,
  },
  {
    name: 'a loss that is not reported',
    opened: (plan) => openHere(plan).pipe(filter(({ kind }) => kind !== 'lost')),
    says: /no loss was reported, promised is network/,
  },
  {
    name: 'a connection that is left open',
    opened: (plan) =>
      new Observable((subscriber) => {
        const left = openHere(plan).subscribe({ next: (seen) => subscriber.next(seen) });
        // Long after the check, so that it leaves nothing itself.
        return () => void setTimeout(() => left.unsubscribe(), LEFT + plan.limits.slack);
      }),
    says: /1 connections were left open; the server still had 1 followers/,
  },
];
/** Longer than the check waits, in milliseconds. */
const LEFT = 6_000;

/** The checker must find each planted fault. */
export async function checkChecker(world: World, seed: number): Promise<readonly ProofRow[]> {
  const fault = FAULTS.find(({ name }) => name === 'RST');
  if (fault === undefined) throw new Error('There is no fault called RST');
  const plan: CellPlan = { transport: 'sse', phase: 'message', place: 'Node', fault, seed };
  return Promise.all(
    PLANTED.map(async ({ name, opened, says }): Promise<ProofRow> => {
      const options = { atOnce: 1, keepsDeadWebSockets: false };
      const [result] = await runCells([plan], { ...world, open: opened }, options);
      const said = result?.problems.join('; ') ?? '';
      const cells = ['the checker', `planted: ${name}`, plan.phase, said || 'nothing', '', ''];
      return says.test(said)
        ? { cells, outcome: 'held' }
        : { cells, outcome: 'red', why: 'the checker did not find it' };
    }),
  );
}
