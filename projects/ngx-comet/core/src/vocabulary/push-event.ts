import type { PushError } from './push-error';
import type { PushMessage } from './push-message';
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

/** Everything that happens to a connection, in order. */
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
  | { readonly kind: 'paused'; readonly reason: PauseReason };
