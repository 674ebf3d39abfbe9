import { DestroyRef, inject, Injectable } from '@angular/core';
import {
  connection,
  httpStream$,
  jsonp$,
  pollingStream$,
  sse$,
  websocket$,
  type Connection,
  type ConnectionOptions,
  type CursorStore,
  type Route,
} from 'ngx-comet/core';
import { connectionAcrossTabs } from 'ngx-comet/tabs';
import type { ConnectOptions } from './connect-options';
import { injectPush } from './inject-push';
import { mergeOptions, own } from './merge-options';
import { calledInside, scheduledOutside } from './outside-zone';
import { pushConnection, serverConnection, type PushConnection } from './push-connection';
import { PushStreams } from './push-streams';
import { PUSH_ROUTES } from './tokens';

declare const ngDevMode: object | boolean | undefined;

/**
 * The transports with the application's configuration: each is a factory of `ngx-comet/core` by {@link injectPush}. An
 * application that uses one or two of them is smaller with `injectPush` itself, because this service contains all.
 *
 * @usageNotes
 * ```ts
 * readonly price$ = inject(PushService).sse$<Price>('/prices');
 * ```
 */
// Not `root`: every injector that `providePush()` configures needs a service, and `providePush()` must not name it, because it
// would bring all transports into every application. A service holds no state of streams, so one more costs nothing.
@Injectable({ providedIn: 'any' })
export class PushService {
  /** Bundlers rename classes, and Angular's errors show the name. */
  static readonly name = 'PushService';

  readonly #streams = inject(PushStreams);
  readonly #routes = inject(PUSH_ROUTES);
  readonly #end = inject(DestroyRef);

  /** Server-sent events, see `sse$` of `ngx-comet/core`. */
  readonly sse$ = injectPush(sse$);

  /** HTTP streaming, see `httpStream$` of `ngx-comet/core`. */
  readonly httpStream$ = injectPush(httpStream$);

  /** A WebSocket, see `websocket$` of `ngx-comet/core`. */
  readonly websocket$ = injectPush(websocket$);

  /** Polling, see `pollingStream$` of `ngx-comet/core`. */
  readonly pollingStream$ = injectPush(pollingStream$);

  /** JSONP, see `jsonp$` of `ngx-comet/core`. */
  readonly jsonp$ = injectPush(jsonp$);

  /**
   * One connection over several routes, see `connection` of `ngx-comet/core`. Without `routes` it uses those of
   * `PUSH_ROUTES`. The options of the tokens are the defaults of the routes too, including `fetch` with its
   * interceptors. The options that a route was made with win.
   *
   * With `tabs`, one connection serves all tabs of this origin.
   *
   * A connection hangs up `linger` ms after its last subscriber unsubscribed. If it was made in an injection context,
   * such as a field of a component, it is closed when that context is destroyed. Any other one is closed by `close()`, or
   * with the service.
   */
  connect<In, Out = unknown>(
    routes: readonly Route<In>[] = this.#routes as readonly Route<In>[],
    options: ConnectOptions<In, Out> = {},
  ): PushConnection<In, Out> {
    if ((typeof ngDevMode === 'undefined' || ngDevMode) && routes === this.#routes && routes.length === 0) {
      throw new TypeError('connect() without routes needs those of providePush(withRoutes([…])), and there are none');
    }
    const { zone, shared, forRoutes, onServer } = this.#streams;
    const { tabs, sendVia, clock = shared.clock, ...given } = own(options);
    if (typeof ngDevMode === 'undefined' || ngDevMode) checkName(tabs);
    const isolated: ConnectionOptions<In, Out> = {
      ...this.#streams.outside(mergeOptions({ ...shared, ...forRoutes } as ConnectionOptions<In, Out>, given)),
      ...(sendVia !== undefined && { sendVia: calledInside(zone, sendVia) }),
      ...(clock !== undefined && { clock: scheduledOutside(zone, clock) }),
    };
    // Also made on the server, because it checks the options.
    const made = tabs === undefined ? connection<In, Out>(routes, isolated) : acrossTabs(tabs, routes, isolated);
    return pushConnection(onServer ? serverConnection(made) : made, zone, this.#end);
  }

  /**
   * Every stream and connection of this service that waits tries now, as by its option `wake`: after a loss, and between
   * two polls. What is open or connecting goes on, and a pause or a closed gate still holds.
   */
  wake(): void {
    this.#streams.wake();
  }
}

function checkName(tabs: unknown): void {
  if (tabs === undefined || (typeof tabs === 'string' && tabs !== '')) return;
  throw new TypeError(`connect: tabs must be a non-empty string, got ${JSON.stringify(tabs)}`);
}

function acrossTabs<In, Out>(
  name: string,
  routes: readonly Route<In>[],
  options: ConnectionOptions<In, Out>,
): Connection<In, Out> {
  const { resume, logger } = options;
  const make = (store: CursorStore): Connection<In, Out> =>
    connection<In, Out>(routes, resume === false ? options : { ...options, resume: { store, ...resume } });
  return connectionAcrossTabs(name, make, { logger });
}
