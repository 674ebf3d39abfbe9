import type { Setback } from './retry-schedule';

/** The longest delay that a server may request by default, in milliseconds: an hour. */
export const HOUR = 3_600_000;
/** A shorter delay holds only for the first retry. A server that ends every connection at once would be flooded. */
const SECOND = 1_000;

/**
 * The wait after a setback, in milliseconds, if the server may have requested a delay. `own` is the delay of the
 * schedule without a server.
 *
 * A request for a delay replaces `own`. The wait is up to half as long again, evenly spread. But `retry:` of server-sent
 * events is kept from an earlier connection. After a failed attempt it is only the least wait, because the server that
 * sent it may be down: "if the previous attempt failed, then user agents might introduce an exponential backoff delay"
 * (WHATWG HTML §9.2.3). A request for 0 ms changes nothing.
 */
export function serverWait(
  own: number,
  { error, attempt, random, serverDelay = 0 }: Setback,
  longest: number = HOUR,
): number {
  // The limit comes before the spread. Otherwise many clients wait exactly the limit.
  const requested = Math.min(serverDelay, longest);
  const wait = requested * (1 + random / 2);
  const answered = error.retryAfter !== undefined || error.code === 'closed';
  const replaces = attempt === 1 ? requested > 0 : answered && requested >= SECOND;
  return replaces ? wait : Math.max(wait, own);
}
