import { toStatus, type ConnectionStatus, type PushEvent, type PushMessage } from 'ngx-comet/core';
import { connect, filter, finalize, merge, tap, throttleTime, type Observable } from 'rxjs';

export type QueryKey = readonly unknown[];

/** What is used of a `Query` of TanStack Query. */
export interface FedQuery {
  readonly queryKey: QueryKey;
  readonly state: { readonly data: unknown; readonly fetchStatus: string; readonly isInvalidated: boolean };
  isActive(): boolean;
}

/** What is used of a `QueryClient`: each framework has a package of its own, and they may differ in version. */
export interface FeedClient {
  getQueryCache(): {
    subscribe(listener: (event: { readonly type: string; readonly query: FedQuery }) => void): () => void;
  };
  /** It is called for the status of a feed only. */
  getQueryData(key: QueryKey): ConnectionStatus | undefined;
  setQueryData(key: QueryKey, data: unknown): unknown;
  invalidateQueries(filters: { readonly queryKey: QueryKey; readonly exact: true }): Promise<void>;
}

export interface QueryFeedOptions<T, D> {
  /** Whether the data has this message already, by a number that both of them have. */
  readonly includes: (data: NoInfer<D>, message: PushMessage<T>) => boolean;
  /** The data after the message: new data, because the data before it was shown. */
  readonly apply: (data: NoInfer<D>, message: PushMessage<T>) => NoInfer<D>;
}

export interface QueryFeed {
  /** The status of the feed. Subscribing opens it. */
  readonly status$: Observable<ConnectionStatus>;
  /** Resolves when the first attempt to connect has succeeded or failed. */
  readonly settled: Promise<void>;
  isOpen(): boolean;
  /** To be called when the query begins to load. */
  loads(): void;
  /** To be called when the state of the query has changed. */
  update(): void;
}

/** How many messages are kept while the query loads. If there are more, they are dropped, and it loads again. */
const MOST = 1_000;
/** Rejected messages cause one load in this time at most, in milliseconds. */
const PAUSE = 5_000;

/**
 * Keeps the data of one query up to date by a feed. Messages are applied to the data in the cache. While the query loads
 * they are kept, and then applied to what it has loaded. When messages may be missing, the query is invalidated, and
 * so loads again. What `includes` and `apply` throw ends the feed, or is the error of the query if it has just loaded.
 */
export function queryFeed<T, D>(
  client: FeedClient,
  query: FedQuery,
  { events$, includes, apply }: QueryFeedOptions<T, D> & { readonly events$: Observable<PushEvent<T>> },
): QueryFeed {
  const { queryKey } = query;
  let isOpen = false;
  /** Whether the query has begun to load after the last message that may be missing. */
  let complete = false;
  let kept: PushMessage<T>[] = [];
  let settle: () => void;
  const settled = new Promise<void>((resolve) => (settle = resolve));
  const forget = (): void => {
    kept = [];
    complete = false;
  };
  const reload = (): void => {
    forget();
    void client.invalidateQueries({ queryKey, exact: true });
  };
  const update = (): void => {
    const { data, fetchStatus, isInvalidated } = query.state;
    if (data === undefined || fetchStatus !== 'idle' || isInvalidated) return;
    if (!complete) return reload();
    if (kept.length === 0) return;
    const messages = kept;
    kept = [];
    // Only the `queryFn` of this recipe has loaded it.
    const after = messages.reduce((now, one) => (includes(now, one) ? now : apply(now, one)), data as D);
    client.setQueryData(queryKey, after);
  };
  const next = (event: PushEvent<T>): void => {
    if (event.kind === 'message') {
      if (kept.length === MOST) forget();
      kept.push(event.message);
      return update();
    }
    if (event.kind === 'rejected') return reload();
    if (event.kind === 'comment') return;
    isOpen = event.kind === 'open';
    if (event.kind === 'open' && event.continuity !== 'resumed') reload();
    if (event.kind !== 'connecting') settle();
  };
  const rejected = ({ kind }: PushEvent<T>): boolean => kind === 'rejected';
  const pace = throttleTime<PushEvent<T>>(PAUSE, undefined, { leading: true, trailing: true });
  const status$ = events$.pipe(
    connect((all$) => merge(all$.pipe(filter((event) => !rejected(event))), all$.pipe(filter(rejected), pace))),
    tap(next),
    toStatus(),
    finalize(() => {
      isOpen = false;
      settle();
    }),
  );
  return { status$, settled, isOpen: () => isOpen, loads: () => (complete = true), update };
}
