/** A task in steps. Between two of them it yields what it waits for. */
export type Steps<T> = Generator<unknown, T>;

/** Waits for a value like `await`. It must be called with `yield*`. */
export function* wait<T>(value: T | PromiseLike<T>): Steps<T> {
  return (yield value) as T;
}

/** What calls `resolve` some time later. Unlike a promise it starts when a task waits for it. */
export function later<T>(start: (resolve: (value: T) => void) => void): PromiseLike<T> {
  return { then: start } as PromiseLike<T>;
}

/**
 * Runs a task like an `async` function. With `atOnce` it goes on at once after a value that is no promise, and when a
 * thenable calls back. So a task runs to its end in one call, if everything that it waits for is there. That is for
 * tests.
 */
export function run(steps: Steps<void>, atOnce: boolean, failed: (cause: unknown) => void): void {
  const step = (how: 'next' | 'throw', given?: unknown): void => {
    let result: IteratorResult<unknown, void>;
    try {
      result = steps[how](given);
    } catch (cause) {
      if (atOnce) failed(cause);
      else void Promise.reject(cause as Error).catch(failed);
      return;
    }
    const { done, value } = result;
    if (done === true) return;
    const pending = atOnce ? (value as Partial<PromiseLike<unknown>> | null | undefined) : Promise.resolve(value);
    if (typeof pending?.then !== 'function') step('next', value);
    else
      pending.then(
        (found) => step('next', found),
        (cause: unknown) => step('throw', cause),
      );
  };
  step('next');
}
