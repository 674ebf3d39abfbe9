import type { RawData } from '../vocabulary/transport';

/** Turns what came off the wire into a value; what it throws is reported with the raw message. */
export interface Decoder<T> {
  /** Called once a message. */
  (raw: RawData): T;
  /** Set on a decoder that wants bytes where the transport has them undecoded. */
  readonly binary?: true;
}
