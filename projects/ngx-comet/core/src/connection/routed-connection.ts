import { concat, defer, EMPTY, filter, map, Observable, of, Subject, takeUntil } from 'rxjs';
import { checkOptions } from '../checks/check';
import { aBoolean } from '../checks/kinds';
import { channels, type ChannelProtocol } from '../peer/channels';
import { numberOr } from '../platform/number-or';
import type { Connection, ReconnectOptions } from './connection-handle';
import type { ConnectionOptions } from './connection-options';
import type { ConnectionStatus } from '../vocabulary/connection-status';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import { withoutCause } from '../vocabulary/without-cause';
import type { PushMessage } from '../vocabulary/push-message';
import { request, type RequestOptions, type RevocablePeer } from '../peer/request';
import { isDuplex } from '../route/duplex-route';
import type { Route } from '../route/route';
import type { RouteDefaults } from '../route/route-defaults';
import { FeedMemory } from '../session/feed-memory';
import type { Settings } from '../session/settings';
import { sparseLogger } from '../vocabulary/sparse-logger';
import type { Relay, RelayedConnection } from './relay';
import { RelayPart, type RelayParts } from './relay-part';
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
  readonly #handedOver = new Subject<void>();
  readonly #parts: RelayParts<In, Out>;
  #relay: Relay<In, Out> | undefined;

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
      blocked: () => this.#relay?.full === true,
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
    this.#channel = protocol === undefined ? undefined : this.#channels(protocol);
    this.#parts = {
      routes,
      settings: shared,
      wire: this.#session.wire,
      sender: this.#sender,
      protocol,
      replaysLast: replay === 'last',
      handedOver: () => {
        this.#handedOver.next();
      },
      forget: () => {
        this.#forget();
      },
    };
  }

  /** Called once, before the connection is used. `make` gets what the relay works with. */
  relay(make: (connection: RelayedConnection<In, Out>) => Relay<In, Out>): void {
    const memory = new FeedMemory(this.#parts.settings.window);
    this.#relay = make(new RelayPart(this.#parts, memory));
    this.#session.relayed(this.#relay, memory);
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
      waits: (message) => this.#sender.holds(message),
      handedOver$: this.#handedOver,
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
    if (options.forget !== true) return this.#session.reconnect();
    this.#forget();
    if (this.#relay === undefined) this.#session.reconnect();
    else this.#relay.forget();
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
  #channels(protocol: ChannelProtocol<In, Out>): (name: string) => Observable<In> {
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
    return channels<In, ChannelChange>(
      {
        events$,
        send: ({ name, how }) => {
          if (this.#relay === undefined) this.#sender.control(protocol[how](name));
          else this.#relay.channel(name, how);
        },
      },
      {
        subscribe: (name) => ({ name, how: 'subscribe' }),
        unsubscribe: (name) => ({ name, how: 'unsubscribe' }),
        nameOf: (data) => protocol.nameOf(data),
      },
    );
  }

  #replaying(live: Observable<PushMessage<In>>): Observable<PushMessage<In>> {
    const past = defer(() => (this.#session.last === undefined ? EMPTY : of(this.#session.last)));
    return concat(past, live);
  }
}

interface ChannelChange {
  readonly name: string;
  readonly how: 'subscribe' | 'unsubscribe';
}

/** Only `channels` get this: the old connection has ended because a better route takes over, so subscribe again. */
const OVER: PushEvent<never> = { kind: 'paused', reason: 'caller' };

function refusal(code: 'aborted' | 'unsupported', message: string): PushError {
  return new PushError(code, message, { transient: false });
}
