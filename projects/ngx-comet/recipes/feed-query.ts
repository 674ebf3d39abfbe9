import type { ConnectionStatus, PushEvent } from 'ngx-comet/core';
import { defer, Subscription, timer, type Observable } from 'rxjs';
import {
  queryFeed,
  type FeedClient,
  type FedQuery,
  type QueryFeed,
  type QueryFeedOptions,
  type QueryKey,
} from './query-feed';

export interface FeedQueryOptions<P, T, D> extends QueryFeedOptions<T, D> {
  /** The first part of the keys; the params are the second. No other query may use it. */
  readonly name: string;
  /** Loads the snapshot. */
  readonly load: (params: P, signal: AbortSignal) => Promise<D>;
  /** Returns the feed for these params, with `observe: 'events'`. */
  readonly open: (params: P) => Observable<PushEvent<T>>;
}

/** What is used of the context of a `queryFn`. */
interface LoadContext {
  readonly queryKey: QueryKey;
  readonly signal: AbortSignal;
}

/** How long a feed stays open without an observer, in milliseconds, because the next page may have one. */
const LINGER = 100;
const IDLE: ConnectionStatus = { phase: 'idle' };

/**
 * Queries whose data is kept up to date by a feed. Call it once per client. A query has one feed, however many observers
 * it has: from its first enabled observer until shortly after the last.
 *
 * - `options(params)` are the options of the query. It loads once its feed is open, so that nothing is missing between
 *   the two, or after the first attempt to connect has failed. It loads again when messages may be missing. Its data is
 *   fresh while the feed is open. Without an observer, as on a server, it loads without a feed.
 * - `status(params)` are the options of a query whose data is the status of the feed.
 * - `stop()` closes all feeds, for good.
 */
export function feedQuery<P, T, D>(client: FeedClient, options: FeedQueryOptions<P, T, D>) {
  const { name, load, open } = options;
  const feeds = new Map<QueryKey, QueryFeed & { readonly wire: Subscription }>();
  const statusKey = (params: P) => ['feed status', name, params] as const;
  const begin = (query: FedQuery): void => {
    // Only `options()` makes keys of this name.
    const params = query.queryKey[1] as P;
    const show = (status: ConnectionStatus): unknown => client.setQueryData(statusKey(params), status);
    const feed = queryFeed<T, D>(client, query, { ...options, events$: defer(() => open(params)) });
    const wire = new Subscription(() => show(IDLE));
    feeds.set(query.queryKey, { ...feed, wire });
    wire.add(feed.status$.subscribe(show));
  };
  const end = (key: QueryKey): void => {
    feeds.get(key)?.wire.unsubscribe();
    feeds.delete(key);
  };
  const unsubscribe = client.getQueryCache().subscribe(({ type, query }) => {
    const key = query.queryKey;
    const feed = feeds.get(key);
    if (key[0] !== name) return;
    const isActive = query.isActive();
    if (type === 'removed') end(key);
    else if (!isActive && type !== 'updated')
      feed?.wire.add(timer(LINGER).subscribe(() => query.isActive() || end(key)));
    else if (feed !== undefined) feed.update();
    else if (isActive) begin(query);
  });
  return {
    options: (params: P) => ({
      queryKey: [name, params] as const,
      queryFn: async ({ queryKey, signal }: LoadContext): Promise<D> => {
        await feeds.get(queryKey)?.settled;
        signal.throwIfAborted();
        feeds.get(queryKey)?.loads();
        return load(params, signal);
      },
      staleTime: ({ queryKey }: Pick<LoadContext, 'queryKey'>) => (feeds.get(queryKey)?.isOpen() ? Infinity : 0),
    }),
    status: (params: P) => ({
      queryKey: statusKey(params),
      queryFn: () => client.getQueryData(statusKey(params)) ?? IDLE,
      enabled: false,
      initialData: IDLE,
      // What a server has rendered is older than any status of the browser.
      initialDataUpdatedAt: 0,
    }),
    stop: (): void => {
      unsubscribe();
      for (const key of [...feeds.keys()]) end(key);
    },
  };
}
