import { checkAll } from '../../checks/check';
import { aFunction, milliseconds, oneOf } from '../../checks/kinds';
import type { JsonpOptions } from './jsonp-options';
import { pollPace } from '../../schedule/poll-pace';
import type { Route } from '../../route/route';
import type { UrlSource } from '../../url/url-source';
import { viaJsonp } from './via-jsonp';

/** The options of {@link viaJsonpPolling}. Times are milliseconds. */
export interface JsonpPollingOptions<T> extends JsonpOptions<T> {
  /** From the start of one request to the start of the next when the answer was empty, default 1_000. */
  readonly interval?: number | undefined;
  /** Reads the id out of a message: the cursor of the next request. */
  readonly id?: ((data: T) => string | undefined) | undefined;
  /** An answer that is an array is as many messages, as a request costs far more than a message; default false. */
  readonly batch?: boolean | undefined;
}

/**
 * JSONP asked again and again as a route, for networks that let nothing else through: {@link jsonp$}, each answer a message,
 * or with `batch` several; `null` for nothing new. It asks again at once after news, so a server that holds the request pushes.
 *
 * @usageNotes
 * ```ts
 * connection<Message>([viaLongPolling('/poll'), viaJsonpPolling('https://other.example/jsonp')]);
 * ```
 */
export function viaJsonpPolling<T>(url: UrlSource, options: JsonpPollingOptions<T> = {}): Route<T> {
  checkAll(options, { interval: milliseconds, id: aFunction, batch: oneOf(true, false) });
  const route = viaJsonp(url, options);
  return {
    transport: 'jsonp',
    own: options,
    plan: (settings) => ({
      ...route.plan(settings),
      idOf: options.id,
      judge: (data) => (data === null ? 'drop' : 'deliver'),
      repeatAfter: pollPace({
        mode: 'long',
        interval: options.interval ?? 1_000,
        jitter: 0,
        adaptive: undefined,
        random: () => Math.random(),
      }),
    }),
  };
}
