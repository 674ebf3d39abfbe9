import { Observable, type Unsubscribable } from 'rxjs';
import { BoundedQueue, type Overflow } from '../platform/bounded-queue';
import { MAX_HELD } from '../platform/size-of';
import { PushError } from '../vocabulary/push-error';

/** The number of dropped values. */
export interface Drops {
  count: number;
}

type Result<T> = IteratorResult<T, undefined>;

/** An error, which may be any value, `undefined` too. */
interface Failure {
  readonly error: Error;
}

/** A call of `next()` that has no answer yet. */
interface Waiting<T> {
  readonly resolve: (result: Result<T>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The iterator of one loop over a stream (ECMA-262 §27.1.1.5, "The Async Iterator Interface"). Unlike an async generator,
 * which runs `return()` only after the `next()` before it, it can be left while it waits for a value.
 */
export class StreamLoop<T> {
  readonly #max: number;
  readonly #queue: BoundedQueue<T>;
  #waiting: Waiting<T>[] = [];
  /** The stream before the loop begins. */
  #stream: Observable<T> | undefined;
  #subscription: Unsubscribable | undefined;
  #ended = false;
  /** An error that no `next()` was answered with so far. */
  #failure: Failure | undefined;

  constructor(stream: Observable<T>, max: number, overflow: Overflow, drops: Drops) {
    this.#stream = stream;
    this.#max = max;
    this.#queue = new BoundedQueue(max, overflow, () => drops.count++);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result<T>> {
    return new Promise((resolve, reject) => {
      if (this.#queue.length > 0) return resolve({ done: false, value: this.#queue.shift() });
      if (this.#failure !== undefined) {
        reject(this.#failure.error);
        this.#failure = undefined;
        return;
      }
      if (this.#ended) return resolve({ done: true, value: undefined });
      this.#waiting.push({ resolve, reject });
      this.#begin();
    });
  }

  return(value?: PromiseLike<undefined>): Promise<Result<T>> {
    // An error of a teardown of the stream rejects.
    return new Promise<undefined>((resolve) => {
      this.#leave();
      resolve(value);
    }).then((returned) => ({ done: true, value: returned }));
  }

  throw(error: Error): Promise<Result<T>> {
    return new Promise((_, reject) => {
      this.#leave();
      reject(error);
    });
  }

  #begin(): void {
    const stream = this.#stream;
    if (stream === undefined) return;
    this.#stream = undefined;
    // An Observable of its own, because a synchronous source must be stopped before `subscribe` returns.
    new Observable<T>((subscriber) => {
      this.#subscription = subscriber;
      return stream.subscribe(subscriber);
    }).subscribe({
      next: (value) => this.#add(value),
      error: (error: Error) => this.#end({ error }),
      complete: () => this.#end(),
    });
  }

  #add(value: T): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) return waiting.resolve({ done: false, value });
    if (this.#queue.push(value)) return;
    const message = `more than ${this.#max} values, or ${MAX_HELD} bytes, wait for the loop`;
    this.#end({ error: new PushError('overflow', message, { transient: false }) });
  }

  #leave(): void {
    this.#queue.takeAll();
    this.#failure = undefined;
    this.#end();
  }

  /** Answers the calls that wait: the first with the error, if there is one, the others with the end. */
  #end(failure?: Failure): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#stream = undefined;
    const waiting = this.#waiting;
    this.#waiting = [];
    if (failure !== undefined) {
      const first = waiting.shift();
      if (first === undefined) this.#failure = failure;
      else first.reject(failure.error);
    }
    for (const { resolve } of waiting) resolve({ done: true, value: undefined });
    const subscription = this.#subscription;
    this.#subscription = undefined;
    subscription?.unsubscribe();
  }
}
