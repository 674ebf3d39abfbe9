import {
  assertInInjectionContext,
  assertNotInReactiveContext,
  DestroyRef,
  inject,
  Injector,
  signal,
  type Signal,
} from '@angular/core';
import type { ConnectionStatus, PushError } from 'ngx-comet/core';
import { Subscription, type Observable } from 'rxjs';
import { Follow, type PushEventSource, type PushSource } from './follow';
import { troubleOf } from './trouble-of';
import { checkNames } from '../service/check-names';
import { own } from '../service/merge-options';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link pushSignal}. */
export interface PushSignalOptions<I> {
  /** The value until the first one arrives, default `undefined`. */
  readonly initialValue?: I | undefined;
  /** The subscription ends with this injector; default the injector of the caller. */
  readonly injector?: Injector | undefined;
}

/** A stream as signals. */
export interface PushSignal<T> {
  /** The latest value. It is kept while the stream reconnects and after it ended. Reading it never throws. */
  readonly value: Signal<T>;
  /** The status of the connection. Of a plain Observable only the end is known. */
  readonly status: Signal<ConnectionStatus>;
  /** Why no values arrive: the last loss until the connection is open again, or the error that ended the stream. */
  readonly error: Signal<PushError | undefined>;
}

/**
 * Subscribes to a stream at once, and returns its latest value, its status and its error as signals, until the injector
 * is destroyed. Unlike `toSignal`, it never throws into a template.
 *
 * The status is known for a stream of `PushService`, for a connection and its streams, for any stream of events, and
 * for these piped through the operators of this package: values and status come over the same connection. Of any other
 * Observable, such as a stream that was piped through `map`, only the end is known. `PUSH_LOGGER` gets a warning for
 * each message that was rejected.
 *
 * Events are told by their mark, never by their shape: see `pushEvent()`. Any other value is data.
 *
 * Throws in a reactive context, and if there is neither an injection context nor an `injector`.
 *
 * @usageNotes
 * ```ts
 * readonly price = pushSignal(inject(PushService).sse$<Price>('/price'));
 * // {{ price.value()?.amount }}  {{ price.status().phase }}
 * ```
 */
export function pushSignal<T, I = T>(
  source: PushEventSource<T>,
  options: PushSignalOptions<I> & { readonly initialValue: I },
): PushSignal<T | I>;
export function pushSignal<T, I = T>(
  source: Observable<T>,
  options: PushSignalOptions<I> & { readonly initialValue: I },
): PushSignal<I | T>;
export function pushSignal<T, I = never>(
  source: PushEventSource<T>,
  options?: PushSignalOptions<I>,
): PushSignal<T | I | undefined>;
export function pushSignal<T, I = never>(
  source: Observable<T>,
  options?: PushSignalOptions<I>,
): PushSignal<I | T | undefined>;
export function pushSignal<T>(source: PushSource<T>, given: PushSignalOptions<T> = {}): PushSignal<T | undefined> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkNames<PushSignalOptions<T>>('pushSignal', given, { initialValue: true, injector: true });
  }
  const options = own(given);
  assertNotInReactiveContext(pushSignal, 'Call it once outside, and read its signals here.');
  if (options.injector === undefined) assertInInjectionContext(pushSignal);
  const injector = options.injector ?? inject(Injector);
  const value = signal<T | undefined>(options.initialValue);
  const status = signal<ConnectionStatus>({ phase: 'idle' });
  const error = signal<PushError | undefined>(undefined);
  const subscription = new Subscription();
  // Before subscribing: this throws if the injector is already destroyed.
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
