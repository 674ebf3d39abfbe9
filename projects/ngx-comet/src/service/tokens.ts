import { InjectionToken } from '@angular/core';
import {
  defaultRetry,
  online,
  type HttpOptions,
  type PushLogger,
  type PushOptions,
  type RetrySchedule,
  type Route,
  type WebSocketConstructor,
} from 'ngx-comet/core';
import { asyncScheduler, type Observable, type SchedulerLike } from 'rxjs';

/** The options that every stream of the service starts from; what a call says itself wins. */
export type PushDefaults = Pick<
  PushOptions<unknown>,
  'transient' | 'stableAfter' | 'connectTimeout' | 'idleTimeout' | 'pauseWhile' | 'onInvalid' | 'maxMessageSize'
> &
  Pick<HttpOptions, 'credentials' | 'headers' | 'query'>;

/** The options that every stream starts from; default none. */
export const PUSH_DEFAULTS = new InjectionToken<PushDefaults>('PUSH_DEFAULTS', {
  providedIn: 'root',
  factory: () => ({}),
});

/** When streams try again; default `defaultRetry()`. */
export const PUSH_RETRY = new InjectionToken<RetrySchedule | false>('PUSH_RETRY', {
  providedIn: 'root',
  factory: () => defaultRetry(),
});

/** What makes the HTTP requests; default the platform's `fetch`, looked up at every attempt. */
export const PUSH_FETCH = new InjectionToken<typeof fetch>('PUSH_FETCH', {
  providedIn: 'root',
  factory:
    () =>
    (...request) =>
      globalThis.fetch(...request),
});

/** The constructor of sockets; `undefined` = the platform's `WebSocket`, looked up at every attempt. */
export const PUSH_WEB_SOCKET = new InjectionToken<WebSocketConstructor | undefined>('PUSH_WEB_SOCKET', {
  providedIn: 'root',
  factory: () => undefined,
});

/** Attempts start only while it is true; default `online()`. */
export const PUSH_GATE = new InjectionToken<Observable<boolean>>('PUSH_GATE', {
  providedIn: 'root',
  factory: () => online(),
});

/** Told of what no subscriber can see; default the console. */
export const PUSH_LOGGER = new InjectionToken<PushLogger>('PUSH_LOGGER', {
  providedIn: 'root',
  factory: () => globalThis.console,
});

/** The source of time and timers; default RxJS' `asyncScheduler`. */
export const PUSH_CLOCK = new InjectionToken<SchedulerLike>('PUSH_CLOCK', {
  providedIn: 'root',
  factory: () => asyncScheduler,
});

/** The routes that `PushService.connect()` takes when it is given none, best first; default none. */
export const PUSH_ROUTES = new InjectionToken<readonly Route<unknown>[]>('PUSH_ROUTES', {
  providedIn: 'root',
  factory: () => [],
});
