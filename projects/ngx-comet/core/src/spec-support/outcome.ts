import type { Observable } from 'rxjs';

/** What a stream emitted, and how it ended. */
export interface Outcome<T> {
  readonly values: readonly T[];
  readonly error: unknown;
}

/** Subscribes until the stream ends. */
export function outcome<T>(stream: Observable<T>): Promise<Outcome<T>> {
  return new Promise((resolve) => {
    const values: T[] = [];
    stream.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => {
        resolve({ values, error });
      },
      complete: () => {
        resolve({ values, error: undefined });
      },
    });
  });
}

/** Waits until a condition is true. Fails with the text of the condition after `within` milliseconds. */
export async function until(condition: () => boolean, within = 4_000): Promise<void> {
  const deadline = performance.now() + within;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`the condition did not become true: ${String(condition)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
