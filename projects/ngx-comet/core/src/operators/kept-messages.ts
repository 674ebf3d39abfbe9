import type { PushMessage } from '../vocabulary/push-message';
import { roughSize } from './rough-size';

/** About 16 MiB. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Messages that wait for a snapshot, in order, bounded in number and in bytes. */
export class KeptMessages<T> {
  readonly #max: number;
  #messages: PushMessage<T>[] = [];
  #taken = 0;
  #bytes = 0;

  constructor(max: number) {
    this.#max = max;
  }

  /** Returns false if there is no room. A single message always has room: the transport limits its size. */
  add(message: PushMessage<T>): boolean {
    const count = this.#messages.length - this.#taken;
    if (count >= this.#max) return false;
    const bytes = roughSize(message.data, MAX_BYTES);
    if (count > 0 && this.#bytes + bytes > MAX_BYTES) return false;
    this.#bytes += bytes;
    this.#messages.push(message);
    return true;
  }

  /** Removes the oldest message and returns it. */
  take(): PushMessage<T> | undefined {
    const message = this.#messages[this.#taken++];
    if (message === undefined) this.clear();
    return message;
  }

  clear(): void {
    this.#messages = [];
    this.#taken = 0;
    this.#bytes = 0;
  }
}
