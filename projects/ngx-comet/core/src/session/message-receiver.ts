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

/** What a message can make the session do. */
export interface ReceiverListener {
  /** The numbers of the messages tell more about the connection than its opening did. */
  continuity(continuity: Continuity): void;
  fail(error: PushError): void;
  /** The connection brought what it must not. */
  lose(error: PushError): void;
  /** The caller wants no more after this one. */
  finish(): void;
}

/** The way of a message from the wire to the subscriber: repeat? → decode → validate → deliver → cursor. Kept short. */
export class MessageReceiver<T> {
  /** How many messages were handed over. */
  delivered = 0;
  readonly #settings: Settings<T>;
  readonly #plan: SessionPlan<T>;
  readonly #subscriber: Subscriber<unknown>;
  readonly #owner: ReceiverListener;
  /** Made with the first id, as a feed may have none. */
  #noteId: NoteId | undefined;
  readonly #decode: Decoder<T>;
  readonly #maxMessageSize: number;
  /** Whether the subscriber wants more than the payload. */
  readonly #wrapped: boolean;
  /** Whether nothing is asked about a decoded message: it goes straight to the subscriber. */
  readonly #direct: boolean;
  #cursor: string | undefined;
  #committed = false;
  #sequence: number | undefined;
  #reopened = false;

  constructor(settings: Settings<T>, plan: SessionPlan<T>, subscriber: Subscriber<unknown>, owner: ReceiverListener) {
    this.#settings = settings;
    this.#plan = plan;
    this.#subscriber = subscriber;
    this.#owner = owner;
    this.#decode = plan.decode ?? settings.decode;
    this.#maxMessageSize = settings.maxMessageSize;
    this.#wrapped = settings.observe !== 'data' || settings.sequence !== undefined;
    this.#direct =
      !this.#wrapped && settings.schema === undefined && plan.idOf === undefined && plan.judge === undefined;
    this.#cursor = this.#stored;
  }

  /**
   * The id after the last message that was delivered whole. The store counts only until there is one: what another tab has
   * stored since may be ahead, and what lies between would be lost.
   */
  get cursor(): string | undefined {
    return this.#committed ? this.#cursor : this.#stored;
  }

  get #stored(): string | undefined {
    const { store, from } = this.#settings;
    return store?.get() ?? from;
  }

  /** A new connection: the numbers of its first message tell whether it goes on where the last one ended. */
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

  /** The id counts as delivered. */
  commit(id: string): void {
    const cursor = id === '' ? undefined : id;
    this.#cursor = cursor;
    this.#committed = true;
    this.#settings.store?.set(cursor);
  }

  #take(decoded: T, raw: unknown, event: string, wireId: string | undefined): boolean {
    let data = decoded;
    let id = wireId;
    let verdict: Verdict;
    try {
      if (this.#settings.schema !== undefined) data = validateWith(this.#settings.schema, data);
      if (id === undefined && this.#plan.idOf !== undefined) {
        id = this.#plan.idOf(data);
        if (this.#isRepeat(id)) return true;
      }
      verdict = this.#plan.judge?.(data) ?? 'deliver';
      // Nothing of this throws but what the caller gave, before anything is emitted.
      if (verdict !== 'drop') this.#deliver(data, event, id);
    } catch (cause) {
      this.#reject(raw, id, this.#invalid(cause));
      return false;
    }
    if (id !== undefined) this.commit(id);
    if (verdict === 'last') this.#owner.finish();
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
    if (sequence !== previous + 1) this.#owner.continuity('gap');
    else if (first) this.#owner.continuity('resumed');
  }

  #isRepeat(id: string | undefined): boolean {
    const { window } = this.#settings;
    if (!id || window === 0) return false;
    this.#noteId ??= idWindow(window);
    return !this.#noteId(id);
  }

  #tooLong({ length }: RawData): false {
    const max = this.#maxMessageSize;
    this.#owner.lose(this.#error('overflow', `a message of ${length} is longer than maxMessageSize, ${max}`));
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
      this.#owner.fail(error);
      return;
    }
    if (observe === 'events') this.#subscriber.next({ kind: 'rejected', raw, error } satisfies PushEvent<T>);
    else logger.warn(`ngx-comet: a ${this.#plan.transport} message was rejected: ${error.message}`, { error, raw });
    // It was told, so it is not asked for again: a bad message must not come back at every reconnection.
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
