import { isPlatformServer, PlatformLocation } from '@angular/common';
import { inject, Injectable, NgZone, PLATFORM_ID, untracked } from '@angular/core';
import {
  checkDefaults,
  pushEvent,
  type Observe,
  type PushEvent,
  type PushOptions,
  type RouteDefaults,
  type StreamHost,
  type TransportName,
} from 'ngx-comet/core';
import { isObservable, Observable, Subject } from 'rxjs';
import { checkObject } from './check-names';
import { withEvents } from './events-of';
import { EXPLAIN } from './explain';
import { mergeOptions, own } from './merge-options';
import { calledInside, deliveredOutside, outsideZone } from './outside-zone';
import { checkContext } from './platform-fetch';
import { requestDefaults, type Place } from './request-defaults';
import { SERVER_HINT } from './server-hint';
import { SNAPSHOTS, type StreamRequest } from './stream-snapshots';
import { PUSH_CLOCK, PUSH_DEFAULTS, PUSH_FETCH, PUSH_GATE, PUSH_LOGGER, PUSH_RETRY, PUSH_WEB_SOCKET } from './tokens';

declare const ngDevMode: object | boolean | undefined;

/** A factory of `ngx-comet/core`, whatever its types. */
export type Factory = (address: unknown, options?: object) => Observable<unknown>;

// Read by the factories of ngx-comet/core, whichever copy of the package they are from.
const HOST: unique symbol = Symbol.for('ngx-comet.host');

/**
 * Opens streams with the configuration of the application: its options, zone, snapshots and server. It knows no transport, so
 * that an application contains only those that it names. `providePush()` gives the injector one of its own.
 */
@Injectable({ providedIn: 'root' })
export class PushStreams {
  /** See `PushService.name`: in errors it stands on the way to what is missing. */
  static readonly name = 'PushStreams';

  readonly zone = inject(NgZone);
  readonly onServer = isPlatformServer(inject(PLATFORM_ID));
  readonly #snapshots = inject(SNAPSHOTS, { optional: true });
  readonly #serverHint = this.#snapshots === null ? inject(SERVER_HINT) : undefined;
  readonly #wakes = new Subject<void>();
  /** The defaults of the options that every transport has. */
  readonly shared: PushOptions<unknown>;
  /** The defaults of requests and sockets. */
  readonly forRoutes: RouteDefaults;

  constructor() {
    const defaults = own(inject(PUSH_DEFAULTS));
    const { credentials, headers, query, origins: _, ...options } = defaults;
    const fetch = inject(PUSH_FETCH);
    const WebSocket = inject(PUSH_WEB_SOCKET);
    this.shared = mergeOptions(
      { retry: inject(PUSH_RETRY), gate: inject(PUSH_GATE), logger: inject(PUSH_LOGGER), clock: inject(PUSH_CLOCK) },
      options,
    );
    checkDefaults('providePush', { ...this.shared, credentials, headers, query, fetch, WebSocket });
    // Headers, credentials and the query depend on the URL.
    const byUrl = requestDefaults(
      defaults,
      this.onServer ? serverPlace(inject(PlatformLocation).href, this.#snapshots?.origin) : browserPlace(),
    );
    const explain = inject(EXPLAIN, { optional: true }) ?? undefined;
    this.forRoutes = own({ fetch, WebSocket, explain, defaults: byUrl });
  }

  /** Every stream that waits tries now. */
  wake(): void {
    this.zone.runOutsideAngular(() => untracked(() => this.#wakes.next()));
  }

  /** Calls a factory with the options of the application as defaults. */
  open(factory: Factory, address: unknown, given: object): Observable<unknown> {
    if (typeof ngDevMode === 'undefined' || ngDevMode) checkObject(given);
    const options: PushOptions<unknown> & { readonly observe?: Observe } = this.outside(given);
    let transport: TransportName | undefined;
    const host: StreamHost = (route, called, open) => {
      ({ transport } = route);
      const plain: StreamHost = (_route, how, openAgain) => openAgain(mergeOptions(this.shared, how), this.forRoutes);
      checkContext(mergeOptions(this.forRoutes, called));
      // Always made, because the options are checked then.
      const made = plain(route, called, open);
      const request = {
        transport,
        needsPage: route.needsPage === true,
        opensSocket: 'open' in route,
        address,
        options: called as StreamRequest['options'],
        open: (to: unknown, how: object) => factory(to, { ...how, [HOST]: plain }),
      };
      const source =
        this.#snapshots?.stream(request) ?? (this.onServer ? silent(called.observe, this.#serverHint) : made);
      return outsideZone(this.zone, source);
    };
    // Only the function of a poll is a source of values. That of a URL is called where the attempt runs.
    const source =
      typeof address === 'function'
        ? (...args: readonly unknown[]): unknown => {
            const call = address as (...args: readonly unknown[]) => Observable<unknown>;
            return (transport === 'polling' ? calledInside(this.zone, call) : call)(...args);
          }
        : address;
    const stream = factory(source, { ...options, [HOST]: host });
    if ((typeof ngDevMode === 'undefined' || ngDevMode) && transport === undefined) {
      throw new TypeError('injectPush() takes a factory of ngx-comet/core, such as sse$, and got another function');
    }
    const { observe } = options;
    if (observe === 'events') return stream;
    return withEvents(stream, {
      events: () => this.open(factory, address, { ...given, observe: 'events' }) as Observable<PushEvent<unknown>>,
      emits: observe ?? 'data',
    });
  }

  /** The Observables of the application emit inside the zone; the stream must react to them outside. */
  outside<O extends object>(given: O): O {
    const all = own(given) as Record<string, unknown>;
    for (const name of ['gate', 'pauseWhile', 'outgoing', 'wake']) {
      const source = all[name];
      if (isObservable(source)) all[name] = deliveredOutside(this.zone, source);
    }
    const { wake } = all;
    if (wake === undefined) all['wake'] = this.#wakes;
    else if (isObservable(wake)) all['wake'] = eitherOf(this.#wakes, wake);
    return all as O;
  }
}

/** In place of `merge`, which nothing else in a stream uses. It never completes, because the service's wakes do not. */
function eitherOf(serviceWakes: Observable<unknown>, wake: Observable<unknown>): Observable<unknown> {
  return new Observable((subscriber) => {
    subscriber.add(
      serviceWakes.subscribe((value) => {
        subscriber.next(value);
      }),
    );
    subscriber.add(
      wake.subscribe({
        next: (value) => {
          subscriber.next(value);
        },
        error: (error: unknown) => {
          subscriber.error(error);
        },
      }),
    );
  });
}

/** A worker has no document. */
function browserPlace(): Place {
  const { document, location, origin } = globalThis as Partial<typeof globalThis>;
  return { base: document?.baseURI ?? location?.href, origin };
}

function serverPlace(href: string, also: string | undefined): Place {
  return { base: URL.canParse(href) ? href : undefined, origin: undefined, also };
}

/** A stream on the server: it does not connect, does not end, and does not delay rendering. */
function silent(observe: Observe | undefined, hint: (() => void) | undefined): Observable<unknown> {
  return new Observable((subscriber) => {
    hint?.();
    if (observe === 'events') subscriber.next(pushEvent({ kind: 'paused', reason: 'server' }));
  });
}
