import { isPushError, type Connection, type ConnectionStatus } from 'ngx-comet/core';
import { useMemo, useSyncExternalStore } from 'react';
import { NEVER, type Observable } from 'rxjs';

/** What a component shows of a stream. */
export interface PushState<T> {
  /** The latest value. It is kept while the stream reconnects, and after its end. */
  readonly value: T;
  /** The status of the connection. Of a plain Observable only the end is known. */
  readonly status: ConnectionStatus;
  /** Why no values arrive: the last loss until the connection is open again, or the error that ended the stream. */
  readonly error: unknown;
}

/** A connection, or any Observable. */
export type PushSource<T> = Pick<Connection<T>, 'data$' | 'status$'> | Observable<T>;

/**
 * Subscribes to a connection or an Observable while the component is mounted, and renders it again for every value and
 * every change of the status. Nothing is subscribed to while rendering, and nothing at all on a server.
 *
 * Another source is another subscription, so the source must stay the same from one rendering to the next: create it
 * outside of the component, or by `useMemo`.
 *
 * `initialValue` is the value until the first one arrives, and the value in the markup of a server.
 */
export function usePush<T, I = undefined>(source: PushSource<T>, initialValue?: I): PushState<T | I> {
  // As for `useState`, only the first one counts.
  const store = useMemo(() => storeOf<T | I>(source, initialValue as I), [source]);
  return useSyncExternalStore(store.subscribe, store.state, store.initial);
}

interface Store<T> {
  readonly subscribe: (changed: () => void) => () => void;
  readonly state: () => PushState<T>;
  readonly initial: () => PushState<T>;
}

function storeOf<T>(source: PushSource<T>, initialValue: T): Store<T> {
  const { data$, status$ } = 'subscribe' in source ? { data$: source, status$: NEVER } : source;
  const initial: PushState<T> = { value: initialValue, status: { phase: 'idle' }, error: undefined };
  let state = initial;
  const subscribe = (changed: () => void): (() => void) => {
    // A new object for every change: React compares states by identity.
    const set = (change: Partial<PushState<T>>): void => {
      state = { ...state, ...change };
      changed();
    };
    const close = (error?: unknown): void =>
      set({ status: isPushError(error) ? { phase: 'closed', error } : { phase: 'closed' }, error });
    const subscription = status$.subscribe((status) => set({ status, error: troubleOf(status, state.error) }));
    subscription.add(data$.subscribe({ next: (value) => set({ value }), error: close, complete: () => close() }));
    return () => subscription.unsubscribe();
  };
  return { subscribe, state: () => state, initial: () => initial };
}

function troubleOf(status: ConnectionStatus, before: unknown): unknown {
  if (status.phase === 'waiting' || status.phase === 'closed') return status.error;
  return status.phase === 'connecting' || status.phase === 'paused' ? before : undefined;
}
