import type { HttpOptions } from '../../http/http-options';
import type { PushOptions } from '../../session/push-options';

/** The options of {@link sse$}. */
export interface SseOptions<T> extends PushOptions<T>, HttpOptions {
  /** The names of the events to let through, default all; unnamed events are called `'message'`. */
  readonly events?: readonly string[] | undefined;
  /**
   * What carries the stream, default `'fetch'`. `'event-source'` is the browser's own EventSource, which a service worker or an
   * extension may treat apart. It takes no `method`, `body`, `headers` and `resume.header`; it sends the cursor only by
   * `resume.query`; it hands over the events called `'message'` unless `events` names others; it shows neither comments (so
   * they do not count for `idleTimeout`), nor `retry:`, nor the status of a refusal, which is a final `closed`, a 204 too.
   */
  readonly via?: 'fetch' | 'event-source' | undefined;
}
