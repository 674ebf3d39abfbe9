import type { SchedulerLike, Subscription } from 'rxjs';
import { payloadFor, type EventDetails, type Stream } from './encoding';
import { originNow, type Origin } from './origin';
import { TestConnection } from './test-connection';

const CONNECTING = 0;
const OPEN = 1;
const CLOSED = 2;
/** How long a browser waits before it connects again, in milliseconds: 3 s in Chromium, 5 s in Firefox. */
const RECONNECTION_TIME = 3_000;

/** An event of an EventSource, as far as the library reads it. */
interface SourceEvent {
  readonly type: string;
  readonly data?: string;
  readonly lastEventId?: string;
}

type Listener = (event: SourceEvent) => void;

/** What an EventSource needs of the test. */
export interface SourceConfig {
  readonly stream: Stream;
  readonly clock: SchedulerLike;
  readonly add: (connection: EventSourceConnection) => void;
}

/** The EventSource that the application gets. It connects again by itself, as that of a browser does. */
export class TestEventSource {
  readonly url: string;
  readyState = CONNECTING;
  lastEventId = '';
  readonly #config: SourceConfig;
  readonly #origin = originNow();
  readonly #listeners: (readonly [string, Listener])[] = [];
  #connection: EventSourceConnection | undefined;
  #again: Subscription | undefined;

  constructor(url: string, config: SourceConfig) {
    const base = (globalThis.document as Document | undefined)?.baseURI;
    this.url = URL.canParse(url, base) ? new URL(url, base).href : url;
    this.#config = config;
    this.#connect();
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push([type, listener]);
  }

  close(): void {
    this.readyState = CLOSED;
    this.#again?.unsubscribe();
    this.#connection?.hungUp();
  }

  open(): void {
    this.readyState = OPEN;
    this.dispatch({ type: 'open' });
  }

  /** The connection broke, so the browser connects again. */
  lost(): void {
    this.readyState = CONNECTING;
    this.#connection = undefined;
    this.#again = this.#config.clock.schedule(() => this.#connect(), RECONNECTION_TIME);
    this.dispatch({ type: 'error' });
  }

  /** The answer was no event stream, so the browser gives up. */
  failed(): void {
    this.readyState = CLOSED;
    this.dispatch({ type: 'error' });
  }

  dispatch(event: SourceEvent): void {
    for (const [type, listener] of this.#listeners) if (type === event.type) listener(event);
  }

  #connect(): void {
    const { stream, add } = this.#config;
    this.#connection = new EventSourceConnection(this, stream, this.#origin);
    add(this.#connection);
  }
}

/** One connection of an EventSource. */
export class EventSourceConnection extends TestConnection {
  readonly #source: TestEventSource;

  constructor(source: TestEventSource, stream: Stream, origin: Origin) {
    const { url, lastEventId } = source;
    const headers = new Headers(lastEventId === '' ? {} : { 'Last-Event-ID': lastEventId });
    super({ url, transport: 'sse', method: 'GET', headers, body: null, protocols: [] }, stream, origin);
    this.#source = source;
  }

  protected accept(): void {
    this.#source.open();
  }

  protected deliver(data: unknown, { id, event }: EventDetails): void {
    const payload = payloadFor(this.stream, data);
    this.#dispatch(typeof payload === 'string' ? payload : new TextDecoder().decode(payload), event, id);
  }

  protected deliverGarbage(garbage: string): void {
    this.#dispatch(garbage);
  }

  protected write(): void {
    throw this.unknown('raw()', 'Only the browser sees the bytes of an EventSource: call message() or reject().');
  }

  protected break(): void {
    this.#source.lost();
  }

  protected answerRefusal(): void {
    this.#source.failed();
  }

  protected finish(): void {
    this.#source.lost();
  }

  #dispatch(data: string, type = 'message', id = this.#source.lastEventId): void {
    this.#source.lastEventId = id;
    this.#source.dispatch({ type, data, lastEventId: id });
  }
}
