import { InjectionToken } from '@angular/core';
import {
  defaultRetry,
  monotonicClock,
  online,
  type HttpOptions,
  type PushLogger,
  type PushOptions,
  type RetrySchedule,
  type Route,
  type WebSocketConstructor,
} from 'ngx-comet/core';
import type { Observable, SchedulerLike } from 'rxjs';
import { platformFetch } from './platform-fetch';

/** Default options for the streams of the service. The options of a call win. */
export type PushDefaults = Pick<
  PushOptions<unknown>,
  'transient' | 'stableAfter' | 'connectTimeout' | 'idleTimeout' | 'pauseWhile' | 'onInvalid' | 'maxMessageSize'
> &
  Pick<HttpOptions, 'credentials' | 'headers' | 'query'> & {
    /**
     * The other origins that `headers`, `credentials` and `query` go to, such as `https://api.example.com`. They always go to
     * the origin of the page, and to no other one. A WebSocket has the origin of the same server's pages.
     */
    readonly origins?: readonly string[] | undefined;
  };

/** The default options of every stream; default none. */
export const PUSH_DEFAULTS = new InjectionToken<PushDefaults>('PUSH_DEFAULTS', {
  providedIn: 'root',
  factory: () => ({}),
});

/** When streams reconnect, `false` = never; default `defaultRetry()`. */
export const PUSH_RETRY = new InjectionToken<RetrySchedule | false>('PUSH_RETRY', {
  providedIn: 'root',
  factory: () => defaultRetry(),
});

/** The function that makes HTTP requests; default the platform's `fetch`, looked up at every attempt. */
export const PUSH_FETCH = new InjectionToken<typeof fetch>('PUSH_FETCH', {
  providedIn: 'root',
  factory: () => platformFetch,
});

/** The constructor of WebSockets; `undefined` = the platform's `WebSocket`, looked up at every attempt. */
export const PUSH_WEB_SOCKET = new InjectionToken<WebSocketConstructor | undefined>('PUSH_WEB_SOCKET', {
  providedIn: 'root',
  factory: () => undefined,
});

/** Attempts start only while its latest value is `true`; default `online()`. */
export const PUSH_GATE = new InjectionToken<Observable<boolean>>('PUSH_GATE', {
  providedIn: 'root',
  factory: () => online(),
});

/** Gets a warning for each problem that no subscriber can see; default the console. */
export const PUSH_LOGGER = new InjectionToken<PushLogger>('PUSH_LOGGER', {
  providedIn: 'root',
  factory: () => globalThis.console,
});

/** The source of time and timers; default `monotonicClock`, which nobody can set. */
export const PUSH_CLOCK = new InjectionToken<SchedulerLike>('PUSH_CLOCK', {
  providedIn: 'root',
  factory: () => monotonicClock,
});

/** The routes of a `PushService.connect()` without `routes`, best first; default none. */
export const PUSH_ROUTES = new InjectionToken<readonly Route<unknown>[]>('PUSH_ROUTES', {
  providedIn: 'root',
  factory: () => [],
});
