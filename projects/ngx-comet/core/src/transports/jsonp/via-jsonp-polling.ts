import { checkJsonpPolling } from './check-jsonp-options';
import type { JsonpOptions } from './jsonp-options';
import { wallTime } from '../../platform/monotonic-clock';
import { intervalOr, pollPace, type PollInterval } from '../../schedule/poll-pace';
import type { Route } from '../../route/route';
import type { UrlSource } from '../../url/url-source';
import { viaJsonp } from './via-jsonp';
import { ownOptions } from '../../platform/own';

/** The options of {@link viaJsonpPolling}. Times are milliseconds. */
export interface JsonpPollingOptions<T> extends JsonpOptions<T> {
  /**
   * The least time from the start of one request to the start of the next after an empty answer, default 1_000. A
   * function is called after every answer, with `undefined`: a script has no headers. `Infinity` = no further request, as
   * for {@link pollingStream$}.
   */
  readonly interval?: PollInterval | undefined;
  /** Returns the id of a message. It is the cursor of the next request. */
  readonly id?: ((data: T) => string | undefined) | undefined;
  /**
   * If true, each element of an answer that is an array is one message: a request costs far more than a message.
   * Default false. An answer of more than 100_000 messages, or of four times `maxMessageSize`, is an `overflow`.
   */
  readonly batch?: boolean | undefined;
}

/**
 * JSONP polling as a route, for networks that allow nothing else: {@link jsonp$} again and again. Each answer is a
 * message, or several messages with `batch`; `null` means no news. It polls again at once after news that move the cursor,
 * so a server can hold the request until there is news, and 100 ms after the last request for news without a new id.
 *
 * @usageNotes
 * ```ts
 * connection<Message>([viaLongPolling('/poll'), viaJsonpPolling('https://other.example/jsonp')]);
 * ```
 */
export function viaJsonpPolling<T>(url: UrlSource, given: JsonpPollingOptions<T> = {}): Route<T> {
  checkJsonpPolling(url, given);
  const options = ownOptions(given);
  const route = viaJsonp(url, { ...options, nullIsNoNews: true });
  return {
    transport: 'jsonp',
    own: options,
    plan: (settings, defaults) => ({
      ...route.plan(settings, defaults),
      idOf: options.id,
      repeatAfter: pollPace({
        mode: 'long',
        interval: intervalOr(1_000, options.interval),
        jitter: 0,
        adaptive: undefined,
        timeout: 0,
        random: () => Math.random(),
        now: () => wallTime(settings.clock),
      }),
    }),
  };
}
