import type { PushError } from './push-error';
import type { Continuity } from './push-event';
import type { TransportName } from './transport-name';

/**
 * What a connection is doing now. `since` and `retryAt` are times of the day, in milliseconds since the epoch, at the
 * moment of the event: somebody may set the clock later. A `clock` of the caller's has times of its own.
 */
export type ConnectionStatus =
  | { readonly phase: 'idle' }
  | { readonly phase: 'connecting'; readonly transport: TransportName; readonly attempt: number }
  | {
      readonly phase: 'open';
      readonly transport: TransportName;
      readonly since: number;
      readonly continuity: Continuity;
    }
  | {
      readonly phase: 'waiting';
      readonly transport: TransportName;
      readonly attempt: number;
      readonly error: PushError;
      readonly retryAt: number;
    }
  | { readonly phase: 'paused'; readonly reason: string }
  | { readonly phase: 'closed'; readonly error?: PushError };
