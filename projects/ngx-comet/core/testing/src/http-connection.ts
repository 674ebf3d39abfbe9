import { AtOncePromise, resolved } from './at-once';
import {
  contentType,
  decodedSent,
  endsWithMessage,
  part,
  payloadFor,
  type EventDetails,
  type Stream,
} from './encoding';
import type { Origin } from './origin';
import type { PushTestAnswer, PushTestRefusal } from './push-test-connection';
import { TestConnection } from './test-connection';
import { utf8 } from './utf8';

type Read = ReadableStreamReadResult<Uint8Array>;

/** The statuses of answers that never have a body (Fetch, "null body status"). */
const WITHOUT_BODY = [101, 103, 204, 205, 304];

/** One request over `fetch`, and the body of its answer. */
export class HttpConnection extends TestConnection {
  /** What the application's `fetch` returned. */
  readonly response = new AtOncePromise<Response>();
  readonly #chunks: (Uint8Array | 'end' | Error)[] = [];
  #reading: AtOncePromise<Read> | undefined;
  #type = '';

  constructor(url: string, init: RequestInit, stream: Stream, origin: Origin) {
    const { method = 'GET', body = null } = init;
    const headers = new Headers(init.headers);
    super({ url, transport: stream.transport, method, headers, body, protocols: [] }, stream, origin);
    if (body !== null) this.sent.push(decodedSent(body));
    init.signal?.addEventListener('abort', () => {
      if (this.state !== 'closed') this.hungUp();
      this.response.reject(new Error('the request was aborted'));
      this.#push(new Error('the request was aborted'));
    });
  }

  protected accept({ status = 200, headers = {} }: PushTestAnswer): void {
    this.#answer(status, { 'content-type': contentType(this.stream), ...lowered(headers) });
  }

  protected deliver(data: unknown, details: EventDetails): void {
    this.#deliverPayload(payloadFor(this.stream, data), details);
  }

  protected deliverGarbage(garbage: string): void {
    this.#deliverPayload(garbage, {});
  }

  #deliverPayload(payload: string | Uint8Array, details: EventDetails): void {
    this.#push(part(this.stream, payload, details, this.#type));
    if (this.state === 'open' && endsWithMessage(this.stream)) this.answered();
  }

  protected write(data: string | Uint8Array): void {
    this.#push(typeof data === 'string' ? utf8(data) : data);
  }

  protected break(): void {
    const error = new TypeError('Failed to fetch');
    this.response.reject(error);
    this.#push(error);
  }

  protected answerRefusal(status: number, { retryAfter, headers = {}, body }: PushTestRefusal): void {
    const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
    const type = typeof body === 'string' || body === undefined ? 'text/plain' : 'application/json';
    // Before the answer: whoever gets it reads the body at once.
    if (text !== '') this.#chunks.push(utf8(text));
    this.#chunks.push('end');
    this.#answer(status, {
      ...(retryAfter !== undefined && { 'retry-after': String(retryAfter) }),
      'content-type': type,
      ...lowered(headers),
    });
  }

  protected finish(): void {
    this.#push('end');
  }

  #answer(status: number, headers: Readonly<Record<string, string>>): void {
    this.#type = headers['content-type'] ?? '';
    const cancel = (): Promise<void> => resolved(undefined);
    const body = {
      getReader: () => ({ read: () => this.#read(), cancel }),
      cancel,
    };
    const response = {
      ok: status >= 200 && status <= 299,
      status,
      statusText: '',
      headers: new Headers(headers),
      url: '',
      type: 'basic',
      redirected: false,
      body: WITHOUT_BODY.includes(status) ? null : body,
    };
    // The library uses no more of a response, and a platform without fetch has no class to make one of.
    this.response.resolve(response as unknown as Response);
  }

  #read(): Promise<Read> {
    const reading = (this.#reading = new AtOncePromise<Read>());
    this.#pass();
    return reading;
  }

  #push(chunk: Uint8Array | 'end' | Error): void {
    this.#chunks.push(chunk);
    this.#pass();
  }

  #pass(): void {
    const reading = this.#reading;
    const chunk = reading === undefined ? undefined : this.#chunks.shift();
    if (reading === undefined || chunk === undefined) return;
    this.#reading = undefined;
    if (chunk === 'end') reading.resolve({ done: true, value: undefined });
    else if (chunk instanceof Error) reading.reject(chunk);
    else reading.resolve({ done: false, value: chunk });
  }
}

function lowered(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
