import type { SchedulerLike, Subscription } from 'rxjs';
import { payloadText } from '../decode/about-payload';
import type { PushError } from '../vocabulary/push-error';
import type { PushLogger } from '../vocabulary/push-logger';
import { shorten } from '../platform/shorten';
import { rejection } from './rejection';

declare const ngDevMode: object | boolean | undefined;

/** The number of further messages of a kind is logged every this many milliseconds at most. */
const EVERY = 10_000;
/** If so many messages are rejected before one is delivered, a warning says so during development. */
const ALL = 10;

/** What is known of one kind of rejected messages. */
interface Kind {
  /** When a warning about them was logged last. */
  at: number;
  /** How many came since then. */
  more: number;
  last: PushError;
  raw: unknown;
  timer: Subscription | undefined;
}

/**
 * Logs the rejected messages of one stream. A feed may send thousands of them, so the first of a kind is logged at once,
 * and then the number of the others. The kind is the code of the error and the transport.
 */
export class RejectionLog {
  readonly #logger: PushLogger;
  readonly #clock: SchedulerLike;
  readonly #kinds = new Map<string, Kind>();
  #count = 0;
  #reason = '';

  constructor({ logger, clock }: { readonly logger: PushLogger; readonly clock: SchedulerLike }) {
    this.#logger = logger;
    this.#clock = clock;
  }

  /** `delivered`: at least one message of the stream was delivered. */
  rejected(error: PushError, raw: unknown, delivered: boolean): void {
    const now = this.#clock.now();
    const name = `${error.code} ${error.transport}`;
    const kind = this.#kinds.get(name);
    if (kind === undefined || (kind.more === 0 && now - kind.at >= EVERY)) {
      this.#warn(`a ${error.transport} message was rejected: ${error.message}`, error, raw);
      this.#kinds.set(name, { at: now, more: 0, last: error, raw: undefined, timer: undefined });
    } else {
      kind.last = error;
      // Not the whole message, which may be large.
      kind.raw = shorten(payloadText(raw));
      if (++kind.more === 1) kind.timer = this.#clock.schedule(() => this.#flush(kind), kind.at + EVERY - now);
    }
    if ((typeof ngDevMode === 'undefined' || ngDevMode) && !delivered) {
      this.#reason ||= error.message;
      if (++this.#count === ALL) {
        this.#warn(`all ${ALL} ${error.transport} messages so far were rejected: ${this.#reason}`, error, raw);
      }
    }
  }

  /** The stream ended: what is pending is logged now. */
  end(): void {
    for (const kind of this.#kinds.values()) {
      kind.timer?.unsubscribe();
      if (kind.more > 0) this.#flush(kind);
    }
  }

  #flush(kind: Kind): void {
    const { more, last, raw } = kind;
    kind.at = this.#clock.now();
    kind.more = 0;
    const were = more === 1 ? 'message was' : 'messages were';
    this.#warn(`${more} more ${last.transport} ${were} rejected, the last one: ${last.message}`, last, raw);
  }

  #warn(message: string, error: PushError, raw: unknown): void {
    this.#logger.warn(`ngx-comet: ${message}`, rejection(error, raw));
  }
}
