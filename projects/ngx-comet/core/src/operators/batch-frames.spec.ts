import { EMPTY, NEVER, Observable, Subject, take, throwError, concat, of } from 'rxjs';
import { batchFrames } from './batch-frames';

describe('batchFrames', () => {
  let spent = 0;

  beforeEach(() => {
    jest.useFakeTimers();
    const fake = performance.now.bind(performance);
    spent = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => fake() + spent);
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    // Before the fake clock goes, because its function would be put back later.
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  /** A function runs for `ms` milliseconds. */
  function spend(ms: number): void {
    spent += ms;
  }

  /** Runs `frames` frames, with a value before each. */
  function feed(source: Subject<number>, frames: number): void {
    for (let i = 0; i < frames; i++) {
      source.next(i);
      jest.advanceTimersToNextFrame();
      // For timers that run after the frame.
      jest.advanceTimersByTime(1);
    }
  }

  function watch(source: Observable<number>): { batches: (readonly number[])[]; times: number[]; stop: () => void } {
    const batches: (readonly number[])[] = [];
    const times: number[] = [];
    const subscription = source.pipe(batchFrames()).subscribe((batch) => {
      batches.push(batch);
      times.push(performance.now());
    });
    return { batches, times, stop: () => subscription.unsubscribe() };
  }

  it('emits the values since the last frame, once per frame, in order', () => {
    const source = new Subject<number>();
    const { batches, stop } = watch(source);
    source.next(1);
    source.next(2);
    expect(batches).toEqual([]);
    jest.advanceTimersToNextFrame();
    expect(batches).toEqual([[1, 2]]);
    source.next(3);
    jest.advanceTimersToNextFrame();
    expect(batches).toEqual([[1, 2], [3]]);
    stop();
  });

  it('requests no frame while nothing arrives', () => {
    const source = new Subject<number>();
    const { batches, stop } = watch(source);
    expect(jest.getTimerCount()).toBe(0);
    source.next(1);
    jest.advanceTimersByTime(1_000);
    expect(jest.getTimerCount()).toBe(0);
    expect(batches).toEqual([[1]]);
    stop();
  });

  it('emits held values before it completes', () => {
    const seen: unknown[] = [];
    of(1, 2)
      .pipe(batchFrames())
      .subscribe({ next: (batch) => seen.push(batch), complete: () => seen.push('complete') });
    expect(seen).toEqual([[1, 2], 'complete']);
  });

  it('emits held values before it errors', () => {
    const seen: unknown[] = [];
    concat(
      of(1),
      throwError(() => 'broken'),
    )
      .pipe(batchFrames())
      .subscribe({ next: (batch) => seen.push(batch), error: (error) => seen.push(error) });
    expect(seen).toEqual([[1], 'broken']);
  });

  it('emits no empty array', () => {
    const seen: unknown[] = [];
    EMPTY.pipe(batchFrames()).subscribe({ next: (batch) => seen.push(batch), complete: () => seen.push('complete') });
    expect(seen).toEqual(['complete']);
  });

  it('unsubscribes from the source and cancels the frame when it is unsubscribed', () => {
    let left = false;
    const source = new Observable<number>((subscriber) => {
      subscriber.next(1);
      return () => {
        left = true;
      };
    });
    watch(source).stop();
    expect(left).toBe(true);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('holds nothing after unsubscribing in the middle of a synchronous source', () => {
    const seen: unknown[] = [];
    of(1, 2, 3)
      .pipe(batchFrames({ max: 1 }), take(1))
      .subscribe((batch) => seen.push(batch));
    expect(seen).toEqual([[1]]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('keeps one batch per subscription', () => {
    const source = new Subject<number>();
    const batched = source.pipe(batchFrames());
    const seen: unknown[] = [];
    const subscriptions = [1, 2].map((who) => batched.subscribe((batch) => seen.push([who, batch])));
    source.next(7);
    jest.advanceTimersToNextFrame();
    expect(seen).toEqual([
      [1, [7]],
      [2, [7]],
    ]);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
  });

  describe('where there are no frames', () => {
    it('emits every 16 ms', () => {
      Reflect.deleteProperty(globalThis, 'requestAnimationFrame');
      const start = performance.now();
      const source = new Subject<number>();
      const { times, stop } = watch(source);
      source.next(1);
      jest.advanceTimersByTime(16);
      source.next(2);
      jest.advanceTimersByTime(16);
      expect(times.map((time) => time - start)).toEqual([16, 32]);
      stop();
    });

    it('emits on a hidden page too', () => {
      jest.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(1);
      const source = new Subject<number>();
      const { batches, stop } = watch(source);
      source.next(1);
      jest.advanceTimersByTime(150);
      expect(batches).toEqual([[1]]);
      stop();
    });

    it('holds no more than max', () => {
      jest.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(1);
      const batches: (readonly number[])[] = [];
      const source = new Subject<number>();
      const subscription = source.pipe(batchFrames({ max: 3 })).subscribe((batch) => batches.push(batch));
      for (let i = 0; i < 7; i++) source.next(i);
      expect(batches).toEqual([
        [0, 1, 2],
        [3, 4, 5],
      ]);
      jest.advanceTimersByTime(150);
      expect(batches.at(-1)).toEqual([6]);
      subscription.unsubscribe();
    });
  });

  describe('the period', () => {
    it('is one frame while rendering is cheap', () => {
      const source = new Subject<number>();
      const { batches, stop } = watch(source);
      feed(source, 20);
      expect(batches).toHaveLength(20);
      stop();
    });

    it('grows to three times what a batch costs', () => {
      const source = new Subject<number>();
      const times: number[] = [];
      const subscription = source.pipe(batchFrames()).subscribe(() => {
        times.push(performance.now());
        spend(20);
      });
      feed(source, 60);
      const gaps = times.slice(5).map((time, i) => time - times[i + 4]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(56);
      expect(Math.max(...gaps)).toBeLessThan(90);
      subscription.unsubscribe();
    });

    it('includes work that a batch delays, such as change detection', () => {
      const source = new Subject<number>();
      const times: number[] = [];
      const subscription = source.pipe(batchFrames()).subscribe(() => {
        times.push(performance.now());
        setTimeout(() => spend(20));
      });
      feed(source, 60);
      const gaps = times.slice(5).map((time, i) => time - times[i + 4]!);
      expect(Math.min(...gaps)).toBeGreaterThanOrEqual(56);
      subscription.unsubscribe();
    });

    it('never grows beyond 100 ms and a frame', () => {
      const source = new Subject<number>();
      const times: number[] = [];
      let cost = 90;
      const subscription = source.pipe(batchFrames()).subscribe(() => {
        times.push(performance.now());
        spend(cost);
      });
      feed(source, 30);
      const gaps = times.slice(5).map((time, i) => time - times[i + 4]!);
      expect(Math.max(...gaps)).toBeLessThanOrEqual(100 + 17);
      cost = 0;
      subscription.unsubscribe();
    });

    it('returns to one frame when rendering is cheap again', () => {
      const source = new Subject<number>();
      let batches = 0;
      let cost = 40;
      const subscription = source.pipe(batchFrames()).subscribe(() => {
        batches++;
        spend(cost);
      });
      feed(source, 20);
      cost = 0;
      feed(source, 60);
      batches = 0;
      feed(source, 10);
      expect(batches).toBe(10);
      subscription.unsubscribe();
    });
  });

  it.each([0, -1, 1.5, Number.NaN, '5'])('rejects a max of %p', (max) => {
    expect(() => NEVER.pipe(batchFrames({ max: max as number }))).toThrow(TypeError);
    expect(() => NEVER.pipe(batchFrames({ max: max as number }))).toThrow(/^max must be .* got /);
  });
});
