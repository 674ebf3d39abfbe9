import type { TransportName } from 'ngx-comet';

/** One line of the log. */
export interface LogEntry {
  readonly key: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Whom it concerns; undefined for what was done to the server. */
  readonly transport: TransportName | undefined;
  readonly kind: 'connecting' | 'open' | 'lost' | 'rejected' | 'paused' | 'closed' | 'fault';
  readonly text: string;
}
