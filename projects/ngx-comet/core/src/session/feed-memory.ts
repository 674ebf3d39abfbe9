import { History, type Payload } from './history';
import { SequenceCheck, type SequenceNumber } from './sequence-check';

/**
 * What a session knows of the messages before its next connection. A session has one of its own, unless the caller gives
 * it one: where tabs share a connection, a tab notes what another tab received, and its own session continues there.
 */
export class FeedMemory {
  /** A connection was open before. */
  everOpen = false;
  numbers = new SequenceCheck();
  history: History;
  /** The message in delivery as it arrived, before decoding; the value itself if it did not arrive as text or bytes. */
  raw: unknown;
  /** Whether `raw` is the decoded value already. */
  decoded = false;
  readonly #window: number;

  /** @param window how many messages it remembers; 0 = none. */
  constructor(window: number) {
    this.#window = window;
    this.history = new History(window);
  }

  /** Another session delivered this message. */
  note(id: string | undefined, payload: Payload, sequence: SequenceNumber): void {
    if (id !== undefined) this.history.note(id, payload);
    this.numbers.check(sequence);
  }

  /** Replaces the parts, because a session that ended may still deliver a message into the old ones. */
  forget(): void {
    this.everOpen = false;
    this.raw = undefined;
    this.numbers = new SequenceCheck();
    this.history = new History(this.#window);
  }
}
