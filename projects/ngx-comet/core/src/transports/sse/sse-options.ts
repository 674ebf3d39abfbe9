import type { HttpOptions } from '../../http/http-options';
import type { AnswerHeaders } from '../../session/plan';
import type { PushOptions } from '../../session/push-options';

/** The options of {@link sse$}. */
export interface SseOptions<T> extends PushOptions<T>, HttpOptions {
  /** The names of the events to deliver, default all. Unnamed events are called `'message'`. */
  readonly events?: readonly string[] | undefined;
  /**
   * Returns the id of a message, for servers whose events have none. It becomes the cursor: the stream resumes after
   * that message. An id that the event itself brought wins. The headers are those of the answer; with
   * `via: 'event-source'` there are none.
   */
  readonly id?: ((data: T, answer: AnswerHeaders) => string | undefined) | undefined;
  /**
   * With `true`, and with `observe: 'events'`, the comments of the stream are emitted as events of the kind `comment`:
   * some servers send status or debug information in them. A comment longer than `maxMessageSize` is an `overflow`, as
   * a message is. Without it, comments only show that the connection lives (`idleTimeout`). Not with
   * `via: 'event-source'`: browsers do not expose comments.
   */
  readonly comments?: boolean | undefined;
  /**
   * What reads the stream, default `'fetch'`. `'event-source'` is the browser's own EventSource. A service worker or an
   * extension may treat it differently from `fetch`. It takes no `method`, `body`, `headers` or `resume.header`. It
   * delivers the events called `'message'` unless `events` names others. It does not expose comments (so they do not
   * count for `idleTimeout`), `retry:`, or the status and the type of the response: any status but 200 is a final
   * `closed`, also 204, and so is a captive portal.
   *
   * A page cannot set `Last-Event-ID`, but the browser sends it when it reconnects an EventSource by itself (HTML
   * §9.2.3). So an EventSource whose connection broke is kept for the next attempt, which goes on with it. The browser
   * reconnects after its own delay, or after `retry:`; `connectTimeout` must be longer than that. What arrives before
   * the next attempt is kept, up to 1,000 messages and 1 Mi characters.
   *
   * A new EventSource is made, which sends no id, at the first attempt (also with a cursor of a store), after a pause, a
   * sleep, `connectTimeout` or `idleTimeout`, after a wait of more than 30 s, if more arrived than is kept, and if `url`
   * returned another URL. With `resume.query` every attempt makes a new one, and every request has the cursor. To lose
   * nothing in these cases too, use `resume.query`.
   */
  readonly via?: 'fetch' | 'event-source' | undefined;
}
