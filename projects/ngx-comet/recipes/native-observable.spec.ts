/**
 * Node has no `Observable`. This runs with a stand-in for it; `e2e/native-observable` runs with Chromium's.
 *
 * @jest-environment node
 */
import { PushError } from 'ngx-comet/core';
import { finalize, NEVER, Observable, of, startWith, Subject, throwError } from 'rxjs';
import {
  fromNative,
  toNative,
  type NativeConstructor,
  type NativeObservable,
  type NativeObserver,
  type NativeSubscriber,
} from './native-observable';

/** Subscribing, sharing and closing as in https://wicg.github.io/observable §2.2 and §2.3. */
class StandIn<T> implements NativeObservable<T> {
  readonly #produce: (subscriber: NativeSubscriber<T>) => void;
  #shared: Producer<T> | undefined;

  constructor(produce: (subscriber: NativeSubscriber<T>) => void) {
    this.#produce = produce;
  }

  subscribe(observer: NativeObserver<T> = {}, { signal }: { readonly signal?: AbortSignal } = {}): void {
    const shared = this.#shared?.active === true ? this.#shared : undefined;
    const producer = shared ?? new Producer<T>();
    this.#shared = producer;
    producer.observers.add(observer);
    const leave = (): void => {
      producer.observers.delete(observer);
      if (producer.observers.size === 0) producer.close();
    };
    if (signal?.aborted === true) leave();
    else signal?.addEventListener('abort', leave);
    if (shared === undefined) this.#produce(producer);
  }
}

class Producer<T> implements NativeSubscriber<T> {
  readonly observers = new Set<NativeObserver<T>>();
  readonly #controller = new AbortController();
  active = true;
  readonly signal = this.#controller.signal;

  next(value: T): void {
    if (this.active) for (const observer of this.observers) observer.next?.(value);
  }

  error(error: unknown): void {
    if (!this.active) throw new Error('reported to the page', { cause: error });
    this.close();
    for (const observer of this.observers) observer.error?.(error);
  }

  complete(): void {
    if (!this.active) return;
    this.close();
    for (const observer of this.observers) observer.complete?.();
  }

  close(): void {
    if (!this.active) return;
    this.active = false;
    this.#controller.abort();
  }
}

/** Collects what a native Observable reports. */
function watch(source: NativeObservable<unknown>, signal?: AbortSignal): unknown[] {
  const seen: unknown[] = [];
  source.subscribe(
    {
      next: (value) => seen.push(value),
      error: (error) => seen.push(['error', error]),
      complete: () => seen.push('complete'),
    },
    signal && { signal },
  );
  return seen;
}

describe('a bridge to the native Observable', () => {
  const platform = globalThis as { Observable?: NativeConstructor };

  beforeEach(() => {
    platform.Observable = StandIn;
  });

  afterEach(() => {
    delete platform.Observable;
  });

  it('reports a platform without one', () => {
    delete platform.Observable;
    expect(() => toNative(NEVER)).toThrow(PushError);
    expect(() => toNative(NEVER)).toThrow(expect.objectContaining({ code: 'unsupported', transient: false }));
  });

  it('passes values and completion on, in both directions', () => {
    const native = toNative(of(1, 2));
    expect(watch(native)).toEqual([1, 2, 'complete']);
    const seen: unknown[] = [];
    fromNative(native).subscribe({ next: (value) => seen.push(value), complete: () => seen.push('complete') });
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it('passes errors on, in both directions', () => {
    const error = new PushError('http', 'refused', { transient: false });
    const native = toNative(throwError(() => error));
    expect(watch(native)).toEqual([['error', error]]);
    const errors: unknown[] = [];
    fromNative(native).subscribe({ error: (one) => errors.push(one) });
    expect(errors).toEqual([error]);
  });

  it('subscribes to the stream when it is subscribed to, and unsubscribes when the signal aborts', () => {
    const source = new Subject<number>();
    const native = toNative(source);
    expect(source.observed).toBe(false);
    const controller = new AbortController();
    const seen = watch(native, controller.signal);
    source.next(1);
    controller.abort();
    expect(source.observed).toBe(false);
    source.next(2);
    expect(seen).toEqual([1]);
  });

  it('does not subscribe for a signal that is aborted already', () => {
    let subscriptions = 0;
    const native = toNative(
      new Observable<never>(() => {
        subscriptions++;
      }),
    );
    expect([watch(native, AbortSignal.abort()), subscriptions]).toEqual([[], 0]);
  });

  it('stops a synchronous stream in the middle', () => {
    const controller = new AbortController();
    let emitted = 0;
    const endless = new Observable<number>((subscriber) => {
      while (!subscriber.closed && emitted < 1_000) subscriber.next(++emitted);
    });
    toNative(endless).subscribe({ next: (value) => value === 3 && controller.abort() }, { signal: controller.signal });
    expect(emitted).toBe(3);
  });

  it('shares one subscription while it lasts, and begins anew after it', () => {
    const source = new Subject<number>();
    let opened = 0;
    let closed = 0;
    const cold = new Observable<number>((subscriber) => {
      opened++;
      return source.pipe(startWith(0)).subscribe(subscriber);
    }).pipe(finalize(() => closed++));
    const native = toNative(cold);
    const [first, second] = [new AbortController(), new AbortController()];
    const early = watch(native, first.signal);
    const late = watch(native, second.signal);
    source.next(1);
    expect([early, late, opened]).toEqual([[0, 1], [1], 1]);
    first.abort();
    source.next(2);
    expect([early, late, closed]).toEqual([[0, 1], [1, 2], 0]);
    second.abort();
    expect([source.observed, closed]).toEqual([false, 1]);
    expect(watch(native)).toEqual([0]);
    expect(opened).toBe(2);
  });

  it('aborts the native subscription when the one of RxJS is unsubscribed', () => {
    const signals: AbortSignal[] = [];
    const native = new StandIn<number>((subscriber) => {
      signals.push(subscriber.signal);
      subscriber.next(1);
    });
    const seen: number[] = [];
    const subscription = fromNative(native).subscribe((value) => seen.push(value));
    expect([seen, signals[0]?.aborted]).toEqual([[1], false]);
    subscription.unsubscribe();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });
});
