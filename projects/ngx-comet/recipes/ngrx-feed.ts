import { patchState, signalStoreFeature, withMethods, withState } from '@ngrx/signals';
import { rxMethod } from '@ngrx/signals/rxjs-interop';
import { toStatus, type ConnectionStatus, type PushError, type PushEvent } from 'ngx-comet/core';
import {
  connect,
  defer,
  distinctUntilChanged,
  EMPTY,
  filter,
  ignoreElements,
  map,
  merge,
  pipe,
  switchMap,
  tap,
  type Observable,
  type OperatorFunction,
} from 'rxjs';

/** The state that `withFeed()` adds to a store. */
export interface FeedState {
  readonly feedStatus: ConnectionStatus;
  /** Why no values arrive: the last loss until the connection is open again, or the error that ended the feed. */
  readonly feedError: PushError | undefined;
  /** How many messages of the present feed could not be decoded or were invalid. */
  readonly feedRejected: number;
}

export interface FeedOptions<P, T> {
  /** Returns the feed for these params, with `observe: 'events'`. */
  readonly open: (params: P) => Observable<PushEvent<T>>;
  /** Puts what arrives into the store. Its values are ignored; an error of it ends the feed. */
  readonly update: (events$: Observable<PushEvent<T>>, params: P) => Observable<unknown>;
  /** Whether two params mean the same feed, default `Object.is`. */
  readonly same?: (before: P, now: P) => boolean;
}

const IDLE: FeedState = { feedStatus: { phase: 'idle' }, feedError: undefined, feedRejected: 0 };

/**
 * Adds a feed to a SignalStore: its status, its error, and the method `listen`, which is called with params, or with a
 * signal or an Observable of params. Other params close the feed and then open another one. The same params change
 * nothing, unless the feed has ended. `undefined` closes it, and so does the end of the store. After an error of any
 * kind the method still works.
 */
export function withFeed<P, T>({ open, update, same = Object.is }: FeedOptions<P, T>) {
  return signalStoreFeature(
    withState(IDLE),
    withMethods((store) => {
      const statuses = (params: P): Observable<ConnectionStatus> =>
        defer(() => open(params)).pipe(
          tap(({ kind }) => {
            if (kind === 'rejected') patchState(store, ({ feedRejected }) => ({ feedRejected: feedRejected + 1 }));
          }),
          // `update` first: at an error it may have values to emit, such as the last batch.
          connect((events$) => merge(update(events$, params).pipe(ignoreElements()), events$)),
          // It turns an error into a status: an error that reached `listen` would end it for good.
          toStatus(),
        );
      const isSame = (before: P | undefined, now: P | undefined): boolean =>
        before === undefined || now === undefined ? before === now : same(before, now);
      return {
        listen: rxMethod<P | undefined>(
          pipe(
            distinctUntilChanged((before, now) => store.feedStatus().phase !== 'closed' && isSame(before, now)),
            tap(() => patchState(store, IDLE)),
            switchMap((params) => (params === undefined ? EMPTY : statuses(params))),
            tap((feedStatus) =>
              patchState(store, ({ feedError }) => ({ feedStatus, feedError: errorOf(feedStatus, feedError) })),
            ),
          ),
        ),
      };
    }),
  );
}

/** The data of the messages, without the other events. */
export function dataOf<T>(): OperatorFunction<PushEvent<T>, T> {
  return pipe(
    filter((event) => event.kind === 'message'),
    map(({ message }) => message.data),
  );
}

function errorOf(status: ConnectionStatus, before: PushError | undefined): PushError | undefined {
  if (status.phase === 'waiting' || status.phase === 'closed') return status.error;
  return status.phase === 'open' ? undefined : before;
}
