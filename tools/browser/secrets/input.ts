// What an input is, and short names for the streams that inputs open.
import {
  httpStream$,
  jsonp$,
  pollingStream$,
  PushError,
  sse$,
  websocket$,
  type HttpStreamOptions,
  type PushEvent,
  type PushOptions,
  type SseOptions,
  type UrlSource,
  type WebSocketOptions,
} from 'ngx-comet/core';
import type { Observable } from 'rxjs';

/** Where the server of the inputs is, see `server.ts`. */
export interface Site {
  /** `http://127.0.0.1:…` */
  readonly http: string;
}

/** One input: its name, and what is done with its marker. It may throw, or return a stream to subscribe to. */
export type Input = readonly [
  name: string,
  run: (secret: string, site: Site) => unknown,
  /** `page`: it needs a page. `node`: it is for platforms without one. Default both. */
  where?: 'page' | 'node' | undefined,
];

export type Loose = Record<string, unknown>;
const ONCE = { retry: false, observe: 'events' } as const;
export const sse = (url: UrlSource, options: Loose = {}): Observable<PushEvent<unknown>> =>
  sse$<unknown>(url, { ...ONCE, ...(options as SseOptions<unknown>) });
export const http = (url: UrlSource, options: Loose = {}): Observable<PushEvent<unknown>> =>
  httpStream$<unknown>(url, { ...ONCE, ...(options as HttpStreamOptions<unknown>) });
export const poll = (source: unknown, options: Loose = {}): Observable<unknown> =>
  pollingStream$<unknown>(source as string, { ...(options as PushOptions<unknown>), retry: false });
export const ws = (url: UrlSource, options: Loose = {}): Observable<PushEvent<unknown>> =>
  websocket$<unknown>(url, { ...ONCE, ...(options as WebSocketOptions<unknown>) });
export const jsonp = (url: UrlSource, options: Loose = {}): Observable<unknown> =>
  jsonp$<unknown>(url, { retry: false, timeout: 2_000, ...options });
/** Not as events: what is rejected goes to the default logger. */
export const logged = (stream: Observable<unknown>): Observable<unknown> => stream;

export const q = encodeURIComponent;
/** Longer than what a message may show of a payload. Its start, which may be shown, tells inputs apart that only log. */
export const filler = (secret: string): string => tagOf(secret) + 'x'.repeat(150);
/** What the log line of an input may show. */
export const tagOf = (secret: string): string => secret.replace('SECRET', 'TAG');

export const store = (cursor: string, set: (cursor: string | undefined) => void = () => undefined): Loose => ({
  resume: { store: { get: () => cursor, set } },
});
export const body = (to: string, text: string, type = 'text/event-stream'): string =>
  `${to}/body?type=${q(type)}&body=${q(text)}`;

export function error(message: string): PushError {
  return new PushError('network', message, { transient: true });
}

export function fail(message: string): never {
  throw new Error(message);
}
