import { PushError } from 'ngx-comet/core';
import { fromEvent, Observable, takeUntil } from 'rxjs';

/** What a native Observable calls. Without `error`, the platform reports an error to the page. */
export interface NativeObserver<T> {
  next?(value: T): void;
  error?(error: unknown): void;
  complete?(): void;
}

/** The platform's `Observable` (https://wicg.github.io/observable), as far as the bridge needs it. */
export interface NativeObservable<T> {
  subscribe(observer?: NativeObserver<T>, options?: { readonly signal?: AbortSignal }): void;
}

/** What the platform gives the producer of a native Observable. */
export interface NativeSubscriber<T> extends Required<NativeObserver<T>> {
  readonly active: boolean;
  readonly signal: AbortSignal;
}

export type NativeConstructor = new <T>(produce: (subscriber: NativeSubscriber<T>) => void) => NativeObservable<T>;

/**
 * A stream as a native Observable: values, error and completion cross. The signal that a subscriber gave hangs up.
 *
 * A native Observable has one producer. While it is subscribed to, further subscribers share the one subscription to the
 * stream, and get what comes from then on. It ends with the last of them, and the next one begins anew. For a
 * connection of its own, a subscriber calls `toNative` again.
 *
 * Throws a `PushError` with the code `unsupported` where the platform has no `Observable`.
 */
export function toNative<T>(stream: Observable<T>): NativeObservable<T> {
  const { Observable: Native } = globalThis as { readonly Observable?: NativeConstructor };
  if (Native === undefined) {
    throw new PushError('unsupported', 'this platform has no Observable of its own', { transient: false });
  }
  return new Native<T>((subscriber) => {
    // The producer is called even if the signal of the subscriber is aborted already.
    if (!subscriber.active) return;
    stream.pipe(takeUntil(fromEvent(subscriber.signal, 'abort'))).subscribe(subscriber);
  });
}

/**
 * A native Observable, such as `element.when('click')`, as one of RxJS. Unsubscribing aborts its signal. Its
 * subscribers share the native producer, as those of the platform do.
 */
export function fromNative<T>(source: NativeObservable<T>): Observable<T> {
  return new Observable((subscriber) => {
    const unsubscribed = new AbortController();
    subscriber.add(() => unsubscribed.abort());
    source.subscribe(
      {
        next: (value) => subscriber.next(value),
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      },
      { signal: unsubscribed.signal },
    );
  });
}
