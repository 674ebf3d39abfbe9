import { reportUnanswered } from '../../http/report-unanswered';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink } from '../../vocabulary/transport';

declare const ngDevMode: object | boolean | undefined;

const CLOSED = 2;
/** How much is kept while no attempt of the session takes it. */
const MAX_MESSAGES = 1_000;
const MAX_CHARACTERS = 1024 * 1024;

/** What an {@link EventSourceConnection} needs. */
export interface EventSourceConfig {
  readonly url: string;
  readonly make: (url: string) => EventSource;
  /** The names of the events to listen to. */
  readonly events: readonly string[];
}

/** Something that happened to the connection. */
interface Report {
  readonly opens: boolean;
  readonly pass: (sink: AttemptSink) => void;
}

/**
 * One EventSource, over one attempt of the session or several. When its connection breaks, the browser reconnects it by
 * itself, and only it can send `Last-Event-ID` then. What it receives while there is no attempt is kept, up to a bound.
 */
export class EventSourceConnection {
  readonly url: string;
  readonly #source: EventSource;
  /** What the next attempt gets, in order. */
  readonly #kept: Report[] = [];
  #messages = 0;
  #characters = 0;
  #sink: AttemptSink | undefined;
  #lost: ((error: PushError) => void) | undefined;
  /** How the connection ended that brought what is kept. */
  #loss: PushError | undefined;
  /** The present connection is open. */
  #open = false;
  /** The present attempt has an open connection, so another one continues it. */
  #announced = false;
  #lastId = '';
  /** The id that the browser sent when the attempt that ended was over. */
  #sentId = '';

  constructor({ url, make, events }: EventSourceConfig) {
    this.url = url;
    this.#source = make(url);
    this.#source.addEventListener('open', () => {
      this.#onOpen();
    });
    this.#source.addEventListener('error', (event) => {
      // A server may name its own events `error`. Only those have data.
      if (!('data' in event)) this.#onError();
    });
    for (const name of events) {
      this.#source.addEventListener(name, (event) => {
        if ('data' in event) this.#onMessage(event as MessageEvent<string>);
      });
    }
  }

  /** Whether an attempt can go on with it: the browser reconnects it, or it has kept something. */
  get continues(): boolean {
    return this.#source.readyState !== CLOSED || this.#kept.length > 0;
  }

  /** Whether the browser reconnects it, and sends an id then. */
  get resumes(): boolean {
    return this.#source.readyState !== CLOSED && this.#lastId !== '';
  }

  /** Passes what is kept, and then everything that happens, to an attempt. `lost` is called once. */
  attach(sink: AttemptSink, lost: (error: PushError) => void): void {
    this.#sink = sink;
    this.#lost = lost;
    this.#announced = false;
    this.#messages = this.#characters = 0;
    if (this.#sentId !== '') sink.sentCursor(this.#sentId);
    for (const { pass } of this.#kept.splice(0)) if (!sink.closed) pass(sink);
    const loss = this.#loss;
    this.#loss = undefined;
    if (loss !== undefined && !sink.closed) this.#lose(loss);
  }

  close(): void {
    this.#sink = this.#lost = undefined;
    this.#kept.length = 0;
    this.#source.close();
  }

  #onOpen(): void {
    this.#open = true;
    this.#loss = undefined;
    const opening = { cursor: this.#lastId || undefined, response: undefined, afterLoss: true };
    this.#report(true, (sink) => {
      if (this.#announced) sink.reopen(opening);
      else sink.open();
      this.#announced = true;
    });
  }

  #onMessage({ data, type, lastEventId }: MessageEvent<string>): void {
    // An event without an id has the id of the event before. So only a changed id is known to be the event's own.
    const id = lastEventId === this.#lastId ? undefined : lastEventId;
    this.#lastId = lastEventId;
    if (this.#sink === undefined) {
      this.#messages++;
      this.#characters += data.length;
      if (this.#messages > MAX_MESSAGES || this.#characters > MAX_CHARACTERS) return this.#overflow();
    }
    this.#report(false, (sink) => {
      sink.active();
      sink.message(data, type, id);
    });
  }

  #onError(): void {
    const wasOpen = this.#open;
    const error = lossOf(this.#source, wasOpen);
    this.#open = false;
    const sink = this.#sink;
    if (sink !== undefined) {
      if (wasOpen) return this.#lose(error);
      return reportUnanswered(error, this.url, (reported) => {
        // The browser may have connected it before the permission is known.
        if (this.#sink === sink && !this.#open) this.#lose(reported);
      });
    }
    // A connection that brought nothing is no loss for the next attempt: the browser still tries.
    if (this.#kept.at(-1)?.opens === true) this.#kept.pop();
    if (this.#kept.length > 0) this.#loss = error;
  }

  #lose(error: PushError): void {
    const lost = this.#lost;
    this.#sink = this.#lost = undefined;
    this.#sentId = this.#lastId;
    lost?.(error);
  }

  #report(opens: boolean, pass: (sink: AttemptSink) => void): void {
    if (this.#sink === undefined) this.#kept.push({ opens, pass });
    else pass(this.#sink);
  }

  /** What was kept so far is delivered. After that a new EventSource is made. */
  #overflow(): void {
    const { url } = this;
    this.#source.close();
    this.#loss = new PushError('overflow', 'more messages arrived between two attempts than are kept', {
      transient: true,
      transport: 'sse',
      url,
    });
  }
}

/** An EventSource exposes no reason: its `readyState` only shows whether it would reconnect. */
function lossOf({ readyState, url }: EventSource, opened: boolean): PushError {
  if (readyState === CLOSED) {
    const why =
      typeof ngDevMode === 'undefined' || ngDevMode
        ? ': the status is not 200, the content type is not text/event-stream, or CORS forbids the page to read the stream'
        : '';
    return new PushError('closed', `the EventSource closed for good${why}`, {
      transient: false,
      transport: 'sse',
      url,
    });
  }
  const [code, what] = opened
    ? (['closed', 'the stream ended or the connection broke'] as const)
    : (['network', 'cannot reach the server'] as const);
  return new PushError(code, what, { transient: true, transport: 'sse', url });
}
