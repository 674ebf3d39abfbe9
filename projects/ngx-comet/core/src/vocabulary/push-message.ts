import type { TransportName } from './transport-name';

/** One message as it came off the wire, decoded and validated. */
export interface PushMessage<T> {
  /** The decoded payload. */
  readonly data: T;
  /** The name the server gave the event; `'message'` unless it named one. */
  readonly event: string;
  /** The cursor after this message; `undefined` when there is none or the server cleared it. */
  readonly id: string | undefined;
  /** The transport that delivered it. */
  readonly transport: TransportName;
}
