import {
  assertInInjectionContext,
  effect,
  inject,
  Injector,
  resource,
  signal,
  type ResourceLoaderParams,
  type Signal,
} from '@angular/core';
import type { ConnectionStatus } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import { checkNames } from '../service/check-names';
import { own } from '../service/merge-options';
import { Follow, type PushSource } from './follow';
import { resourceFacade, type FeedState, type PushResourceRef } from './resource-facade';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link pushResource}. */
export interface PushResourceOptions<T, R> {
  /** The parameters of the stream. A new value opens a new stream; `undefined` opens none. */
  readonly params?: (() => R) | undefined;
  /** Makes the stream; called again for new params and by `reload()`. */
  readonly stream: (params: ResourceLoaderParams<R>) => PushSource<T>;
  /** The value until the first one arrives. */
  readonly defaultValue?: T | undefined;
  /** The resource is destroyed with this injector; default the injector of the caller. */
  readonly injector?: Injector | undefined;
}

/**
 * An Angular `Resource` whose value is the latest value of a stream. It keeps that value while the stream reconnects,
 * and after the stream failed: unlike other resources, its `value()` never throws. `connection` shows what the
 * connection does.
 *
 * Its status is `loading` until the first value, `reloading` after `reload()` until the next value, and `error` only
 * when the stream ended with an error. Loading does not count as a pending task. New params open a new stream and start
 * from `defaultValue` again. On the server it stays `loading`, unless `withServerSnapshot()` is used. Setting a value
 * unsubscribes from the stream.
 *
 * Throws if there is neither an injection context nor an `injector`.
 *
 * @usageNotes
 * ```ts
 * readonly symbol = input.required<string>();
 * readonly quote = pushResource({
 *   params: () => this.symbol(),
 *   stream: ({ params }) => this.push.sse$<Quote>(`/quotes/${params}`),
 * });
 * // {{ quote.value()?.price }}  {{ quote.connection().phase }}
 * ```
 */
export function pushResource<T, R>(
  options: PushResourceOptions<T, R> & { readonly defaultValue: NoInfer<T> },
): PushResourceRef<T>;
export function pushResource<T, R>(options: PushResourceOptions<T, R>): PushResourceRef<T | undefined>;
export function pushResource<T, R>(given: PushResourceOptions<T, R>): PushResourceRef<T | undefined> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkNames<PushResourceOptions<T, R>>('pushResource', given, {
      params: true,
      stream: true,
      defaultValue: true,
      injector: true,
    });
  }
  const options = own(given);
  if (options.injector === undefined) assertInInjectionContext(pushResource);
  const injector = options.injector ?? inject(Injector);
  const follow = new Follow(injector);
  const { params, stream, defaultValue } = options;
  const nothing: FeedState<T | undefined> = {
    value: defaultValue,
    progress: 'loading',
    error: undefined,
    connection: { phase: 'idle' },
  };
  let latest: Subscription | undefined;
  let last: { readonly params: unknown; readonly state: Signal<{ value: FeedState<T | undefined> }> } | undefined;

  const inner = resource<FeedState<T | undefined>, R>({
    injector,
    defaultValue: nothing,
    ...(params === undefined ? {} : { params }),
    stream: (request) => {
      // The same params again are a reload, which keeps the current value.
      const before = last !== undefined && Object.is(last.params, request.params) ? last.state().value : undefined;
      const state = signal<{ value: FeedState<T | undefined> }>({
        value: before === undefined ? nothing : { ...nothing, value: before.value, progress: 'reloading' },
      });
      last = { params: request.params, state };
      const change = (to: Partial<FeedState<T>>): void => state.update(({ value }) => ({ value: { ...value, ...to } }));
      const subscription = (latest = follow.start(stream(request), {
        value: (value) => change({ value, progress: 'settled' }),
        status: (connection) => change({ connection, ...(connection.phase === 'closed' ? ended(connection) : {}) }),
      }));
      request.abortSignal.addEventListener('abort', () => subscription.unsubscribe());
      // Returned at once: a resource that waits counts as a pending task, and a quiet feed would keep the app unstable.
      // Not as a promise: a value that is already there, as in hydration, would be missing from the first rendering.
      return state;
    },
  });
  // A resource that becomes idle does not abort its last load.
  const stopWhenIdle = (): void => {
    if (inner.status() === 'idle') latest?.unsubscribe();
  };
  effect(stopWhenIdle, { injector });
  return resourceFacade(inner, nothing);
}

function ended({ error }: ConnectionStatus & { phase: 'closed' }): Pick<FeedState<never>, 'progress' | 'error'> {
  return { progress: 'settled', error };
}
