// The clients of the hour: one written by hand, and the one of the package, both in the usual code.
import { pollingStream$, type PollingStreamOptions } from 'ngx-comet/core';
import { ReplaySubject, of, share, switchMap, timer, type Observable, type SchedulerLike } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';

export interface Document {
  readonly version: number;
}

/** The environment of a client. */
export interface Environment {
  readonly url: string;
  readonly clock: SchedulerLike;
  readonly hidden$: Observable<boolean>;
  isHidden(): boolean;
}

export type Client = (environment: Environment) => Observable<Document>;

const EVERY = 5_000;

/** `timer` + `switchMap`, as in forums and tutorials. */
export const byHand: Client = ({ url, clock }) =>
  timer(0, EVERY, clock).pipe(
    switchMap(() => fromFetch(url, { selector: (response) => response.json() as Promise<Document> })),
  );

/** The same, with the cache of a browser for a document that has an `ETag` and must be revalidated. */
export const byHandWithCache: Client = ({ url, clock }) => {
  let stored: { readonly etag: string; readonly document: Document } | undefined;
  const revalidate = async (response: Response): Promise<Document> => {
    if (response.status === 304 && stored !== undefined) return stored.document;
    const document = (await response.json()) as Document;
    stored = { etag: response.headers.get('etag') ?? '', document };
    return document;
  };
  return timer(0, EVERY, clock).pipe(
    switchMap(() => {
      const headers: HeadersInit = stored === undefined ? {} : { 'If-None-Match': stored.etag };
      return fromFetch(url, { headers, selector: revalidate });
    }),
  );
};

const polling =
  (options: (environment: Environment) => PollingStreamOptions<Document> = () => ({}), path = ''): Client =>
  (environment) =>
    pollingStream$<Document>(`${environment.url}${path}`, {
      interval: EVERY,
      clock: environment.clock,
      ...options(environment),
    });

export const short = polling();

export const adaptive = polling(() => ({ adaptive: { max: 30_000, factor: 1.5 } }));

export const long = polling(() => ({ mode: 'long' }), '/held');

export const paused = polling(({ hidden$ }) => ({ pauseWhile: hidden$ }));

export const slower = polling(({ hidden$, isHidden }) => ({
  interval: () => (isHidden() ? 60_000 : EVERY),
  gate: hidden$.pipe(switchMap((hidden) => (hidden ? of(true) : of(false, true)))),
}));

export const shared: Client = (environment) =>
  short(environment).pipe(share({ connector: () => new ReplaySubject(1) }));
