import type { RawData } from '../vocabulary/transport';

/** Turns the raw data of a message into a value. An error that it throws is reported with the raw message. */
export interface Decoder<T> {
  /** Called once per message. */
  (raw: RawData): T;
  /** Set on a decoder that needs bytes if the transport has them. */
  readonly binary?: true;
  /** Set on a decoder that needs no empty messages: they only carry an id. */
  readonly skipsEmpty?: true;
  /**
   * Set on a decoder that takes any text, as {@link text} does. Only with such a decoder `httpStream$` and
   * `pollingStream$` accept an answer of the type `text/html`.
   */
  readonly text?: true;
}
