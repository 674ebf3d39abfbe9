import {
  assertInInjectionContext,
  assertNotInReactiveContext,
  DestroyRef,
  inject,
  Injector,
  signal,
  type Signal,
} from '@angular/core';
import type { Connection, ConnectionStatus, PushError, PushEvent } from 'ngx-comet/core';
import { Subscription, type Observable } from 'rxjs';
import { Follow, type PushSource } from './follow';
import { troubleOf } from './trouble-of';

/** The options of {@link pushSignal}. */
export interface PushSignalOptions<I> {
  /** The value until the first one arrives. */
  readonly initialValue: I;
  /** Whose end is the end of the subscription, default the one of the caller. */
  readonly injector?: Injector | undefined;
}

/** A stream as signals. */
export interface PushSignal<T> {
  /** The latest value; it stays while the stream reconnects and after it ended. Reading it never throws. */
  readonly value: Signal<T>;
  /** What the connection does; of a plain Observable no more is known than that it ended. */
  readonly status: Signal<ConnectionStatus>;
  /** Why nothing is delivered: the last loss until the connection is open again, or the error that ended the stream. */
  readonly error: Signal<PushError | undefined>;
}

/**
 * Subscribes to a stream at once and gives its latest value, its status and its error as signals, until the injector is
 * destroyed. Unlike `toSignal` it never throws into a template.
 *
 * A stream of `PushService` tells its status by itself; so do a connection, its `data$` and `messages$`, and any stream of events. To anything else, such
 * as a stream that was piped, there is only its end. Messages that were rejected are told to `PUSH_LOGGER`.
 *
 * Throws where there is no injection context and no `injector`, and in a reactive context.
 *
 * @usageNotes
 * ```ts
 * readonly price = pushSignal(inject(PushService).sse$<Price>('/price'), { initialValue: undefined });
 * // {{ price.value()?.amount }}  {{ price.status().phase }}
 * ```
 */
export function pushSignal<T, I = T>(
  source: Observable<PushEvent<T>> | Pick<Connection<T>, 'events$'>,
  options: PushSignalOptions<I>,
): PushSignal<T | I>;
export function pushSignal<T, I = T>(source: Observable<T>, options: PushSignalOptions<I>): PushSignal<I | T>;
export function pushSignal<T>(source: PushSource<T>, options: PushSignalOptions<T>): PushSignal<T> {
  assertNotInReactiveContext(pushSignal, 'Subscribe once, where the signals live, and read them here.');
  if (options.injector === undefined) assertInInjectionContext(pushSignal);
  const injector = options.injector ?? inject(Injector);
  const value = signal(options.initialValue);
  const status = signal<ConnectionStatus>({ phase: 'idle' });
  const error = signal<PushError | undefined>(undefined);
  const subscription = new Subscription();
  // Before there is anything to leave: an injector that is destroyed already takes none.
  injector.get(DestroyRef).onDestroy(() => subscription.unsubscribe());
  const follower = {
    value: (next: T) => value.set(next),
    status: (next: ConnectionStatus) => {
      status.set(next);
      error.update((current) => troubleOf(next, current));
    },
  };
  subscription.add(new Follow(injector).start(source, follower));
  return { value: value.asReadonly(), status: status.asReadonly(), error: error.asReadonly() };
}
