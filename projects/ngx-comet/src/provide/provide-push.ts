import { isDevMode, makeEnvironmentProviders, type EnvironmentProviders, type Provider } from '@angular/core';
import type { PushLogger, RetrySchedule, Route } from 'ngx-comet/core';
import { checkNames, type Names } from '../service/check-names';
import { own } from '../service/merge-options';
import { PushStreams } from '../service/push-streams';
import { checkOrigins } from '../service/request-defaults';
import { PUSH_DEFAULTS, PUSH_LOGGER, PUSH_RETRY, PUSH_ROUTES, type PushDefaults } from '../service/tokens';

declare const ngDevMode: object | boolean | undefined;

/** The features of {@link providePush}; each can be passed once. */
export type PushFeatureKind =
  'defaults' | 'retry' | 'routes' | 'logger' | 'httpClient' | 'diagnostics' | 'serverSnapshot';

/** One feature of {@link providePush}; made by the `with…` functions. */
export interface PushFeature<Kind extends PushFeatureKind = PushFeatureKind> {
  /** What it configures. */
  readonly kind: Kind;
  /** The providers that it adds to the injector. */
  readonly providers: readonly Provider[];
}

/**
 * Configures `injectPush()` and `PushService` for an application or a route. Without it they work with their defaults.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, { providers: [providePush(withDefaults({ idleTimeout: 30_000 }))] });
 * ```
 */
export function providePush(...features: readonly PushFeature[]): EnvironmentProviders {
  if (isDevMode()) refuseRepeats(features);
  // An injector that has a configuration of its own needs an instance of its own.
  return makeEnvironmentProviders([PushStreams, ...features.flatMap((feature) => feature.providers)]);
}

/**
 * Sets default options for every stream of the service.
 *
 * `headers`, `credentials` and `query` go to the origin of the page only, and to the `origins` that are named. Each
 * attempt decides by its URL, and each route of a connection by its own. `query` goes to WebSockets and JSONP too; a
 * WebSocket has the origin of the same server's pages. The options of a call go wherever its URL leads. On the server the
 * origin of `baseUrl` of `withServerSnapshot()` counts as the page's own too.
 *
 * Throws a `TypeError` for an origin with a path, a `*`, or anything else that is no exact origin.
 *
 * @usageNotes
 * ```ts
 * providePush(
 *   withDefaults({
 *     idleTimeout: 30_000,
 *     headers: () => ({ Authorization: `Bearer ${token()}` }),
 *     origins: ['https://api.example.com'],
 *   }),
 * );
 * ```
 */
export function withDefaults(defaults: PushDefaults): PushFeature<'defaults'> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) checkNames<PushDefaults>('withDefaults', defaults, DEFAULTS);
  checkOrigins(own(defaults).origins);
  return { kind: 'defaults', providers: [{ provide: PUSH_DEFAULTS, useValue: defaults }] };
}

/**
 * Sets when streams reconnect; `false` = never. Keep three things of the default: a spread, because all clients of a
 * server that restarts come back together; `honouringServer()`; and `whenTransient()`, for errors that no retry solves.
 *
 * @usageNotes
 * ```ts
 * const retry = schedule(
 *   exponential(1_000),
 *   cappedAt(60_000),
 *   fullJitter(),
 *   spreadFirst(3_000),
 *   honouringServer(),
 *   whenTransient(),
 * );
 * providePush(withRetry(retry));
 * ```
 */
export function withRetry(schedule: RetrySchedule | false): PushFeature<'retry'> {
  return { kind: 'retry', providers: [{ provide: PUSH_RETRY, useValue: schedule }] };
}

/**
 * Sets the routes of `PushService.connect()`, best first. A function is called in the injection context, so it can
 * inject what the routes need, such as the address of a server.
 *
 * @usageNotes
 * ```ts
 * providePush(withHttpClient(), withRoutes([viaWebSocket('/feed/ws'), viaSse('/feed/events')]));
 * ```
 */
export function withRoutes<T>(routes: readonly Route<T>[] | (() => readonly Route<T>[])): PushFeature<'routes'> {
  const useFactory = typeof routes === 'function' ? routes : () => routes;
  return { kind: 'routes', providers: [{ provide: PUSH_ROUTES, useFactory }] };
}

/**
 * Sets the logger, which gets a warning for each problem that no subscriber can see.
 *
 * @usageNotes
 * ```ts
 * providePush(withLogger({ warn: (message, ...details) => show(message, details) }));
 * ```
 */
export function withLogger(logger: PushLogger): PushFeature<'logger'> {
  return { kind: 'logger', providers: [{ provide: PUSH_LOGGER, useValue: logger }] };
}

const DEFAULTS: Names<PushDefaults> = {
  transient: true,
  stableAfter: true,
  connectTimeout: true,
  idleTimeout: true,
  pauseWhile: true,
  onInvalid: true,
  maxMessageSize: true,
  credentials: true,
  headers: true,
  query: true,
  origins: true,
};

function refuseRepeats(features: readonly PushFeature[]): void {
  const seen = new Set<PushFeatureKind>();
  for (const { kind } of features) {
    if (seen.has(kind)) {
      throw new TypeError(
        `providePush was given with${kind.charAt(0).toUpperCase()}${kind.slice(1)}() twice; keep one`,
      );
    }
    seen.add(kind);
  }
}
