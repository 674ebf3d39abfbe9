import type { ConnectionStatus } from './connection-status';
import type { PushEvent } from './push-event';

/** An event that is not a message. */
export type StatusEvent = Exclude<PushEvent<unknown>, { readonly kind: 'message' }>;

/** Gets what happens to the connection of a stream, beside the values. A source calls the one or the other. */
export interface StatusReport {
  event(event: StatusEvent): void;
  status(status: ConnectionStatus): void;
}
