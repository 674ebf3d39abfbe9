import type { TransportName } from 'ngx-comet';

/** One line of the log. */
export interface LogEntry {
  readonly key: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The transport of the event; `undefined` for a fault of the server. */
  readonly transport: TransportName | undefined;
  readonly kind: 'connecting' | 'open' | 'lost' | 'rejected' | 'paused' | 'closed' | 'fault';
  readonly text: string;
}
