import type { PushError } from './push-error';
import type { PushMessage } from './push-message';
import type { ResponseHead } from './transport';
import type { TransportName } from './transport-name';

/**
 * How an opened connection relates to the messages before it:
 * - `first`: there were no messages before;
 * - `resumed`: it is shown that the server continues right after the last delivered message: by the numbers of the
 *   messages, by the server's word, by a replay that reaches back to that message, or because the caller vouches for the
 *   server (`resume.trusted`);
 * - `gap`: it is shown that messages are missing;
 * - `unknown`: nothing shows whether messages are missing.
 */
export type Continuity = 'first' | 'resumed' | 'gap' | 'unknown';

/**
 * Why a stream is subscribed and not connected:
 * - `offline`, `hidden`: the gate `online()`, or `pauseWhile: hidden()`;
 * - `frozen`: the page is frozen or in the back-forward cache;
 * - `prerendering`: the browser prepares the page, and the user has not opened it yet;
 * - `caller`: another gate or `pauseWhile`;
 * - `server`: a server renders the page.
 */
export type PauseReason = 'offline' | 'hidden' | 'frozen' | 'prerendering' | 'caller' | 'server';

/**
 * Everything that happens to a connection, in order. The events of a stream are marked, so that data which looks like an
 * event stays data: see {@link pushEvent}.
 */
export type PushEvent<T> =
  | {
      readonly kind: 'connecting';
      readonly transport: TransportName;
      /** Counts from 1. A stable connection resets it. */
      readonly attempt: number;
    }
  | {
      /**
       * A connection opened. Later, `resumed` or `gap` may follow for the same connection: what was `unknown` is known
       * by then, or messages are missing.
       */
      readonly kind: 'open';
      readonly transport: TransportName;
      readonly continuity: Continuity;
      /** Of what messages are missing, where several things are numbered apart (`sequence`). */
      readonly key?: string;
      /**
       * The answer that opened the connection, of SSE over fetch, HTTP streams and polled URLs. Across origins its
       * headers are those that the server exposes (`Access-Control-Expose-Headers`).
       */
      readonly response?: ResponseHead;
      /** The subprotocol that the server of a WebSocket chose, if it chose one. */
      readonly protocol?: string;
    }
  | { readonly kind: 'message'; readonly message: PushMessage<T> }
  | {
      /** A message that could not be decoded or is invalid. The feed continues. */
      readonly kind: 'rejected';
      readonly raw: unknown;
      readonly error: PushError;
    }
  | {
      readonly kind: 'lost';
      readonly transport: TransportName;
      readonly error: PushError;
      /** Milliseconds until the next attempt. */
      readonly retryIn: number;
    }
  | {
      /** A comment of an event stream, without the colon and one space after it. Only with `comments: true`. */
      readonly kind: 'comment';
      readonly text: string;
    }
  | { readonly kind: 'paused'; readonly reason: PauseReason };

/**
 * The prototype of events. The mark is inherited, so that an event is compared, printed and serialized like any other
 * object. Its symbol is registered: it is the same in every copy of the package.
 */
const MARKED = /* @__PURE__ */ Object.create(Object.prototype, {
  [/* @__PURE__ */ Symbol.for('ngx-comet.event')]: { value: true },
}) as object;

/**
 * Marks an event: returns a copy that `pushSignal()` and `pushResource()` of the Angular entry take for an event. They
 * take any other value of a plain Observable for data, whatever it looks like.
 *
 * The events of streams and connections are marked already. Use it for the events of a test, and for a copy of an event:
 * a spread (`{ ...event }`) has no mark.
 *
 * @usageNotes
 * ```ts
 * const feed = pushSignal(of(pushEvent({ kind: 'paused', reason: 'offline' })), { initialValue: undefined });
 * ```
 */
export function pushEvent<E extends PushEvent<unknown>>(event: E): E {
  return Object.assign(Object.create(MARKED) as object, event);
}

/** The event of a message. It is made for every message, and `pushEvent` takes twice as long. */
export function messageEvent<T>(message: PushMessage<T>): PushEvent<T> & { readonly kind: 'message' } {
  const event = Object.create(MARKED) as { kind: 'message'; message: PushMessage<T> };
  event.kind = 'message';
  event.message = message;
  return event;
}
