import type { TransportName } from './transport-name';

/** One message, decoded and validated. */
export interface PushMessage<T> {
  /** The decoded payload. */
  readonly data: T;
  /** The event name that the server sent; `'message'` if it sent none. */
  readonly event: string;
  /** The cursor after this message; `undefined` if there is none or the server cleared it. */
  readonly id: string | undefined;
  /** The transport that delivered it. */
  readonly transport: TransportName;
}
