import { BehaviorSubject, Subject, tap, type Observable, type Subscription } from 'rxjs';
import { connection } from '../../connection/connection';
import type { Connection } from '../../connection/connection-handle';
import { toStatus } from '../../operators/to-status';
import { openRoute } from '../../route/open-route';
import type { Route } from '../../route/route';
import { withReason } from '../../gates/pause-reason';
import { text } from '../../decode/text';
import { prerender } from '../../spec-support/prerendering';
import { PushError } from '../../vocabulary/push-error';
import type { ConnectionStatus } from '../../vocabulary/connection-status';
import type { PushEvent } from '../../vocabulary/push-event';
import type { AttemptSink, Opening, Transport } from '../../vocabulary/transport';
import type { PushOptions } from '../push-options';
import { phaseOf } from './phases';

export const broken = new PushError('network', 'broken', { transient: true });
export const fatal = new PushError('http', '403', { transient: false, status: 403 });

/** A stream of one route, or a connection over that route. */
export type Kind = 'stream' | 'connection';

export interface StageOptions {
  readonly options?: PushOptions<string>;
  /** How long every wait is in milliseconds, default an hour. */
  readonly wait?: number;
}

/** One attempt over the route. */
interface Call {
  readonly sink: AttemptSink;
  opened: boolean;
  hungUp: boolean;
}

/** A stream or a connection whose server, options and page a spec plays. */
export class Stage {
  readonly calls: Call[] = [];
  /** The kinds of the events, and `error` or `complete` at the end. */
  readonly events: string[] = [];
  readonly gate = new BehaviorSubject(true);
  readonly pauseWhile = new BehaviorSubject(false);
  readonly wake = new Subject<unknown>();
  /** How long every wait is, in milliseconds. */
  readonly wait: number;
  /** The delay after a loss in milliseconds; `undefined` gives up. */
  retry: () => number | undefined = () => this.wait;
  /** The wait after an answer in milliseconds; `undefined` = the server completes the feed. */
  interval: () => number | undefined = () => undefined;
  /** Only of a connection. */
  readonly feed: Connection<string> | undefined;
  readonly #polls: boolean;
  readonly #connectTimeout: number | undefined;
  readonly #stream: Observable<PushEvent<string>>;
  readonly #subscriptions: Subscription[] = [];
  #status: ConnectionStatus = { phase: 'idle' };
  #page: ReturnType<typeof prerender> | undefined;

  constructor(kind: Kind, polls: boolean, { wait = 3_600_000, options = {} }: StageOptions) {
    this.wait = wait;
    this.#polls = polls;
    this.#connectTimeout = options.connectTimeout;
    const all: PushOptions<string> = {
      decode: text(),
      retry: () => this.retry(),
      gate: withReason('offline', this.gate.asObservable()),
      pauseWhile: withReason('hidden', this.pauseWhile.asObservable()),
      wake: this.wake,
      ...options,
    };
    const record = tap<PushEvent<string>>({
      next: (event) => this.events.push(event.kind),
      error: () => this.events.push('error'),
      complete: () => this.events.push('complete'),
    });
    if (kind === 'stream') {
      this.#stream = (openRoute(this.#route, { ...all, observe: 'events' }) as Observable<PushEvent<string>>).pipe(
        record,
      );
    } else {
      this.feed = connection<string>([this.#route], { ...all, linger: 0, deliverWithin: 0 });
      this.#stream = this.feed.events$.pipe(record);
    }
  }

  get #route(): Route<string> {
    const transport = this.#polls ? 'polling' : 'sse';
    const connect: Transport = (attempt, sink) => {
      const call: Call = { sink, opened: false, hungUp: false };
      this.calls.push(call);
      if (attempt.cursor !== undefined) sink.sentCursor(attempt.cursor);
      return () => {
        call.hungUp = true;
      };
    };
    return {
      transport,
      // As polls have it: they open only with their answer, so no limit is the default.
      own: { connectTimeout: this.#connectTimeout },
      plan: () => ({
        transport,
        connect,
        connectTimeout: this.#polls ? (this.#connectTimeout ?? 0) : undefined,
        opensWithAnswer: this.#polls,
        repeatAfter: () => this.interval(),
        judge: (data) => (data === 'last' ? 'last' : 'deliver'),
      }),
    };
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  /** The phase, and what is wrong with the connections if there are too many or too few. */
  get phase(): string {
    const last = this.calls.at(-1);
    return phaseOf(this.#status.phase, this.live.length, last?.opened === true, this.#polls);
  }

  get live(): readonly Call[] {
    return this.calls.filter(({ sink, hungUp }) => !hungUp && !sink.closed);
  }

  /** Where the transport of the last attempt reports; it may have ended. */
  get sink(): AttemptSink {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error('nothing connected');
    return call.sink;
  }

  subscribe(): void {
    const set = (status: ConnectionStatus): void => {
      this.#status = status;
    };
    if (this.feed === undefined) {
      this.#subscriptions.push(this.#stream.pipe(toStatus()).subscribe(set));
      return;
    }
    if (this.#subscriptions.length === 0) this.#subscriptions.push(this.feed.status$.subscribe(set));
    this.#subscriptions.push(this.#stream.subscribe({ error: () => undefined }));
  }

  unsubscribe(): void {
    // The status of a connection is watched on.
    for (const subscription of this.#subscriptions.splice(this.feed === undefined ? 0 : 1)) subscription.unsubscribe();
    // A stream has no event for it.
    if (this.feed === undefined && this.#status.phase !== 'closed') this.#status = { phase: 'idle' };
  }

  open(): void {
    const call = this.calls.at(-1);
    this.sink.open();
    this.sink.active();
    if (call !== undefined) call.opened = true;
  }

  /** Another connection takes over from that of the last attempt. */
  takeOver(opening: Pick<Opening, 'afterLoss'>): void {
    const call = this.calls.at(-1);
    this.sink.reopen({ cursor: undefined, response: undefined, ...opening });
    if (call !== undefined) call.opened = true;
  }

  prerender(): void {
    this.#page = prerender();
  }

  /** The user opens the page. It may have been prerendered without a stream. */
  activate(): void {
    if (this.#page === undefined) fire(document, 'prerenderingchange');
    else this.#page.open();
  }

  /** Ends everything. */
  end(): void {
    this.unsubscribe();
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.feed?.close();
    this.#page?.end();
  }
}

/** Lets virtual time pass. */
export function pass(ms: number): void {
  jest.advanceTimersByTime(ms);
}

/** Fires events of the page. */
export function fire(target: EventTarget, type: string): void {
  target.dispatchEvent(new Event(type));
}
