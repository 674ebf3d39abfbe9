import { concat, defer, EMPTY, filter, map, Observable, of, Subject, takeUntil } from 'rxjs';
import { checkOptions } from '../checks/check';
import { aBoolean } from '../checks/kinds';
import { channels } from '../peer/channels';
import { numberOr } from '../platform/number-or';
import type { Connection, ReconnectOptions } from './connection-handle';
import type { ConnectionOptions } from './connection-options';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import { withoutCause } from '../vocabulary/without-cause';
import type { PushMessage } from '../vocabulary/push-message';
import type { PushPeer } from '../peer/push-peer';
import { request, type RequestOptions, type RevocablePeer } from '../peer/request';
import { isDuplex } from '../route/duplex-route';
import type { Route } from '../route/route';
import type { RouteDefaults } from '../route/route-defaults';
import type { Settings } from '../session/settings';
import { sparseLogger } from '../vocabulary/sparse-logger';
import { Sender } from './sender';
import { SharedSession } from './shared-session';
import { withStatus } from './with-status';

declare const ngDevMode: object | boolean | undefined;

/** The {@link Connection} over several routes: one shared session, and the sender over it. */
export class RoutedConnection<In, Out> implements Connection<In, Out> {
  readonly events$: Observable<PushEvent<In>>;
  readonly messages$: Observable<PushMessage<In>>;
  readonly data$: Observable<In>;
  readonly status$: Observable<ConnectionStatus>;
  readonly #session: SharedSession<In, Out>;
  readonly #sender: Sender<Out>;
  readonly #channel: ((name: string) => Observable<In>) | undefined;
  readonly #clock: Settings<In>['clock'];
  readonly #logger: Settings<In>['logger'];
  readonly #maySend: boolean;
  /** The old user's requests end. */
  readonly #forgotten = new Subject<void>();

  constructor(
    routes: readonly Route<In>[],
    shared: Settings<In>,
    defaults: RouteDefaults,
    options: ConnectionOptions<In, Out>,
  ) {
    const { sendVia, channels: protocol, replay = 'nothing' } = options;
    this.#clock = shared.clock;
    this.#logger = shared.logger;
    this.#maySend = sendVia !== undefined || routes.some(isDuplex);
    const failures = sparseLogger(shared.logger, () => shared.clock.now());
    this.#sender = new Sender({
      max: numberOr(1_000, options.queue?.max),
      sendVia,
      failed: (error) => {
        failures.warn(`ngx-comet: a message may not have been sent: ${error.message}`, { error: withoutCause(error) });
      },
    });
    this.#session = new SharedSession(routes, shared, defaults, options, this.#sender, {
      opened: (way) => {
        this.#sender.use(way);
      },
      // By now the channels are subscribed to. The waiting messages may need them.
      openEmitted: () => {
        this.#sender.flow();
      },
      closed: () => {
        this.#sender.hold();
      },
    });
    const { status$ } = this.#session;
    this.status$ = status$;
    this.events$ = withStatus(this.#session.watched$, status$);
    const live = this.#session.events$.pipe(
      filter((event) => event.kind === 'message'),
      map(({ message }) => message),
    );
    this.messages$ = withStatus(replay === 'last' ? this.#replaying(live) : live, status$);
    this.data$ = withStatus(this.messages$.pipe(map(({ data }) => data)), status$);
    this.#channel = protocol === undefined ? undefined : channels(this.#channelPeer(), protocol);
  }

  send(value: Out): void {
    this.#send(value);
  }

  #send(value: Out): () => void {
    if (this.#session.isClosed) throw refusal('aborted', 'the connection was closed, it cannot send');
    if (!this.#maySend) throw refusal('unsupported', 'no route can send: give a websocket route, or sendVia');
    return this.#sender.send(value);
  }

  request<R = In>(value: Out, options: RequestOptions<In>): Observable<R> {
    const peer: RevocablePeer<In, Out> = {
      // An answer for the next user may match too.
      events$: this.#session.answers$.pipe(takeUntil(this.#forgotten)),
      send: (message) => this.#send(message),
      sendRevocably: (message) => this.#send(message),
    };
    return request<In, Out>(peer, value, { clock: this.#clock, ...options }) as Observable<unknown> as Observable<R>;
  }

  channel<T = In>(name: string): Observable<T> {
    if (this.#channel === undefined) throw new TypeError('channels must be given to use channel(), got undefined');
    return withStatus(this.#channel(name), this.status$) as Observable<unknown> as Observable<T>;
  }

  reconnect(options: ReconnectOptions = {}): void {
    if (typeof ngDevMode === 'undefined' || ngDevMode)
      checkOptions<ReconnectOptions>('reconnect', options, { forget: aBoolean });
    if (this.#session.isClosed) throw refusal('aborted', 'the connection was closed, it cannot reconnect');
    if (options.forget === true) this.#forget();
    this.#session.reconnect();
  }

  /** No message of the old user may be sent for the next one, and no answer may go to a request of the old one. */
  #forget(): void {
    this.#session.forget();
    const waiting = this.#sender.stop();
    if (waiting > 0) this.#logger.warn('ngx-comet: the connection dropped the waiting messages of a user', { waiting });
    this.#forgotten.next();
  }

  close(): void {
    if (this.#session.isClosed) return;
    this.#session.close();
    const waiting = this.#sender.stop();
    // Only their number is logged, because messages may contain secrets.
    if (waiting > 0) this.#logger.warn('ngx-comet: the connection was closed with messages waiting', { waiting });
  }

  /** A new connection knows no channels, and a switch of the route makes a new connection. */
  #channelPeer(): PushPeer<In, Out> {
    const events$ = new Observable<PushEvent<In>>((subscriber) =>
      this.#session.events$.subscribe({
        next: (event) => {
          if (event.kind === 'open' && this.#session.isOpening) subscriber.next(OVER);
          subscriber.next(event);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
        complete: () => {
          subscriber.complete();
        },
      }),
    );
    return {
      events$,
      send: (value) => {
        this.#sender.control(value);
      },
    };
  }

  #replaying(live: Observable<PushMessage<In>>): Observable<PushMessage<In>> {
    const past = defer(() => (this.#session.last === undefined ? EMPTY : of(this.#session.last)));
    return concat(past, live);
  }
}

/** Only `channels` get this: the old connection has ended because a better route takes over, so subscribe again. */
const OVER: PushEvent<never> = { kind: 'paused', reason: 'caller' };

function refusal(code: 'aborted' | 'unsupported', message: string): PushError {
  return new PushError(code, message, { transient: false });
}
