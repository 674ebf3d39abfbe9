/** @jest-environment node */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { concat, EMPTY, finalize, from, NEVER, Observable, of, range, Subject, throwError } from 'rxjs';
import { MAX_HELD } from '../platform/size-of';
import { PushError } from '../vocabulary/push-error';
import { toAsyncIterable, type StreamIterator, type ToAsyncIterableOptions } from './to-async-iterable';

const DONE = { done: true, value: undefined };
const value = (one: unknown): object => ({ done: false, value: one });

/** All values of a loop, and the error that ended it. */
async function all<T>(stream: AsyncIterable<T>): Promise<{ values: T[]; error?: unknown }> {
  const values: T[] = [];
  try {
    for await (const one of stream) values.push(one);
  } catch (error) {
    return { values, error };
  }
  return { values };
}

/** What a promise is settled with by now. */
async function now(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise, new Promise((resolve) => setImmediate(() => resolve('pending')))]);
}

/** The next value of an iterator. */
async function reference(iterator: AsyncIterator<object, undefined>): Promise<WeakRef<object>> {
  const result = await iterator.next();
  return new WeakRef(result.value ?? {});
}

/** A value that waits for the loop. */
function emitted(source: Subject<object>, iterator: AsyncIterator<object>): WeakRef<object> {
  void iterator.next();
  source.next({});
  const value = {};
  source.next(value);
  return new WeakRef(value);
}

/** Which values the garbage collector leaves. */
async function alive(values: readonly WeakRef<object>[]): Promise<boolean[]> {
  // A new reference holds its value until the end of the task.
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return values.map((one) => one.deref() !== undefined);
}

describe('toAsyncIterable', () => {
  let unhandled: unknown[];
  const note = (error: unknown): void => void unhandled.push(error);

  beforeEach(() => {
    unhandled = [];
    process.on('unhandledRejection', note);
  });

  afterEach(async () => {
    // Node reports a rejection after the microtasks.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
  });

  function loop(options?: ToAsyncIterableOptions): { source: Subject<number>; iterator: StreamIterator<number> } {
    const source = new Subject<number>();
    return { source, iterator: toAsyncIterable(source, options)[Symbol.asyncIterator]() };
  }

  it('gives the loop every value, and ends it when the stream completes', async () => {
    expect(await all(toAsyncIterable(of(1, 2, 3)))).toEqual({ values: [1, 2, 3] });
    expect(await all(toAsyncIterable(EMPTY))).toEqual({ values: [] });
  });

  it('subscribes when the first value is asked for, and once for each loop', async () => {
    let subscriptions = 0;
    const cold = new Observable<number>((subscriber) => {
      subscriber.next(++subscriptions);
      subscriber.complete();
    });
    const iterable = toAsyncIterable(cold);
    const iterator = iterable[Symbol.asyncIterator]();
    expect(subscriptions).toBe(0);
    expect(await iterator.next()).toEqual(value(1));
    expect(await iterator.next()).toEqual(DONE);
    expect(subscriptions).toBe(1);
    expect(await all(iterable)).toEqual({ values: [2] });
  });

  it('never subscribes if the iterator was left before the first value', async () => {
    const { source, iterator } = loop();
    expect(await iterator.return()).toEqual(DONE);
    const next = iterator.next();
    expect(source.observed).toBe(false);
    expect(await next).toEqual(DONE);
  });

  it('throws the error of the stream, after the values before it', async () => {
    const error = new PushError('http', 'refused', { transient: false });
    const stream = concat(
      of(1, 2),
      throwError(() => error),
    );
    expect(await all(toAsyncIterable(stream))).toEqual({ values: [1, 2], error });
    const iterator = toAsyncIterable(stream)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    await expect(iterator.next()).rejects.toBe(error);
    expect(await iterator.next()).toEqual(DONE);
  });

  it('throws an error that is undefined too', async () => {
    const iterator = toAsyncIterable(throwError(() => undefined))[Symbol.asyncIterator]();
    await expect(iterator.next()).rejects.toBeUndefined();
    expect(await iterator.next()).toEqual(DONE);
  });

  it.each(['break', 'return', 'throw'] as const)('unsubscribes at once on %s', async (how) => {
    const source = new Subject<number>();
    const leave = async (): Promise<string> => {
      for await (const one of toAsyncIterable(source)) {
        if (how === 'break') break;
        if (how === 'return') return 'returned';
        throw new Error(`left at ${one}`);
      }
      return 'went on';
    };
    const left = leave().catch(String);
    source.next(1);
    expect(await left).toBe({ break: 'went on', return: 'returned', throw: 'Error: left at 1' }[how]);
    expect(source.observed).toBe(false);
  });

  it('answers several calls of next() in order', async () => {
    const { source, iterator } = loop();
    const calls = [iterator.next(), iterator.next(), iterator.next(), iterator.next()];
    source.next(1);
    source.next(2);
    source.complete();
    expect(await Promise.all(calls)).toEqual([value(1), value(2), DONE, DONE]);
  });

  it('answers the first of several waiting calls with the error, and the others with the end', async () => {
    const { source, iterator } = loop();
    const [first, second] = [iterator.next(), iterator.next()];
    const error = new Error('lost');
    source.error(error);
    await expect(first).rejects.toBe(error);
    expect([await second, await iterator.next()]).toEqual([DONE, DONE]);
  });

  it('answers calls that wait when the iterator is left, which an async generator does not', async () => {
    const { source, iterator } = loop();
    const [first, second] = [iterator.next(), iterator.next()];
    expect(await now(first)).toBe('pending');
    const left = iterator.return();
    expect(source.observed).toBe(false);
    expect(await Promise.all([first, second, left, iterator.next()])).toEqual([DONE, DONE, DONE, DONE]);
  });

  it('forgets what waits, also an error, when the iterator is left', async () => {
    for (const end of ['complete', 'error'] as const) {
      const { source, iterator } = loop();
      const first = iterator.next();
      for (const one of [1, 2, 3]) source.next(one);
      source[end](new Error('lost'));
      expect([await first, await iterator.return(), await iterator.next()]).toEqual([value(1), DONE, DONE]);
    }
  });

  it('throw() unsubscribes and rejects with its error', async () => {
    const { source, iterator } = loop();
    const next = iterator.next();
    const error = new Error('mine');
    const thrown = iterator.throw(error);
    expect(source.observed).toBe(false);
    await expect(thrown).rejects.toBe(error);
    expect([await next, await iterator.next()]).toEqual([DONE, DONE]);
  });

  it('return() of an outer generator passes its value through', async () => {
    async function* outer(): AsyncGenerator<number, unknown, undefined> {
      return yield* toAsyncIterable(of(1, 2));
    }
    const generator = outer();
    expect(await generator.next()).toEqual(value(1));
    expect(await generator.return(7)).toEqual({ done: true, value: 7 });
  });

  it('rejects return() with the error of a teardown of the stream', async () => {
    const failing = NEVER.pipe(
      finalize(() => {
        throw new Error('teardown');
      }),
    );
    const iterator = toAsyncIterable(failing)[Symbol.asyncIterator]();
    const next = iterator.next();
    await expect(iterator.return()).rejects.toThrow('teardown');
    expect(await next).toEqual(DONE);
  });

  it('is disposed of by unsubscribing', async () => {
    const { source, iterator } = loop();
    const next = iterator.next();
    await iterator[Symbol.asyncDispose]();
    expect(source.observed).toBe(false);
    expect(await next).toEqual(DONE);
  });

  it('has no dispose where the platform has none', () => {
    const platform = globalThis as { Symbol: Partial<SymbolConstructor> };
    const { Symbol } = globalThis;
    platform.Symbol = { asyncIterator: Symbol.asyncIterator };
    const { iterator } = loop();
    platform.Symbol = Symbol;
    expect(Reflect.ownKeys(iterator)).toEqual([]);
    expect(Reflect.ownKeys(loop().iterator)).toEqual([Symbol.asyncDispose]);
  });

  describe('while the loop is busy', () => {
    it('keeps 1_000 values by default, then stops the stream and throws a final overflow after them', async () => {
      const source = new Subject<number>();
      const iterator = toAsyncIterable(source)[Symbol.asyncIterator]();
      const first = iterator.next();
      for (let one = 0; one <= 1_000; one++) source.next(one);
      expect(source.observed).toBe(true);
      source.next(1_001);
      expect(source.observed).toBe(false);
      expect(await first).toEqual(value(0));
      const { values, error } = await all(iterator);
      expect(values).toEqual(Array.from({ length: 1_000 }, (_, one) => one + 1));
      expect(error).toBeInstanceOf(PushError);
      expect(error).toMatchObject({ code: 'overflow', transient: false });
      expect((error as Error).message).toContain('more than 1000 values');
    });

    it.each([
      ['drop-oldest', [0, 8, 9, 10]],
      ['drop-newest', [0, 1, 2, 3]],
    ] as const)('%s: keeps max values in order and counts the others', async (overflow, kept) => {
      const iterable = toAsyncIterable(range(0, 11), { max: 3, overflow });
      expect(iterable.dropped).toBe(0);
      expect(await all(iterable)).toEqual({ values: kept });
      expect(iterable.dropped).toBe(7);
      await all(iterable);
      expect(iterable.dropped).toBe(14);
    });

    // Lengths are compared: a failure would print the values.
    const length = (one: unknown): unknown => (one as { readonly length?: number }).length ?? one;
    const HALF = MAX_HELD / 2;

    it('is bounded by size too, in text and in binary data', async () => {
      const source = from<unknown[]>([1, new Uint8Array(HALF), 'x'.repeat(HALF + 1), 2]);
      const { values, error } = await all(toAsyncIterable(source));
      expect(values.map(length)).toEqual([1, HALF]);
      expect(error).toMatchObject({ code: 'overflow' });
      const kept = await all(toAsyncIterable(source, { overflow: 'drop-oldest' }));
      expect(kept.values.map(length)).toEqual([1, HALF + 1, 2]);
    });

    it('keeps a single value of any size', async () => {
      const { values, error } = await all(toAsyncIterable(of(1, 'x'.repeat(MAX_HELD + 1))));
      expect([values.map(length), error]).toEqual([[1, MAX_HELD + 1], undefined]);
    });
  });

  describe('a synchronous source', () => {
    const MILLION = 1_000_000;

    it('of a million values is stopped at the first one too many', async () => {
      let emitted = 0;
      const endless = new Observable<number>((subscriber) => {
        while (!subscriber.closed && emitted < MILLION) subscriber.next(emitted++);
      });
      const { values, error } = await all(toAsyncIterable(endless, { max: 10 }));
      expect([values.length, emitted]).toEqual([11, 12]);
      expect(error).toMatchObject({ code: 'overflow' });
    });

    it('gives all of its values where they may wait', async () => {
      const count = 200_000;
      let sum = 0;
      for await (const one of toAsyncIterable(range(1, count), { max: count })) sum += one;
      expect(sum).toBe((count * (count + 1)) / 2);
    });
  });

  it('keeps neither what the loop took nor, after it was left, what it did not take', async () => {
    const iterator = toAsyncIterable(from([{}, {}, {}, {}]))[Symbol.asyncIterator]();
    const taken = [await reference(iterator), await reference(iterator)];
    expect(await alive(taken)).toEqual([false, false]);

    const source = new Subject<object>();
    const left = toAsyncIterable(source)[Symbol.asyncIterator]();
    const waits = emitted(source, left);
    expect(await alive([waits])).toEqual([true]);
    await left.return();
    expect(await alive([waits])).toEqual([false]);
    await iterator.return();
  });

  it.each([
    [{ max: 0 }, 'max must be a whole number of at least 1, got 0'],
    [{ max: Infinity }, 'max must be a whole number of at least 1, got Infinity'],
    [{ overflow: 'block' }, 'overflow must be one of "error", "drop-oldest", "drop-newest", got "block"'],
    [null, 'options of toAsyncIterable() must be an object, got null'],
    [{ overlow: 'error' }, 'toAsyncIterable: unknown option "overlow". Did you mean "overflow"?'],
  ])('rejects %p', (options, message) => {
    expect(() => toAsyncIterable(NEVER, options as never)).toThrow(new TypeError(message));
  });

  it('rejects what is no Observable', () => {
    expect(() => toAsyncIterable([1, 2] as never)).toThrow(new TypeError('stream must be an Observable, got [1, 2]'));
  });
});
