import type { Subscriber } from 'rxjs';
import type { Decoder } from '../decode/decoder';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { Continuity, PushEvent } from '../vocabulary/push-event';
import type { PushMessage } from '../vocabulary/push-message';
import type { RawData } from '../vocabulary/transport';
import { idWindow, type NoteId } from './id-window';
import type { SessionPlan, Verdict } from './plan';
import type { Settings } from './settings';
import { validateWith } from '../decode/validate-with';

/** What the receiver of messages calls. */
export interface ReceiverListener {
  /** The sequence numbers say more about the continuity than the opening did. */
  continuity(continuity: Continuity): void;
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
  /** Created with the first id, because a feed may have no ids. */
  #noteId: NoteId | undefined;
  readonly #decode: Decoder<T>;
  readonly #maxMessageSize: number;
  /** True if a message is needed, not only its payload. */
  readonly #wrapped: boolean;
  /** True if a decoded value goes straight to the subscriber, with no check in between. */
  readonly #direct: boolean;
  #cursor: string | undefined;
  #committed = false;
  #sequence: number | undefined;
  #reopened = false;

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
    this.#decode = plan.decode ?? settings.decode;
    this.#maxMessageSize = settings.maxMessageSize;
    this.#wrapped = settings.observe !== 'data' || settings.sequence !== undefined;
    this.#direct =
      !this.#wrapped && settings.schema === undefined && plan.idOf === undefined && plan.judge === undefined;
    this.#cursor = this.#stored;
  }

  /**
   * The id of the last message that was delivered whole. The store is read only until there is one. Another tab may
   * have stored a later id since, and the messages in between would be lost.
   */
  get cursor(): string | undefined {
    return this.#committed ? this.#cursor : this.#stored;
  }

  get #stored(): string | undefined {
    const { store, from } = this.#settings;
    return store?.get() ?? from;
  }

  /** Called for a new connection: the number of its first message shows whether it continues after the last message. */
  reopened(): void {
    this.#reopened = true;
  }

  message(raw: RawData, event: string, id: string | undefined): boolean {
    if (id !== undefined && this.#isRepeat(id)) return true;
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
    if (id !== undefined) this.commit(id);
    return true;
  }

  value(data: unknown): boolean {
    return this.#take(data as T, data, 'message', undefined);
  }

  /** Makes this id the cursor: its message is delivered. */
  commit(id: string): void {
    const cursor = id === '' ? undefined : id;
    this.#cursor = cursor;
    this.#committed = true;
    this.#settings.store?.set(cursor);
  }

  #take(decoded: T, raw: unknown, event: string, sentId: string | undefined): boolean {
    let data = decoded;
    let id = sentId;
    let verdict: Verdict;
    try {
      if (this.#settings.schema !== undefined) data = validateWith(this.#settings.schema, data);
      if (id === undefined && this.#plan.idOf !== undefined) {
        id = this.#plan.idOf(data);
        if (this.#isRepeat(id)) return true;
      }
      verdict = this.#plan.judge?.(data) ?? 'deliver';
      // Only functions of the caller throw here, before anything is emitted.
      if (verdict !== 'drop') this.#deliver(data, event, id);
    } catch (cause) {
      this.#reject(raw, id, this.#invalid(cause));
      return false;
    }
    if (id !== undefined) this.commit(id);
    if (verdict === 'last') this.#listener.finish();
    return true;
  }

  #deliver(data: T, event: string, id: string | undefined): void {
    if (!this.#wrapped) {
      this.delivered++;
      this.#subscriber.next(data);
      return;
    }
    const message: PushMessage<T> = {
      data,
      event,
      id: id === undefined ? this.#cursor : id || undefined,
      transport: this.#plan.transport,
    };
    const { observe, sequence } = this.#settings;
    if (sequence !== undefined) this.#compare(sequence(message));
    this.delivered++;
    if (observe === 'events') this.#subscriber.next({ kind: 'message', message } satisfies PushEvent<T>);
    else this.#subscriber.next(observe === 'messages' ? message : data);
  }

  #compare(sequence: number): void {
    const previous = this.#sequence;
    this.#sequence = sequence;
    const first = this.#reopened;
    this.#reopened = false;
    if (previous === undefined) return;
    if (sequence !== previous + 1) this.#listener.continuity('gap');
    else if (first) this.#listener.continuity('resumed');
  }

  #isRepeat(id: string | undefined): boolean {
    const { window } = this.#settings;
    if (!id || window === 0) return false;
    this.#noteId ??= idWindow(window);
    return !this.#noteId(id);
  }

  #tooLong({ length }: RawData): false {
    const max = this.#maxMessageSize;
    this.#listener.loseAttempt(this.#error('overflow', `a message of ${length} is longer than maxMessageSize, ${max}`));
    return false;
  }

  #undecodable(raw: RawData, id: string | undefined, cause: unknown): false {
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#reject(raw, id, this.#error('decode', `the message cannot be decoded: ${message}`, cause));
    return false;
  }

  #reject(raw: unknown, id: string | undefined, error: PushError): void {
    const { onInvalid, observe, logger } = this.#settings;
    if (onInvalid === 'error' || error.code === 'unsupported') {
      this.#listener.fail(error);
      return;
    }
    if (observe === 'events') this.#subscriber.next({ kind: 'rejected', raw, error } satisfies PushEvent<T>);
    else logger.warn(`ngx-comet: a ${this.#plan.transport} message was rejected: ${error.message}`, { error, raw });
    // It was reported, so the cursor moves past it. Otherwise a bad message comes back at every reconnection.
    if (id !== undefined) this.commit(id);
  }

  #invalid(cause: unknown): PushError {
    if (!isPushError(cause)) return this.#error('schema', `the message cannot be validated: ${String(cause)}`, cause);
    return this.#error(cause.code, cause.message, cause.cause);
  }

  #error(code: PushError['code'], message: string, cause?: unknown): PushError {
    return new PushError(code, message, { transient: false, transport: this.#plan.transport, cause });
  }
}
