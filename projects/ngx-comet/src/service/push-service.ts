import { isPlatformServer, PlatformLocation } from '@angular/common';
import { DestroyRef, inject, Injectable, NgZone, PLATFORM_ID } from '@angular/core';
import {
  connection,
  httpStream$,
  jsonp$,
  pollingStream$,
  pushEvent,
  sse$,
  websocket$,
  type ConnectionOptions,
  type HttpStreamOptions,
  type JsonpOptions,
  type Observe,
  type PollingStreamOptions,
  type PollSource,
  type PushEvent,
  type Route,
  type SseOptions,
  type UrlSource,
  type WebSocketOptions,
} from 'ngx-comet/core';
import { isObservable, merge, Observable, Subject } from 'rxjs';
import { withEvents } from './events-of';
import { EXPLAIN } from './explain';
import { mergeOptions, own } from './merge-options';
import { calledInside, deliveredOutside, outsideZone, scheduledOutside } from './outside-zone';
import { pushConnection, serverConnection, type PushConnection } from './push-connection';
import { requestDefaults, type Place } from './request-defaults';
import { SNAPSHOTS, type StreamKind, type StreamRequest } from './stream-snapshots';
import {
  PUSH_CLOCK,
  PUSH_DEFAULTS,
  PUSH_FETCH,
  PUSH_GATE,
  PUSH_LOGGER,
  PUSH_RETRY,
  PUSH_ROUTES,
  PUSH_WEB_SOCKET,
  type PushDefaults,
} from './tokens';

declare const ngDevMode: object | boolean | undefined;

interface Observing {
  readonly observe?: Observe | undefined;
}
/** The options that are Observables of the application. */
interface AppSources {
  readonly gate?: unknown;
  readonly pauseWhile?: unknown;
  readonly outgoing?: unknown;
  readonly wake?: unknown;
}

/**
 * The transports with the application's configuration. Each method calls the factory of `ngx-comet/core` with the
 * options of the tokens as defaults, and its streams run outside the zone. On the server no stream connects, unless
 * `withServerSnapshot()` is used: the streams stay silent, and as events they emit `paused` with the reason `server`.
 *
 * @usageNotes
 * ```ts
 * readonly price$ = inject(PushService).sse$<Price>('/prices');
 * ```
 */
@Injectable({ providedIn: 'root' })
export class PushService {
  readonly #defaults = own(inject(PUSH_DEFAULTS));
  readonly #retry = inject(PUSH_RETRY);
  readonly #fetch = inject(PUSH_FETCH);
  readonly #webSocket = inject(PUSH_WEB_SOCKET);
  readonly #routes = inject(PUSH_ROUTES);
  readonly #gate = inject(PUSH_GATE);
  readonly #logger = inject(PUSH_LOGGER);
  readonly #clock = inject(PUSH_CLOCK);
  readonly #explain = inject(EXPLAIN, { optional: true }) ?? undefined;
  readonly #snapshots = inject(SNAPSHOTS, { optional: true });
  readonly #zone = inject(NgZone);
  readonly #end = inject(DestroyRef);
  readonly #onServer = isPlatformServer(inject(PLATFORM_ID));
  readonly #wakes = new Subject<void>();
  /** The place of the page. On the server it is the one that relative URLs of snapshots are resolved against. */
  readonly #byUrl = requestDefaults(
    checked(this.#defaults),
    this.#onServer ? serverPlace(inject(PlatformLocation).href) : browserPlace(),
  );

  /** Server-sent events, see `sse$` of `ngx-comet/core`. */
  readonly sse$ = ((url: UrlSource, options: SseOptions<unknown> & Observing = {}) =>
    this.#open(
      { transport: 'sse', open: (to, how) => sse$<unknown>(to, how as SseOptions<unknown>) },
      url,
      mergeOptions(own(options).via === 'event-source' ? this.#byOrigin() : this.#http(), options),
    )) as typeof sse$;

  /** HTTP streaming, see `httpStream$` of `ngx-comet/core`. */
  readonly httpStream$ = ((url: UrlSource, options: HttpStreamOptions<unknown> & Observing = {}) =>
    this.#open(
      { transport: 'http-stream', open: (to, how) => httpStream$<unknown>(to, how as HttpStreamOptions<unknown>) },
      url,
      mergeOptions(this.#http(), options),
    )) as typeof httpStream$;

  /** A WebSocket, see `websocket$` of `ngx-comet/core`. */
  readonly websocket$ = ((url: UrlSource, options: WebSocketOptions<unknown, unknown> & Observing = {}) =>
    this.#open(
      {
        transport: 'websocket',
        opensSocket: true,
        open: (to, how) => websocket$<unknown, unknown>(to, how as WebSocketOptions<unknown, unknown>),
      },
      url,
      mergeOptions({ ...this.#byOrigin(), WebSocket: this.#webSocket }, options),
    )) as typeof websocket$;

  /** Polling, see `pollingStream$` of `ngx-comet/core`. */
  readonly pollingStream$ = ((source: PollSource<unknown>, options: PollingStreamOptions<unknown> & Observing = {}) => {
    const from = typeof source === 'function' ? calledInside(this.#zone, source) : source;
    return this.#open(
      {
        transport: 'polling',
        open: (to: PollSource<unknown>, how) => pollingStream$<unknown>(to, how as PollingStreamOptions<unknown>),
      },
      from,
      // `timeout` limits a poll. The `connectTimeout` of the defaults would end every long poll.
      mergeOptions({ ...this.#http(), connectTimeout: undefined }, options),
    );
  }) as typeof pollingStream$;

  /** JSONP, see `jsonp$` of `ngx-comet/core`. */
  readonly jsonp$ = ((url: UrlSource, options: JsonpOptions<unknown> & Observing = {}) =>
    this.#open(
      { transport: 'jsonp', needsPage: true, open: (to, how) => jsonp$<unknown>(to, how as JsonpOptions<unknown>) },
      url,
      mergeOptions({ ...this.#byOrigin(), connectTimeout: undefined }, options),
    )) as typeof jsonp$;

  /**
   * One connection over several routes, see `connection` of `ngx-comet/core`. Without `routes` it uses those of
   * `PUSH_ROUTES`. The options of the tokens are the defaults of the routes too, including `fetch` with its
   * interceptors. The options that a route was made with win.
   *
   * A connection hangs up `linger` ms after its last subscriber unsubscribed. If it was made in an injection context,
   * such as a field of a component, it is closed when that context is destroyed. Any other one is closed by `close()`, or
   * with the service.
   */
  connect<In, Out = unknown>(
    routes: readonly Route<In>[] = this.#routes as readonly Route<In>[],
    options: ConnectionOptions<In, Out> = {},
  ): PushConnection<In, Out> {
    if ((typeof ngDevMode === 'undefined' || ngDevMode) && routes === this.#routes && routes.length === 0) {
      throw new TypeError('connect() without routes needs those of providePush(withRoutes([…])), and there are none');
    }
    const { sendVia, clock = this.#clock } = own(options);
    const isolated = {
      ...this.#outside(mergeOptions({ ...this.#http(), WebSocket: this.#webSocket }, options)),
      ...(sendVia !== undefined && { sendVia: calledInside(this.#zone, sendVia) }),
      clock: scheduledOutside(this.#zone, clock),
    };
    // Also made on the server, because it checks the options.
    const made = connection<In, Out>(routes, isolated);
    return pushConnection(this.#onServer ? serverConnection(made) : made, this.#zone, this.#end);
  }

  /**
   * Every stream and connection of this service that waits tries now, as by its option `wake`: after a loss, and between
   * two polls. What is open or connecting goes on, and a pause or a closed gate still holds.
   */
  wake(): void {
    this.#zone.runOutsideAngular(() => this.#wakes.next());
  }

  #open<A, O extends Observing & AppSources>(kind: StreamKind<A, O>, address: A, options: O): Observable<unknown> {
    const isolated = this.#outside(options);
    // Always made, because the factory checks the options.
    const stream = kind.open(address, isolated);
    const { observe } = options;
    const request = { ...kind, address, options: isolated } as unknown as StreamRequest;
    const source = this.#snapshots?.stream(request) ?? (this.#onServer ? silent(observe) : stream);
    const delivered = outsideZone(this.#zone, source);
    if (observe === 'events') return delivered;
    return withEvents(delivered, {
      events: () => this.#open(kind, address, own({ ...options, observe: 'events' })) as Observable<PushEvent<unknown>>,
      emits: observe ?? 'data',
    });
  }

  /** The Observables of the application emit inside the zone; the stream must react to them outside. */
  #outside<O extends AppSources>(options: O): O {
    const all = own(options) as Record<string, unknown>;
    for (const name of ['gate', 'pauseWhile', 'outgoing', 'wake']) {
      const source = all[name];
      if (isObservable(source)) all[name] = deliveredOutside(this.#zone, source);
    }
    const { wake } = all;
    if (wake === undefined) all['wake'] = this.#wakes;
    else if (isObservable(wake)) all['wake'] = merge(this.#wakes, wake);
    return all as unknown as O;
  }

  #shared(): object {
    const { credentials: _c, headers: _h, query: _q, origins: _o, ...shared } = this.#defaults;
    return mergeOptions({ retry: this.#retry, gate: this.#gate, logger: this.#logger, clock: this.#clock }, shared);
  }

  /** With the headers, the credentials and the query that depend on the URL. */
  #byOrigin(): object {
    return { ...this.#shared(), defaults: this.#byUrl };
  }

  #http(): object {
    return { ...this.#byOrigin(), fetch: this.#fetch, explain: this.#explain };
  }
}

/** @throws TypeError for defaults that no stream takes */
function checked(defaults: PushDefaults): PushDefaults {
  const { headers, credentials, query } = defaults;
  sse$('/', { headers, credentials, query });
  return defaults;
}

/** A worker has no document. */
function browserPlace(): Place {
  const { document, location, origin } = globalThis as Partial<typeof globalThis>;
  return { base: document?.baseURI ?? location?.href, origin };
}

function serverPlace(href: string): Place {
  return { base: URL.canParse(href) ? href : undefined, origin: undefined };
}

/** A stream on the server: it does not connect, does not end, and does not delay rendering. */
function silent(observe: Observe | undefined): Observable<unknown> {
  return new Observable((subscriber) => {
    if (observe === 'events') subscriber.next(pushEvent({ kind: 'paused', reason: 'server' }));
  });
}
