import type { Setback } from './retry-schedule';

/** The longest delay that a server may request by default, in milliseconds: an hour. */
export const HOUR = 3_600_000;
/** A shorter delay holds only for the first retry. A server that ends every connection at once would be flooded. */
const SECOND = 1_000;

/**
 * The wait after a setback, in milliseconds, if the server may have requested a delay. `own` is the delay of the
 * schedule without a server.
 *
 * A request for a delay replaces `own`. The wait is up to half as long again, evenly spread. A request for less than a
 * second is only the least wait after the first retry, and one for 0 ms changes nothing.
 */
export function serverWait(own: number, { attempt, random, serverDelay = 0 }: Setback, longest: number = HOUR): number {
  // The limit comes before the spread. Otherwise many clients wait exactly the limit.
  const requested = Math.min(serverDelay, longest);
  const wait = requested * (1 + random / 2);
  const replaces = requested > 0 && (attempt === 1 || requested >= SECOND);
  return replaces ? wait : Math.max(wait, own);
}
