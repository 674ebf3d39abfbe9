import type { Subscriber } from 'rxjs';
import { usableCursor } from '../cursors/usable-cursor';
import { aboutPayload } from '../decode/about-payload';
import type { Decoder } from '../decode/decoder';
import { validateWith } from '../decode/validate-with';
import { atUrl } from '../vocabulary/at-url';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import { messageEvent, pushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { RawData } from '../vocabulary/transport';
import { Continuation, type ContinuationListener } from './continuation';
import { Cursor } from './cursor';
import { FeedMemory } from './feed-memory';
import type { Payload } from './history';
import { payloadOf } from './payload-of';
import type { AnswerHeaders, SessionPlan, Verdict } from './plan';
import { RejectionLog } from './rejection-log';
import type { CompareBy } from './replay';
import type { Settings } from './settings';

declare const ngDevMode: object | boolean | undefined;

/** The headers of messages without an HTTP answer. They are made when they are read: not every platform has `Headers`. */
const NO_ANSWER: AnswerHeaders = {
  get headers() {
    return new Headers();
  },
};

/** What the receiver of messages calls. */
export interface ReceiverListener extends ContinuationListener {
  fail(error: PushError): void;
  /** The connection carried something that it must not carry. */
  loseAttempt(error: PushError): void;
  /** The caller wants no message after this one. */
  finish(): void;
}

/**
 * Takes a message from the transport to the subscriber: repeat? → decode → validate → deliver → cursor. Kept short,
 * because it runs for every message.
 */
export class MessageReceiver<T> {
  /** How many messages were delivered. */
  delivered = 0;
  readonly #settings: Settings<T>;
  readonly #plan: SessionPlan<T>;
  readonly #subscriber: Subscriber<unknown>;
  readonly #listener: ReceiverListener;
  /** Of a session whose messages other tabs get too. */
  readonly #memory: FeedMemory | undefined;
  readonly #continuation: Continuation;
  readonly #cursor: Cursor;
  readonly #decode: Decoder<T>;
  readonly #maxMessageSize: number;
  /** True if a message is needed, not only its payload. */
  readonly #wrapped: boolean;
  /** True if a decoded value goes straight to the subscriber, with no check in between. */
  readonly #direct: boolean;
  /** True once the logger got the warning about an id that cannot be a cursor. */
  #warned = false;
  /** The URL of the latest attempt, which errors name. */
  url: string | undefined;
  #rejections: RejectionLog | undefined;
  #answer: AnswerHeaders = NO_ANSWER;

  constructor(
    settings: Settings<T>,
    plan: SessionPlan<T>,
    subscriber: Subscriber<unknown>,
    listener: ReceiverListener,
  ) {
    this.#settings = settings;
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#listener = listener;
    this.#memory = settings.memory;
    this.#continuation = new Continuation(this.#memory ?? new FeedMemory(settings.window), plan, listener);
    this.#cursor = new Cursor(settings.store, settings.from);
    this.#decode = plan.decode ?? settings.decode;
    this.#maxMessageSize = settings.maxMessageSize;
    this.#wrapped = settings.observe !== 'data' || settings.sequence !== undefined;
    this.#direct =
      !this.#wrapped && settings.schema === undefined && plan.idOf === undefined && plan.judge === undefined;
  }

  /** The cursor of the next request. */
  get cursor(): string | undefined {
    return this.#cursor.next;
  }

  requests(url: string): void {
    this.url = url;
  }

  /** A connection opened, or the next answer of a series of polls arrives. */
  opened(by: CompareBy, answer: AnswerHeaders = NO_ANSWER): void {
    this.#answer = answer;
    this.#cursor.accepted();
    this.#continuation.opened(by, this.#cursor.current);
  }

  /** It is known, and was reported, that messages are missing. */
  gapReported(): void {
    this.#continuation.gapReported();
  }

  /** The answer to a request ended. */
  endAnswer(): void {
    this.#continuation.endAnswer();
  }

  /** The attempt ended. */
  dropHeld(): void {
    this.#continuation.dropHeld();
  }

  /** A chunk of the network arrived. */
  chunk(): void {
    this.#continuation.chunk();
  }

  /** Whether the next requests carry no cursor. When one of them is accepted, the cursor is cleared. */
  withholdCursor(withheld: boolean): void {
    this.#cursor.withhold(withheld);
  }

  /** The messages were for another user: the cursor is removed, and a message in delivery does not set it again. */
  forget(): void {
    this.#cursor.end();
  }

  message(raw: RawData, event: string, sentId: string | undefined): boolean {
    const id = sentId === undefined || usableCursor(sentId) ? sentId : this.#refuseId(sentId);
    if (id !== undefined && this.#continuation.compares && !this.#isDueMessage(raw, event, id)) return true;
    if (raw.length > this.#maxMessageSize) return this.#tooLong(raw);
    const decode = this.#decode;
    let data: T;
    try {
      data = decode(raw);
    } catch (cause) {
      return this.#undecodable(raw, id, cause);
    }
    if (!this.#direct) return this.#take(data, raw, event, id);
    this.delivered++;
    this.#subscriber.next(data);
    if (id !== undefined) this.#commit(id, raw);
    return true;
  }

  value(data: unknown): boolean {
    return this.#take(data as T, data, 'message', undefined);
  }

  /** The peer changed the cursor without a message. */
  setCursor(id: string): void {
    if (usableCursor(id)) this.#cursor.set(id);
    else this.#refuseId(id);
  }

  /** The message with this id is delivered. */
  #commit(id: string, raw: unknown): void {
    this.#cursor.set(id);
    if (id !== '') this.#continuation.delivered(id, payloadOf(raw));
  }

  #take(decoded: T, raw: unknown, event: string, sentId: string | undefined): boolean {
    let data = decoded;
    let id = sentId;
    let verdict: Verdict;
    try {
      if (this.#settings.schema !== undefined) data = validateWith(this.#settings.schema, data, raw);
      if (id === undefined && this.#plan.idOf !== undefined) {
        id = this.#idOf(data);
        if (id !== undefined && this.#continuation.compares && !this.#isDueValue(decoded, raw, event, id)) return true;
      }
      verdict = this.#plan.judge?.(data) ?? 'deliver';
      // Only functions of the caller throw here, before anything is emitted.
      if (this.#memory !== undefined) this.#remember(this.#memory, decoded, raw);
      if (verdict === 'drop') this.#skip(data, event, id);
      else if (!this.#deliver(data, event, id)) return true;
    } catch (cause) {
      this.reject(raw, this.#invalid(cause, raw), id);
      return false;
    }
    if (id !== undefined) this.#commit(id, raw);
    if (verdict === 'last') this.#listener.finish();
    return true;
  }

  /** Other tabs get the message as it arrived. */
  #remember(memory: FeedMemory, decoded: T, raw: unknown): void {
    memory.raw = raw;
    memory.decoded = decoded === raw;
  }

  /** Returns false if the subscriber unsubscribed before it got the message. */
  #deliver(data: T, event: string, id: string | undefined): boolean {
    if (!this.#wrapped) {
      this.delivered++;
      this.#subscriber.next(data);
      return true;
    }
    const message = this.#messageOf(data, event, id);
    const { observe, sequence } = this.#settings;
    if (sequence !== undefined) this.#continuation.check(sequence(message));
    if (this.#subscriber.closed) return false;
    this.delivered++;
    if (observe === 'events') this.#subscriber.next(messageEvent(message));
    else this.#subscriber.next(observe === 'messages' ? message : data);
    return true;
  }

  /** It is nothing new, but it has a number too. */
  #skip(data: T, event: string, id: string | undefined): void {
    const { sequence } = this.#settings;
    if (sequence !== undefined) this.#continuation.skip(sequence(this.#messageOf(data, event, id)));
  }

  #messageOf(data: T, event: string, id: string | undefined): PushMessage<T> {
    return {
      data,
      event,
      id: id === undefined ? this.#cursor.current : id || undefined,
      transport: this.#plan.transport,
    };
  }

  // ——— ids

  /** Apart from `message`, because its closure would cost every message. */
  #isDueMessage(raw: RawData, event: string, id: string): boolean {
    return this.#isDue(id, raw, () => this.message(raw, event, id));
  }

  /** Whether the message is delivered now. A repeat moves the cursor like any message. */
  #isDue(id: string, payload: Payload, deliver: () => unknown): boolean {
    if (id === '') return true;
    const decision = this.#continuation.decide(id, payload, deliver);
    if (decision === 'drop') this.#cursor.set(id);
    return decision === 'deliver';
  }

  /** `id` was read from the message. */
  #isDueValue(decoded: T, raw: unknown, event: string, id: string): boolean {
    return this.#isDue(id, payloadOf(raw), () => this.#take(decoded, raw, event, undefined));
  }

  #idOf(data: T): string | undefined {
    const id = this.#plan.idOf?.(data, this.#answer);
    return id === undefined || usableCursor(id) ? id : this.#refuseId(id);
  }

  /** Such an id fits into no request. The message is delivered, and the cursor stays as it is. */
  #refuseId(id: string): undefined {
    if (this.#warned) return;
    this.#warned = true;
    const why =
      typeof ngDevMode === 'undefined' || ngDevMode ? ': it is longer than 1 KiB or contains control characters' : '';
    this.#settings.logger.warn(
      `ngx-comet: an id of ${id.length} characters of the ${this.#plan.transport} feed cannot be a cursor${why}${atUrl(this.url)}`,
    );
  }

  // ——— messages that are not delivered

  #tooLong({ length }: RawData): false {
    const max = this.#maxMessageSize;
    this.#listener.loseAttempt(this.#error('overflow', `a message of ${length} is longer than maxMessageSize, ${max}`));
    return false;
  }

  #undecodable(raw: RawData, id: string | undefined, cause: unknown): boolean {
    if (raw.length === 0 && this.#decode.skipsEmpty === true) {
      if (id !== undefined) this.#commit(id, raw);
      return true;
    }
    const message = aboutPayload(cause instanceof Error ? cause.message : String(cause), raw);
    this.reject(raw, this.#error('decode', `the message cannot be decoded: ${message}`, cause), id);
    return false;
  }

  /** `id` was sent with the message, or was read from it. */
  reject(raw: unknown, error: PushError, id?: string): void {
    const { onInvalid, observe } = this.#settings;
    if (onInvalid === 'error' || error.code === 'unsupported') {
      this.#listener.fail(error);
      return;
    }
    if (observe === 'events') this.#subscriber.next(pushEvent({ kind: 'rejected', raw, error }));
    else this.#log().rejected(error, raw, this.delivered > 0);
    // It was reported, so the cursor moves past it. Otherwise a bad message comes back at every reconnection.
    if (id !== undefined) this.#commit(id, raw);
  }

  #log(): RejectionLog {
    if (this.#rejections !== undefined) return this.#rejections;
    const log = (this.#rejections = new RejectionLog(this.#settings));
    this.#subscriber.add(() => log.end());
    return log;
  }

  #invalid(cause: unknown, raw: unknown): PushError {
    if (!isPushError(cause)) {
      return this.#error('schema', `the message cannot be validated: ${aboutPayload(String(cause), raw)}`, cause);
    }
    return this.#error(cause.code, cause.message, cause.cause);
  }

  #error(code: PushError['code'], message: string, cause?: unknown): PushError {
    return new PushError(code, message, { transient: false, transport: this.#plan.transport, url: this.url, cause });
  }
}
