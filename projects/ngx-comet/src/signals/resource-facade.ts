import {
  computed,
  untracked,
  type ResourceRef,
  type ResourceSnapshot,
  type ResourceStatus,
  type Signal,
  type WritableSignal,
} from '@angular/core';
import type { ConnectionStatus, PushError } from 'ngx-comet/core';

/** A resource whose values come from a stream. */
export interface PushResourceRef<T> extends ResourceRef<T> {
  /** The status of the connection. */
  readonly connection: Signal<ConnectionStatus>;
  /** Whether there is a value. It narrows the type of `value()` too. */
  hasValue(this: T extends undefined ? this : never): this is PushResourceRef<Exclude<T, undefined>>;
  hasValue(): boolean;
}

/** The state of one stream. */
export interface FeedState<T> {
  readonly value: T;
  /** `'settled'` after the first value of the stream, and after its end. */
  readonly progress: 'loading' | 'reloading' | 'settled';
  /** The error that ended the stream. */
  readonly error: PushError | undefined;
  readonly connection: ConnectionStatus;
}

/** Turns a resource of stream states into a resource of their values. */
export function resourceFacade<T>(inner: ResourceRef<FeedState<T>>, nothing: FeedState<T>): PushResourceRef<T> {
  // `inner.value()` throws if `params` or `stream` threw.
  const state = computed(() => (inner.status() === 'error' ? nothing : inner.value()));
  const value = computed(() => state().value);
  const error = computed(() => inner.error() ?? state().error);
  const status = computed<ResourceStatus>(() => {
    const own = inner.status();
    if (own !== 'resolved') return own;
    const { progress } = state();
    if (progress !== 'settled') return progress;
    return error() === undefined ? 'resolved' : 'error';
  });
  const set = (value: T): void =>
    inner.set({ value, progress: 'settled', error: undefined, connection: { phase: 'closed' } });
  const update = (change: (value: T) => T): void => set(change(untracked(value)));
  const readable = {
    status,
    error,
    isLoading: computed(() => status() === 'loading' || status() === 'reloading'),
    snapshot: computed<ResourceSnapshot<T>>(() => {
      const now = status();
      return now === 'error' ? { status: now, error: error() as Error } : { status: now, value: value() };
    }),
    // TypeScript cannot see that a function which returns a boolean is the type guard of the interface.
    hasValue: (() => value() !== undefined) as PushResourceRef<T>['hasValue'],
    connection: computed(() => state().connection),
  };
  return {
    ...readable,
    value: Object.assign(computed(value), { set, update, asReadonly: () => value }) as unknown as WritableSignal<T>,
    set,
    update,
    asReadonly: () => ({ ...readable, value }),
    reload: () => inner.reload(),
    destroy: () => inner.destroy(),
  };
}
