import type { EventDetails, Stream } from './encoding';
import { onBehalfOf, type Origin } from './origin';
import type { PushTestAnswer, PushTestConnection, PushTestRefusal } from './push-test-connection';
import { inWords, type PushTestRequest } from './push-test-request';

/** What every transport has in common: the order of the calls, and what an error says about a wrong one. */
export abstract class TestConnection implements PushTestConnection {
  readonly request: PushTestRequest;
  /** Where the application opened it. */
  readonly origin: Origin;
  readonly sent: unknown[] = [];
  protected readonly stream: Stream;
  #state: PushTestConnection['state'] = 'connecting';
  #endedBy = '';

  constructor(request: PushTestRequest, stream: Stream, origin: Origin) {
    this.request = request;
    this.stream = stream;
    this.origin = origin;
  }

  get state(): PushTestConnection['state'] {
    return this.#state;
  }

  /** The application closed it before the test ended it. */
  get wasLeft(): boolean {
    return this.#endedBy === '' && this.#state === 'closed';
  }

  open(answer: PushTestAnswer = {}): void {
    this.#live('open()');
    if (this.#state === 'open') throw new Error(`Cannot call open(): ${inWords(this.request)} is open already.`);
    this.#open(answer);
  }

  next(data: unknown): void {
    this.message(data);
  }

  message(data: unknown, details: EventDetails = {}): void {
    const call = details.id === undefined && details.event === undefined ? 'next()' : 'message()';
    this.#deliver(call, () => this.deliver(data, details));
  }

  raw(data: string | Uint8Array): void {
    this.#deliver('raw()', () => this.write(data));
  }

  reject(garbage: string): void {
    this.#deliver('reject()', () => this.deliverGarbage(garbage));
  }

  lose(): void {
    this.#end('lose()', () => this.break());
  }

  refuse(status: number, refusal: PushTestRefusal = {}): void {
    this.#live('refuse()');
    if (!(Number.isInteger(status) && status >= 300 && status <= 599)) {
      throw new RangeError(`refuse() needs a status from 300 to 599, got ${status}`);
    }
    if (this.#state === 'open') {
      throw new Error(
        `Cannot call refuse(${status}): ${inWords(this.request)} is open already. A server refuses before that; then it ` +
          `can only lose() or end() it.`,
      );
    }
    this.#end('refuse()', () => this.answerRefusal(status, refusal));
  }

  closeWith(code: number, reason = ''): void {
    const close = this.closing(code, reason);
    this.#openFirst('closeWith()');
    if (this.#state === 'open') this.#end('closeWith()', close);
  }

  end(): void {
    this.#openFirst('end()');
    if (this.#state === 'open') this.#end('end()', () => this.finish());
  }

  /** Called by the wire when the application hangs up. */
  hungUp(): void {
    this.#state = 'closed';
  }

  protected abstract accept(answer: PushTestAnswer): void;
  protected abstract deliver(data: unknown, details: EventDetails): void;
  protected abstract deliverGarbage(garbage: string): void;
  protected abstract write(data: string | Uint8Array): void;
  protected abstract break(): void;
  protected abstract answerRefusal(status: number, refusal: PushTestRefusal): void;
  protected abstract finish(): void;

  /** Returns what closes the connection, or throws before anything has happened. */
  protected closing(_code: number, _reason: string): () => void {
    throw this.unknown('closeWith()', 'Only a WebSocket has close codes: call end() or lose().');
  }

  /** The message was a whole answer. */
  protected answered(): void {
    this.#state = 'closed';
    this.#endedBy = 'next()';
    this.finish();
  }

  protected unknown(call: string, why: string): Error {
    return new Error(`Cannot call ${call} for ${inWords(this.request)}. ${why}`);
  }

  #open(answer: PushTestAnswer): void {
    this.#state = 'open';
    onBehalfOf(this.origin, () => this.accept(answer));
  }

  #openFirst(call: string): void {
    this.#live(call);
    if (this.#state === 'connecting') this.#open({});
  }

  #deliver(call: string, send: () => void): void {
    this.#openFirst(call);
    // The application may have hung up when it opened.
    if (this.#state === 'open') onBehalfOf(this.origin, send);
  }

  #end(call: string, end: () => void): void {
    this.#live(call);
    this.#state = 'closed';
    this.#endedBy = call;
    onBehalfOf(this.origin, end);
  }

  #live(call: string): void {
    if (this.#state !== 'closed') return;
    const why = this.#endedBy === '' ? 'the application closed it' : `${this.#endedBy} ended it`;
    throw new Error(
      `Cannot call ${call}: ${inWords(this.request)} is over, ${why}. The next attempt is a connection of its own: find it ` +
        `with expectOne().`,
    );
  }
}
