/**
 * A promise that calls back at once: `then` calls its function before it returns if the promise is settled, and `resolve`
 * and `reject` call the functions that wait before they return. So a test sees the effect of a call when the call
 * returns.
 */
export class AtOncePromise<T> implements Promise<T> {
  readonly [Symbol.toStringTag] = 'Promise';
  #state: PromiseSettledResult<T> | undefined;
  #waiting: ((state: PromiseSettledResult<T>) => void)[] = [];

  resolve(value: T): void {
    this.#settle({ status: 'fulfilled', value });
  }

  reject(reason: unknown): void {
    this.#settle({ status: 'rejected', reason });
  }

  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const next = new AtOncePromise<A | B>();
    this.#whenSettled((state) => {
      try {
        if (state.status === 'fulfilled') {
          if (typeof fulfilled === 'function') next.#follow(fulfilled(state.value));
          // Without a function the value is passed on as it is: A is T then.
          else next.resolve(state.value as unknown as A);
        } else if (typeof rejected === 'function') next.#follow(rejected(state.reason));
        else next.reject(state.reason);
      } catch (thrown) {
        next.reject(thrown);
      }
    });
    return next;
  }

  catch<B = never>(rejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<T | B> {
    return this.then(undefined, rejected);
  }

  finally(ended?: (() => void) | null): Promise<T> {
    this.#whenSettled(() => ended?.());
    return this;
  }

  #follow(value: T | PromiseLike<T>): void {
    if (isThenable(value)) {
      value.then(
        (result) => this.resolve(result),
        (reason: unknown) => this.reject(reason),
      );
    } else this.resolve(value);
  }

  #whenSettled(call: (state: PromiseSettledResult<T>) => void): void {
    if (this.#state === undefined) this.#waiting.push(call);
    else call(this.#state);
  }

  #settle(state: PromiseSettledResult<T>): void {
    if (this.#state !== undefined) return;
    this.#state = state;
    for (const call of this.#waiting.splice(0)) call(state);
  }
}

/** A promise that is resolved already. */
export function resolved<T>(value: T): AtOncePromise<T> {
  const promise = new AtOncePromise<T>();
  promise.resolve(value);
  return promise;
}

function isThenable<T>(value: T | PromiseLike<T>): value is PromiseLike<T> {
  return typeof (value as Partial<PromiseLike<T>> | null | undefined)?.then === 'function';
}
