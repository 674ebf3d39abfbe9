import { isPlatformServer } from '@angular/common';
import { DestroyRef, inject, Injectable, NgZone, PLATFORM_ID } from '@angular/core';
import {
  connection,
  httpStream$,
  jsonp$,
  pollingStream$,
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
import { isObservable, Observable } from 'rxjs';
import { withEvents } from './events-of';
import { EXPLAIN } from './explain';
import { mergeOptions } from './merge-options';
import { askedInside, heardOutside, outsideZone } from './outside-zone';
import { pushConnection, serverConnection, type PushConnection } from './push-connection';
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
} from './tokens';

interface Observing {
  readonly observe?: Observe | undefined;
}
/** The options that bring Observables of the application along. */
interface Heard {
  readonly gate?: unknown;
  readonly pauseWhile?: unknown;
  readonly outgoing?: unknown;
}

/**
 * The five transports with the application's configuration: the factories of `ngx-comet/core`, started from the options of the
 * tokens, run outside the zone. On the server nothing connects, unless `withServerSnapshot()` asks for it: the streams stay
 * silent and say `paused` for reason `server`.
 *
 * @usageNotes
 * ```ts
 * readonly price$ = inject(PushService).sse$<Price>('/prices');
 * ```
 */
@Injectable({ providedIn: 'root' })
export class PushService {
  readonly #defaults = inject(PUSH_DEFAULTS);
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

  /** Server-sent events, see `sse$` of `ngx-comet/core`. */
  readonly sse$ = ((url: UrlSource, options: SseOptions<unknown> & Observing = {}) =>
    this.#open(
      { transport: 'sse', open: (to, how) => sse$<unknown>(to, how as SseOptions<unknown>) },
      url,
      mergeOptions(options.via === 'event-source' ? this.#eventSource() : this.#http(), options),
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
      mergeOptions({ ...this.#shared(), WebSocket: this.#webSocket }, options),
    )) as typeof websocket$;

  /** Polling, see `pollingStream$` of `ngx-comet/core`. */
  readonly pollingStream$ = ((source: PollSource<unknown>, options: PollingStreamOptions<unknown> & Observing = {}) => {
    const from = typeof source === 'function' ? askedInside(this.#zone, source) : source;
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
      mergeOptions({ ...this.#shared(), connectTimeout: undefined }, options),
    )) as typeof jsonp$;

  /**
   * One connection over several routes, see `connection` of `ngx-comet/core`; without routes over those of `PUSH_ROUTES`. Routes
   * start from the options of the tokens too, `fetch` with its interceptors among them; what a route was made with wins.
   *
   * Made in an injection context, such as the field of a component, it is closed when that ends; elsewhere by `close()`, when
   * its last subscriber leaves, or with the service.
   */
  connect<In, Out = unknown>(
    routes: readonly Route<In>[] = this.#routes as readonly Route<In>[],
    options: ConnectionOptions<In, Out> = {},
  ): PushConnection<In, Out> {
    const { sendVia } = options;
    const own = {
      ...this.#heard(mergeOptions({ ...this.#http(), WebSocket: this.#webSocket }, options)),
      ...(sendVia !== undefined && { sendVia: askedInside(this.#zone, sendVia) }),
    };
    // Made in any case, as it is what checks the options.
    const made = connection<In, Out>(routes, own);
    return pushConnection(this.#onServer ? serverConnection(made) : made, this.#zone, this.#end);
  }

  #open<A, O extends Observing & Heard>(kind: StreamKind<A, O>, address: A, options: O): Observable<unknown> {
    const heard = this.#heard(options);
    // Made in any case, as it is what checks the options.
    const stream = kind.open(address, heard);
    const { observe } = options;
    const request = { ...kind, address, options: heard } as unknown as StreamRequest;
    const own = this.#snapshots?.stream(request) ?? (this.#onServer ? silent(observe) : stream);
    const delivered = outsideZone(this.#zone, own);
    if (observe === 'events') return delivered;
    return withEvents(delivered, {
      events: () => this.#open(kind, address, { ...options, observe: 'events' }) as Observable<PushEvent<unknown>>,
      emits: observe ?? 'data',
    });
  }

  /** What the application tells a stream is told inside the zone, and must not take the stream along. */
  #heard<O extends Heard>(options: O): O {
    const all = { ...options } as Record<string, unknown>;
    for (const name of ['gate', 'pauseWhile', 'outgoing']) {
      const source = all[name];
      if (isObservable(source)) all[name] = heardOutside(this.#zone, source);
    }
    return all as unknown as O;
  }

  #shared(): object {
    const { credentials: _credentials, headers: _headers, query: _query, ...shared } = this.#defaults;
    return mergeOptions({ retry: this.#retry, gate: this.#gate, logger: this.#logger, clock: this.#clock }, shared);
  }

  #http(): object {
    const { credentials, headers, query } = this.#defaults;
    return { ...this.#shared(), fetch: this.#fetch, explain: this.#explain, credentials, headers, query };
  }

  /** The browser's own takes no headers, and always sends cookies to its own origin. */
  #eventSource(): object {
    const { credentials, query } = this.#defaults;
    return { ...this.#shared(), query, credentials: credentials === 'omit' ? undefined : credentials };
  }
}

/** What a stream is on the server: it neither connects nor ends, and holds nothing back. */
function silent(observe: Observe | undefined): Observable<unknown> {
  return new Observable((subscriber) => {
    if (observe === 'events') subscriber.next({ kind: 'paused', reason: 'server' } satisfies PushEvent<unknown>);
  });
}
