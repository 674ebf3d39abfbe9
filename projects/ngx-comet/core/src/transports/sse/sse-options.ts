import type { HttpOptions } from '../../http/http-options';
import type { PushOptions } from '../../session/push-options';

/** The options of {@link sse$}. */
export interface SseOptions<T> extends PushOptions<T>, HttpOptions {
  /** The names of the events to deliver, default all. Unnamed events are called `'message'`. */
  readonly events?: readonly string[] | undefined;
  /**
   * Returns the id of a message, for servers whose events have none. It becomes the cursor: the stream resumes after
   * that message. An id that the event itself brought wins.
   */
  readonly id?: ((data: T) => string | undefined) | undefined;
  /**
   * What reads the stream, default `'fetch'`. `'event-source'` is the browser's own EventSource. A service worker or an
   * extension may treat it differently from `fetch`. It takes no `method`, `body`, `headers` or `resume.header`. It
   * sends the cursor only by `resume.query`. It delivers the events called `'message'` unless `events` names others. It
   * does not expose comments (so they do not count for `idleTimeout`), `retry:`, or the status of the response: any
   * status but 200 is a final `closed`, also 204.
   */
  readonly via?: 'fetch' | 'event-source' | undefined;
}
