import { isDevMode, makeEnvironmentProviders, type EnvironmentProviders, type Provider } from '@angular/core';
import type { PushLogger, RetrySchedule, Route } from 'ngx-comet/core';
import { PushService } from '../service/push-service';
import { PUSH_DEFAULTS, PUSH_LOGGER, PUSH_RETRY, PUSH_ROUTES, type PushDefaults } from '../service/tokens';

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
 * Configures `PushService` for an application or a route. Without it the service works with its defaults.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, { providers: [providePush(withDefaults({ idleTimeout: 30_000 }))] });
 * ```
 */
export function providePush(...features: readonly PushFeature[]): EnvironmentProviders {
  if (isDevMode()) refuseRepeats(features);
  // An injector that configures the service needs an instance of its own.
  return makeEnvironmentProviders([PushService, ...features.flatMap((feature) => feature.providers)]);
}

/**
 * Sets default options for every stream of the service.
 *
 * @usageNotes
 * ```ts
 * providePush(withDefaults({ idleTimeout: 30_000, headers: () => ({ Authorization: `Bearer ${token()}` }) }));
 * ```
 */
export function withDefaults(defaults: PushDefaults): PushFeature<'defaults'> {
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
