import { defer, EMPTY, filter, mergeMap, Observable, of } from 'rxjs';
import type { PushEvent } from 'ngx-comet/core';
import type { ProofRow } from '../../tools/proof/table.ts';
import type { World } from './cell.ts';
import { open, type ClientPlan, type Numbered } from './clients.ts';
import { FAULTS, type CellPlan } from './matrix.ts';
import { runCells } from './run-cells.ts';

type Opened = Observable<PushEvent<Numbered>>;
interface Planted {
  readonly name: string;
  readonly opened: (plan: ClientPlan) => Opened;
  /** What the checker must say. */
  readonly says: RegExp;
}

/** Which message of the stream, from 0. */
const BAD = 2;
/** Numbers the messages of one subscription. */
function withBad(plan: ClientPlan, change: (event: PushEvent<Numbered>) => Opened): Opened {
  return defer(() => {
    let messages = 0;
    return open(plan).pipe(
      mergeMap((event) => (event.kind === 'message' && messages++ === BAD ? change(event) : of(event))),
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
    opened: (plan) => withBad(plan, (event) => of(event, event)),
    says: /(\d+) came after \1, with no gap reported/,
  },
  {
    name: 'a loss that is not reported',
    opened: (plan) => open(plan).pipe(filter(({ kind }) => kind !== 'lost')),
    says: /no loss was reported, promised is network/,
  },
  {
    name: 'a connection that is left open',
    opened: (plan) =>
      new Observable((subscriber) => {
        const left = open(plan).subscribe({ next: (event) => subscriber.next(event) });
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
  const plan: CellPlan = { transport: 'sse', phase: 'message', fault, seed };
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
