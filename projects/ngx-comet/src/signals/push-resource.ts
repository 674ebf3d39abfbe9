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
import { Follow, type PushSource } from './follow';
import { resourceFacade, type FeedState, type PushResourceRef } from './resource-facade';

/** The options of {@link pushResource}. */
export interface PushResourceOptions<T, R> {
  /** What the stream is opened for; another one opens another stream, and `undefined` none. */
  readonly params?: (() => R) | undefined;
  /** Makes the stream; called again for other params and by `reload()`. */
  readonly stream: (params: ResourceLoaderParams<R>) => PushSource<T>;
  /** The value until the first one arrives. */
  readonly defaultValue?: T | undefined;
  /** Whose end is the end of the resource, default the one of the caller. */
  readonly injector?: Injector | undefined;
}

/**
 * An Angular `Resource` whose value is the latest of a stream. It keeps that value while the stream reconnects, while
 * `connection` says so, and after the stream failed: unlike that of other resources, its `value()` never throws.
 *
 * It is `loading` until the first value, without counting as a pending task, `reloading` after `reload()` until the next, and
 * `error` only when the stream ended with an error. Other params open another stream and start from `defaultValue` again. On
 * the server it stays `loading`, unless `withServerSnapshot()` is used. To set a value hangs up.
 *
 * Throws where there is no injection context and no `injector`.
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
export function pushResource<T, R>(options: PushResourceOptions<T, R>): PushResourceRef<T | undefined> {
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
      // The same params once more are a reload, which goes on from what is shown.
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
      // At once, as a resource that waits counts as a pending task, and a quiet feed would keep the app unstable. Not by a promise,
      // or a value that is there already, as when hydrating, would be missing from the first rendering.
      return state;
    },
  });
  // A resource that has become idle does not tell the load it had.
  const rest = (): void => {
    if (inner.status() === 'idle') latest?.unsubscribe();
  };
  effect(rest, { injector });
  return resourceFacade(inner, nothing);
}

function ended({ error }: ConnectionStatus & { phase: 'closed' }): Pick<FeedState<never>, 'progress' | 'error'> {
  return { progress: 'settled', error };
}
