import { concat, NEVER, of, Subject, throwError } from 'rxjs';
import { conflateBy } from './conflate-by';

interface Quote {
  readonly symbol: string;
  readonly price: number;
}

const quote = (symbol: string, price: number): Quote => ({ symbol, price });
const symbolOf = ({ symbol }: Quote): string => symbol;

describe('conflateBy', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('emits the latest value of each key, once per frame', () => {
    const source = new Subject<Quote>();
    const batches: (readonly Quote[])[] = [];
    const subscription = source.pipe(conflateBy(symbolOf)).subscribe((batch) => batches.push(batch));
    for (const one of [quote('A', 1), quote('B', 2), quote('A', 3)]) source.next(one);
    expect(batches).toEqual([]);
    jest.advanceTimersToNextFrame();
    source.next(quote('B', 4));
    jest.advanceTimersToNextFrame();
    expect(batches).toEqual([[quote('A', 3), quote('B', 2)], [quote('B', 4)]]);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('emits held values before the end', () => {
    const seen: unknown[] = [];
    concat(
      of(quote('A', 1), quote('A', 2)),
      throwError(() => 'broken'),
    )
      .pipe(conflateBy(symbolOf))
      .subscribe({ next: (batch) => seen.push(batch), error: (error) => seen.push(error) });
    expect(seen).toEqual([[quote('A', 2)], 'broken']);
  });

  it('holds no more than max keys', () => {
    const source = new Subject<number>();
    const batches: (readonly number[])[] = [];
    const subscription = source.pipe(conflateBy((n) => n, { max: 2 })).subscribe((batch) => batches.push(batch));
    for (const n of [1, 1, 2, 3]) source.next(n);
    expect(batches).toEqual([[1, 2]]);
    subscription.unsubscribe();
  });

  it('emits held values, then errors, when the key function throws', () => {
    const seen: unknown[] = [];
    const key = (n: number): number => {
      if (n === 2) throw new Error('no key');
      return n;
    };
    of(1, 2, 3)
      .pipe(conflateBy(key))
      .subscribe({ next: (batch) => seen.push(batch), error: (error: Error) => seen.push(error.message) });
    expect(seen).toEqual([[1], 'no key']);
  });

  it('rejects a key that is not a function and a wrong max', () => {
    expect(() => NEVER.pipe(conflateBy('symbol' as never))).toThrow('key must be a function, got "symbol"');
    expect(() => NEVER.pipe(conflateBy(undefined as never))).toThrow('key must be a function, got undefined');
    expect(() => NEVER.pipe(conflateBy(symbolOf as never, { max: 0 }))).toThrow(TypeError);
  });
});
