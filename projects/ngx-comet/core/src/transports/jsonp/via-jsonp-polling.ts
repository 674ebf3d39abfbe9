import { checkJsonpPolling } from './check-jsonp-options';
import type { JsonpPollingOptions } from './jsonp-polling-options';
import { wallTime } from '../../platform/monotonic-clock';
import { intervalOr, pollPace } from '../../schedule/poll-pace';
import type { Route } from '../../route/route';
import type { UrlSource } from '../../url/url-source';
import { viaJsonp } from './via-jsonp';
import { ownOptions } from '../../platform/own';

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
    needsPage: true,
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
