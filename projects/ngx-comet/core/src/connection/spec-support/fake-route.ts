import { Subject } from 'rxjs';
import type { Attempt } from '../../vocabulary/attempt';
import { PushError } from '../../vocabulary/push-error';
import type { Duplex, DuplexRoute } from '../../route/duplex-route';
import type { SessionPlan } from '../../session/plan';
import type { Route } from '../../route/route';
import type { AttemptSink } from '../../vocabulary/transport';
import type { TransportName } from '../../vocabulary/transport-name';

/** One attempt over a {@link FakeRoute}. */
export interface FakeCall {
  readonly attempt: Attempt;
  readonly sink: AttemptSink;
  /** The cursor at the time of the request. */
  readonly cursor: string | undefined;
  /** What was sent over it. */
  readonly sent: string[];
  hungUp: boolean;
}

export const broken = new PushError('network', 'broken', { transient: true });
export const fatal = new PushError('http', '403', { transient: false, status: 403 });

/** A route whose server is the test. */
export class FakeRoute implements Route<string> {
  readonly transport: TransportName;
  readonly calls: FakeCall[] = [];
  readonly #plan: Partial<SessionPlan<string>>;

  constructor(transport: TransportName, plan: Partial<SessionPlan<string>> = {}) {
    this.transport = transport;
    this.#plan = plan;
  }

  plan(): SessionPlan<string> {
    return {
      transport: this.transport,
      connect: (attempt, sink) => {
        const call = this.begin(attempt, sink);
        return () => {
          call.hungUp = true;
        };
      },
      ...this.#plan,
    };
  }

  protected begin(attempt: Attempt, sink: AttemptSink): FakeCall {
    const { cursor } = attempt;
    if (cursor !== undefined) sink.sentCursor(cursor);
    const call: FakeCall = { attempt, sink, cursor, sent: [], hungUp: false };
    this.calls.push(call);
    return call;
  }

  /** The latest attempt. */
  get call(): FakeCall {
    const call = this.calls.at(-1);
    if (call === undefined) throw new Error(`nothing connected over ${this.transport}`);
    return call;
  }

  get isLive(): boolean {
    return this.calls.some(({ hungUp, sink }) => !hungUp && !sink.closed);
  }

  accept(): void {
    this.call.sink.open();
  }

  /** Sends a byte that is not a message. */
  beat(): void {
    this.call.sink.active();
  }

  message(data: string, id = data): boolean {
    this.call.sink.active();
    return this.call.sink.message(data, 'message', id);
  }

  lose(error = broken): void {
    this.call.sink.lost(error);
  }

  done(): void {
    this.call.sink.done();
  }
}

/** A route that can send too. */
export class FakeDuplexRoute extends FakeRoute {
  /** While it is true, messages wait. */
  congested = false;
  /** An error that it emits ends the stream. */
  readonly failing = new Subject<PushError>();

  constructor() {
    super('websocket');
  }

  /** The {@link DuplexRoute} for the connection. */
  get duplex(): DuplexRoute<string, string> {
    return {
      transport: this.transport,
      unsent: undefined,
      encode: (value) => value,
      plan: () => this.plan(),
      open: (_settings, fail) => this.#open(fail),
    };
  }

  #open(fail: (error: PushError) => void): Duplex<string, string> {
    const failures = this.failing.subscribe(fail);
    const waiting: string[] = [];
    let call: FakeCall | undefined;
    let closed = false;
    const plan: SessionPlan<string> = {
      transport: this.transport,
      connect: (attempt, sink) => {
        const begun = (call = this.begin(attempt, sink));
        return () => {
          begun.hungUp = true;
        };
      },
    };
    return {
      plan,
      send: (value) => {
        if (closed) return;
        if (this.congested || call === undefined) waiting.push(value);
        else call.sent.push(value);
      },
      canSend: () => !closed && !this.congested && call !== undefined,
      sendNow: (payload) => {
        call?.sent.push(payload as string);
      },
      buffered: () => waiting.length,
      close: () => {
        closed = true;
        failures.unsubscribe();
        return waiting.length === 0 ? undefined : { values: waiting, dropped: 0, bytes: 0 };
      },
    };
  }
}
