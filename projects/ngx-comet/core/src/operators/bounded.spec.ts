import { NEVER, Subject } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import { type BoundedBatch, type BoundedOptions, bounded } from './bounded';

describe('bounded', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  function watch(options: BoundedOptions): {
    source: Subject<number>;
    batches: BoundedBatch<number>[];
    errors: unknown[];
    stop: () => void;
  } {
    const source = new Subject<number>();
    const batches: BoundedBatch<number>[] = [];
    const errors: unknown[] = [];
    const subscription = source.pipe(bounded(options)).subscribe({
      next: (batch) => batches.push(batch),
      error: (error) => errors.push(error),
    });
    return { source, batches, errors, stop: () => subscription.unsubscribe() };
  }

  const push = (source: Subject<number>, from: number, to: number): void => {
    for (let i = from; i <= to; i++) source.next(i);
  };

  it('emits a batch per frame while all values fit', () => {
    const { source, batches, stop } = watch({ max: 3, overflow: 'error' });
    push(source, 1, 3);
    jest.advanceTimersToNextFrame();
    push(source, 4, 6);
    jest.advanceTimersToNextFrame();
    expect(batches).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(batches.map(({ dropped }) => dropped)).toEqual([0, 0]);
    stop();
  });

  it.each([
    ['drop-oldest', [6, 7, 8], [9, 10, 11]],
    ['drop-newest', [1, 2, 3], [9, 10, 11]],
  ] as const)('%s: keeps max values in order and counts the others', (overflow, first, second) => {
    const { source, batches, stop } = watch({ max: 3, overflow });
    push(source, 1, 8);
    jest.advanceTimersToNextFrame();
    push(source, 9, 11);
    jest.advanceTimersToNextFrame();
    push(source, 12, 15);
    jest.advanceTimersToNextFrame();
    expect(batches.slice(0, 2)).toEqual([first, second]);
    expect(batches.map(({ dropped }) => dropped)).toEqual([5, 0, 1]);
    expect(batches.map(({ droppedInAll }) => droppedInAll)).toEqual([5, 5, 6]);
    stop();
  });

  it('keeps the order, even after dropping many values', () => {
    const { source, batches, stop } = watch({ max: 4, overflow: 'drop-oldest' });
    push(source, 1, 1_003);
    jest.advanceTimersToNextFrame();
    expect(batches).toEqual([[1_000, 1_001, 1_002, 1_003]]);
    stop();
  });

  it('error: emits held values, then errors with a final overflow', () => {
    const { source, batches, errors } = watch({ max: 2, overflow: 'error' });
    push(source, 1, 3);
    expect(batches).toEqual([[1, 2]]);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toBeInstanceOf(PushError);
    expect(errors[0]).toMatchObject({ code: 'overflow', transient: false });
    expect((errors[0] as Error).message).toContain('2');
    expect(source.observed).toBe(false);
  });

  it.each([
    [{ max: -1, overflow: 'error' }, 'max must be a whole number of at least 1, got -1'],
    [{ overflow: 'error' }, 'max must be a whole number of at least 1, got undefined'],
    [{ max: 1, overflow: 'block' }, 'overflow must be one of "error", "drop-oldest", "drop-newest", got "block"'],
    [{ max: 1 }, `overflow must be one of "error", "drop-oldest", "drop-newest", got undefined`],
    [undefined, 'options of bounded() must be an object, got undefined'],
  ])('rejects %p', (options, message) => {
    expect(() => NEVER.pipe(bounded(options as never))).toThrow(new TypeError(message));
  });
});
