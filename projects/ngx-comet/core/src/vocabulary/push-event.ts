import type { PushError } from './push-error';
import type { PushMessage } from './push-message';
import type { TransportName } from './transport-name';

/**
 * How a (re)opened connection relates to what was delivered before it:
 * - `first`: nothing came before;
 * - `resumed`: the server goes on right after the last delivered message;
 * - `gap`: messages are known to be missing;
 * - `unknown`: nothing on the wire tells.
 */
export type Continuity = 'first' | 'resumed' | 'gap' | 'unknown';

/** Why nothing is connected although somebody is subscribed. */
export type PauseReason = 'offline' | 'hidden' | 'frozen' | 'caller' | 'server';

/** Everything that happens to a connection, in order and in band. */
export type PushEvent<T> =
  | {
      readonly kind: 'connecting';
      readonly transport: TransportName;
      /** Counts from 1, and starts over once a connection was stable. */
      readonly attempt: number;
    }
  | { readonly kind: 'open'; readonly transport: TransportName; readonly continuity: Continuity }
  | { readonly kind: 'message'; readonly message: PushMessage<T> }
  | {
      /** A message that could not be decoded or is not valid; the feed lives on. */
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
