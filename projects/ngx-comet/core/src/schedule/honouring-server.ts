import { checkOptions } from '../checks/check';
import { anything } from '../checks/kinds';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import { checkedMs } from './checked-ms';
import { mapDelay } from './map-delay';
import type { RetryModifier } from './retry-schedule';
import { HOUR, serverWait } from './server-wait';

declare const ngDevMode: object | boolean | undefined;

/**
 * Waits the delay that the server requests (`Retry-After`, RFC 9110 §10.2.3; `retry:` of server-sent events) and up to
 * half as long again, all equally likely. So clients that all got "5 s" do not come back at the same time, and a client
 * that got 2 s is back within 3 s. Put it after the jitter, which would shorten this wait. If the server requests no
 * delay, or 0, it changes nothing.
 *
 * The wait replaces the delay of the schedule at every retry. Only a request for less than a second is the least wait
 * after the first retry: a server that fails would be flooded otherwise.
 *
 * @param options - `longest`: the longest delay that a server may request, in milliseconds, default 3,600,000 (an
 *   hour). A longer one counts as `longest`, so the wait is at most half as long again.
 * @throws TypeError if `options` is not an object, or `longest` is negative or not a finite number
 *
 * @usageNotes
 * ```ts
 * const polite = schedule(exponential(1_000), cappedAt(60_000), fullJitter(), honouringServer({ longest: 600_000 }));
 * ```
 */
export function honouringServer(options: { readonly longest?: number | undefined } = {}): RetryModifier {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkOptions<{ readonly longest?: number | undefined }>('honouringServer', options, { longest: anything });
    const { longest = HOUR } = own(options);
    checkedMs('longest of honouringServer()', longest);
  }
  const longest = numberOr(HOUR, own(options).longest, 0, Number.MAX_VALUE);
  return (schedule) => mapDelay(schedule, (delay, setback) => serverWait(delay, setback, longest));
}
