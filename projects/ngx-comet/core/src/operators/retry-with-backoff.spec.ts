import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { HttpErrorResponse } from '@angular/common/http';
import {
  BehaviorSubject,
  concat,
  defer,
  EMPTY,
  NEVER,
  Observable,
  of,
  range,
  Subject,
  take,
  throwError,
  timer,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { RetrySchedule, Setback } from '../schedule/retry-schedule';
import { constant } from '../schedule/constant';
import { linear } from '../schedule/linear';
import { schedule } from '../schedule/schedule';
import { steps } from '../schedule/steps';
import { upTo } from '../schedule/up-to';
import { whenTransient } from '../schedule/when-transient';
import { retryWithBackoff } from './retry-with-backoff';

const broken = new PushError('network', 'broken', { transient: true });

/** A source whose attempts a test controls one by one. */
class Source {
  attempts = 0;
  open = 0;
  latest = new Subject<number>();
  readonly stream = new Observable<number>((subscriber) => {
    this.attempts++;
    this.open++;
    this.latest = new Subject();
    const subscription = this.latest.subscribe(subscriber);
    return () => {
      this.open--;
      subscription.unsubscribe();
    };
  });
}

/** A schedule that records its calls. */
function noting(retry: RetrySchedule): { readonly retry: RetrySchedule; readonly setbacks: Setback[] } {
  const setbacks: Setback[] = [];
  return {
    setbacks,
    retry: (setback) => {
      setbacks.push(setback);
      return retry(setback);
    },
  };
}

function record<T>(stream: Observable<T>): { readonly values: T[]; error: unknown; ended: boolean; stop(): void } {
  const seen = { values: [] as T[], error: undefined as unknown, ended: false, stop: (): void => undefined };
  const subscription = stream.subscribe({
    next: (value) => seen.values.push(value),
    error: (error: unknown) => {
      seen.error = error;
      seen.ended = true;
    },
    complete: () => {
      seen.ended = true;
    },
  });
  seen.stop = () => {
    subscription.unsubscribe();
  };
  return seen;
}

describe('retryWithBackoff on the virtual time of RxJS', () => {
  it('waits the delays of its schedule and gives up at its end', () => {
    new TestScheduler((actual, expected) => {
      expect(actual).toEqual(expected);
    }).run(({ cold, expectObservable, expectSubscriptions }) => {
      const marbles = cold('a-#');
      expectObservable(marbles.pipe(retryWithBackoff(steps([3, 5]), { stableAfter: 100 }))).toBe(
        'a----a------a-#',
        undefined,
        expect.objectContaining({ code: 'gave-up', cause: 'error' }),
      );
      expectSubscriptions(marbles.subscriptions).toBe(['^-!', '-----^-!', '------------^-!']);
    });
  });
});

describe('retryWithBackoff', () => {
  let source: Source;

  beforeEach(() => {
    jest.useFakeTimers();
    source = new Source();
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('emits the values of the source, and completes with it', () => {
    const seen = record(of(1, 2).pipe(retryWithBackoff()));
    expect(seen).toMatchObject({ values: [1, 2], ended: true, error: undefined });
  });

  it('subscribes again after the delay of the schedule', () => {
    const seen = record(source.stream.pipe(retryWithBackoff(linear(1_000))));
    source.latest.next(1);
    source.latest.error(broken);
    expect(source.open).toBe(0);
    jest.advanceTimersByTime(999);
    expect(source.attempts).toBe(1);
    jest.advanceTimersByTime(1);
    expect(source.attempts).toBe(2);
    source.latest.error(broken);
    jest.advanceTimersByTime(1_999);
    expect(source.attempts).toBe(2);
    jest.advanceTimersByTime(1);
    source.latest.next(2);
    source.latest.complete();
    expect(seen).toMatchObject({ values: [1, 2], ended: true, error: undefined });
  });

  it('uses the scheduler even for a delay of 0 ms', () => {
    const seen = record(source.stream.pipe(retryWithBackoff(constant(0))));
    source.latest.error(broken);
    expect(source.attempts).toBe(1);
    jest.advanceTimersByTime(1);
    expect(source.attempts).toBe(2);
    seen.stop();
  });

  it('keeps the state of each subscription apart', () => {
    const stream = source.stream.pipe(retryWithBackoff(steps([1_000])));
    const first = record(stream);
    source.latest.error(broken);
    const second = record(stream);
    source.latest.error(broken);
    jest.advanceTimersByTime(1_000);
    expect(source.attempts).toBe(4);
    first.stop();
    second.stop();
  });

  it('calls the schedule with all facts about the failure', () => {
    jest.spyOn(Math, 'random').mockReturnValue(0.125);
    const { retry, setbacks } = noting(linear(1_000));
    const seen = record(source.stream.pipe(retryWithBackoff(retry)));
    const busy = new PushError('http', '503', { transient: true, retryAfter: 7_000 });
    source.latest.error(busy);
    jest.advanceTimersByTime(1_000 + 300);
    source.latest.error(broken);
    expect(setbacks).toEqual([
      { error: busy, attempt: 1, elapsed: 0, serverDelay: 7_000, random: 0.125, previous: 0 },
      { error: broken, attempt: 2, elapsed: 1_300, serverDelay: undefined, random: 0.125, previous: 1_000 },
    ]);
    seen.stop();
  });

  it('clamps the delay to what a timer takes, whatever the schedule returns', () => {
    for (const delay of [Infinity, 2 ** 40]) {
      const own = new Source();
      const seen = record(own.stream.pipe(retryWithBackoff(() => delay)));
      own.latest.error(broken);
      jest.advanceTimersByTime(2 ** 31 - 2);
      expect(own.attempts).toBe(1);
      jest.advanceTimersByTime(1);
      expect(own.attempts).toBe(2);
      seen.stop();
    }
  });

  it('errors with a TypeError if its schedule returns NaN', () => {
    const seen = record(throwError(() => broken).pipe(retryWithBackoff(() => NaN)));
    expect(seen.error).toEqual(new TypeError('retry must return a number of milliseconds, got NaN'));
  });

  it('errors with the error that its schedule throws', () => {
    const mistake = new Error('mistake');
    const seen = record(
      throwError(() => broken).pipe(
        retryWithBackoff(() => {
          throw mistake;
        }),
      ),
    );
    expect(seen.error).toBe(mistake);
  });

  it('does not subscribe again after unsubscribing, and leaves no timer', () => {
    const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000))));
    source.latest.error(broken);
    expect(jest.getTimerCount()).toBe(1);
    seen.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(5_000);
    expect(source.attempts).toBe(1);
  });

  it('unsubscribes from the source when it is unsubscribed', () => {
    const seen = record(source.stream.pipe(retryWithBackoff()));
    seen.stop();
    expect(source.open).toBe(0);
  });

  it('stops a source that does not end by itself', () => {
    const endless = range(1, Infinity).pipe(retryWithBackoff(), take(3));
    expect(record(endless)).toMatchObject({ values: [1, 2, 3], ended: true });
  });

  describe('when the schedule gives up', () => {
    it('errors with gave-up and the last error as its cause', () => {
      const last = new PushError('http', 'busy', { transient: true, transport: 'sse', url: 'https://api.test/x' });
      const seen = record(source.stream.pipe(retryWithBackoff(schedule(constant(10), upTo(2)))));
      source.latest.error(broken);
      jest.advanceTimersByTime(10);
      source.latest.error(broken);
      jest.advanceTimersByTime(10);
      source.latest.error(last);
      expect(source.attempts).toBe(3);
      expect(isPushError(seen.error)).toBe(true);
      expect(seen.error).toMatchObject({
        code: 'gave-up',
        transient: false,
        transport: 'sse',
        url: 'https://api.test/x',
        message: 'gave up after 2 retries: https://api.test/x: busy',
        cause: last,
      });
    });

    it('keeps the last error as the cause, also if it is not a PushError', () => {
      const boom = new Error('boom');
      const seen = record(throwError(() => boom).pipe(retryWithBackoff(schedule(constant(10), upTo(1)))));
      jest.advanceTimersByTime(10);
      expect(seen.error).toMatchObject({ code: 'gave-up', message: 'gave up after 1 retry: boom', cause: boom });
    });

    it('errors with a final error at once, unchanged', () => {
      const final = new PushError('http', '401', { transient: false, status: 401 });
      const seen = record(throwError(() => final).pipe(retryWithBackoff()));
      expect(seen.error).toBe(final);
    });

    it('errors with a final error, unchanged, after transient errors', () => {
      const gone = new HttpErrorResponse({ status: 410 });
      const seen = record(source.stream.pipe(retryWithBackoff(schedule(constant(10), whenTransient()))));
      source.latest.error(new HttpErrorResponse({ status: 503 }));
      jest.advanceTimersByTime(10);
      source.latest.error(gone);
      expect(seen.error).toBe(gone);
    });

    it('retries even a final error if the schedule does not check it', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(10))));
      source.latest.error(new HttpErrorResponse({ status: 404 }));
      jest.advanceTimersByTime(10);
      expect(source.attempts).toBe(2);
      seen.stop();
    });
  });

  describe('counting', () => {
    const attempts = (setbacks: readonly Setback[]): number[] => setbacks.map(({ attempt }) => attempt);

    it('continues while attempts fail soon after their first value', () => {
      const { retry, setbacks } = noting(constant(10));
      const seen = record(source.stream.pipe(retryWithBackoff(retry, { stableAfter: 100 })));
      for (let failures = 0; failures < 3; failures++) {
        source.latest.next(1);
        jest.advanceTimersByTime(99);
        source.latest.next(2);
        source.latest.error(broken);
        jest.advanceTimersByTime(10);
      }
      expect(attempts(setbacks)).toEqual([1, 2, 3]);
      seen.stop();
    });

    it('is reset after an attempt that ran for stableAfter', () => {
      const { retry, setbacks } = noting(constant(10));
      const seen = record(source.stream.pipe(retryWithBackoff(retry, { stableAfter: 100 })));
      source.latest.error(broken);
      jest.advanceTimersByTime(10);
      source.latest.error(broken);
      jest.advanceTimersByTime(10);
      source.latest.next(1);
      jest.advanceTimersByTime(60);
      source.latest.next(2);
      jest.advanceTimersByTime(40);
      source.latest.error(broken);
      jest.advanceTimersByTime(10);
      source.latest.error(broken);
      expect(attempts(setbacks)).toEqual([1, 2, 1, 2]);
      expect(setbacks[2]).toMatchObject({ elapsed: 0, previous: 0 });
      expect(setbacks[3]).toMatchObject({ elapsed: 10, previous: 10 });
      seen.stop();
    });

    it('continues after a long attempt that never emitted a value', () => {
      const { retry, setbacks } = noting(constant(10));
      const seen = record(source.stream.pipe(retryWithBackoff(retry, { stableAfter: 100 })));
      source.latest.error(broken);
      jest.advanceTimersByTime(10_000);
      source.latest.error(broken);
      expect(attempts(setbacks)).toEqual([1, 2]);
      seen.stop();
    });

    it('is reset after 5 s by default', () => {
      const { retry, setbacks } = noting(constant(10));
      const seen = record(source.stream.pipe(retryWithBackoff(retry)));
      for (const lived of [4_999, 5_000]) {
        source.latest.error(broken);
        jest.advanceTimersByTime(10);
        source.latest.next(1);
        jest.advanceTimersByTime(lived);
      }
      source.latest.error(broken);
      expect(attempts(setbacks)).toEqual([1, 2, 1]);
      seen.stop();
    });
  });

  describe('with wake', () => {
    let wake: Subject<unknown>;

    beforeEach(() => {
      wake = new Subject();
    });

    it('ends a wait at once, whatever is emitted, and starts one attempt', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(60_000), { wake })));
      source.latest.error(broken);
      wake.next(false);
      wake.next(1);
      jest.advanceTimersByTime(0);
      expect(source.attempts).toBe(2);
      jest.advanceTimersByTime(120_000);
      expect([source.attempts, source.open]).toEqual([2, 1]);
      seen.stop();
      expect(jest.getTimerCount()).toBe(0);
    });

    it('leaves a running attempt alone, and keeps nothing for the next wait', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(60_000), { wake })));
      wake.next(1);
      source.latest.error(broken);
      jest.advanceTimersByTime(59_999);
      expect(source.attempts).toBe(1);
      seen.stop();
    });

    it('does not pass a closed gate', () => {
      const gate = new BehaviorSubject(true);
      const seen = record(source.stream.pipe(retryWithBackoff(constant(60_000), { wake, gate })));
      source.latest.error(broken);
      gate.next(false);
      wake.next(1);
      jest.advanceTimersByTime(600_000);
      expect(source.attempts).toBe(1);
      gate.next(true);
      expect(source.attempts).toBe(2);
      source.latest.error(broken);
      wake.next(1);
      jest.advanceTimersByTime(0);
      expect(source.attempts).toBe(3);
      seen.stop();
    });

    it('starts ten attempts at once, then one a second, if it emits 1,000 times a second', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(3_600_000), { wake })));
      for (let ms = 0; ms < 10_000; ms++) {
        if (source.open > 0) source.latest.error(broken);
        wake.next(ms);
        jest.advanceTimersByTime(1);
      }
      expect(source.attempts).toBe(1 + 10 + 10);
      seen.stop();
    });

    it('is subscribed to as long as the stream is, and may complete', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { wake })));
      expect(wake.observed).toBe(true);
      wake.complete();
      source.latest.error(broken);
      jest.advanceTimersByTime(1_000);
      expect(source.attempts).toBe(2);
      seen.stop();
      const other = new Subject();
      record(source.stream.pipe(retryWithBackoff(constant(1_000), { wake: other }))).stop();
      expect(other.observed).toBe(false);
    });

    it('errors at the next wait with its error', () => {
      const mistake = new Error('mistake');
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { wake })));
      wake.error(mistake);
      expect(seen.error).toBeUndefined();
      source.latest.error(broken);
      expect(seen.error).toBe(mistake);
    });

    it('must be an Observable', () => {
      expect(() => retryWithBackoff(undefined, { wake: 1 as never })).toThrow(
        new TypeError('wake must be an Observable, got 1'),
      );
    });
  });

  describe('with a gate', () => {
    let gate: BehaviorSubject<boolean>;

    beforeEach(() => {
      gate = new BehaviorSubject(true);
    });

    it('starts the first attempt only when the gate is true', () => {
      gate.next(false);
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      jest.advanceTimersByTime(10_000);
      expect(source.attempts).toBe(0);
      gate.next(true);
      expect(source.attempts).toBe(1);
      seen.stop();
    });

    it('starts no attempt while the gate is false, even if the wait is over', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      gate.next(false);
      source.latest.error(broken);
      jest.advanceTimersByTime(10_000);
      expect(source.attempts).toBe(1);
      gate.next(true);
      expect(source.attempts).toBe(2);
      seen.stop();
    });

    it('ends a wait at once when the gate turns true', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(60_000), { gate })));
      source.latest.error(broken);
      jest.advanceTimersByTime(10);
      gate.next(false);
      expect(source.attempts).toBe(1);
      gate.next(true);
      expect(source.attempts).toBe(2);
      expect(jest.getTimerCount()).toBe(0);
      seen.stop();
    });

    it('waits the whole delay if the gate stays true', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      source.latest.error(broken);
      gate.next(true);
      expect(source.attempts).toBe(1);
      jest.advanceTimersByTime(1_000);
      expect(source.attempts).toBe(2);
      seen.stop();
    });

    it('does not stop a running attempt', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      gate.next(false);
      source.latest.next(1);
      expect(seen.values).toEqual([1]);
      expect(source.open).toBe(1);
      seen.stop();
    });

    it('starts one attempt, not two, when the wait ends and the gate turns true in one turn', () => {
      gate.next(false);
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      gate.next(true);
      source.latest.error(broken);
      gate.next(false);
      jest.advanceTimersByTime(1_000);
      gate.next(true);
      gate.next(true);
      expect([source.attempts, source.open]).toEqual([2, 1]);
      seen.stop();
    });

    it('is subscribed to the gate as long as the stream is subscribed', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      expect(gate.observed).toBe(true);
      source.latest.complete();
      expect([gate.observed, seen.ended]).toEqual([false, true]);

      const stopped = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      stopped.stop();
      expect(gate.observed).toBe(false);
    });

    it('uses the last value of a gate that completed', () => {
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate: of(true) })));
      source.latest.error(broken);
      jest.advanceTimersByTime(1_000);
      expect(source.attempts).toBe(2);
      seen.stop();

      const shut = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate: EMPTY })));
      expect([source.attempts, shut.ended]).toEqual([2, false]);
      shut.stop();
    });

    it('errors at the next wait with the error of the gate', () => {
      const mistake = new Error('mistake');
      const seen = record(source.stream.pipe(retryWithBackoff(constant(1_000), { gate })));
      gate.error(mistake);
      source.latest.next(1);
      expect(seen.ended).toBe(false);
      source.latest.error(broken);
      expect(seen.error).toBe(mistake);
    });

    it('starts one attempt each time the gate turns true', () => {
      let attempts = 0;
      const failing = throwError(() => {
        attempts++;
        return broken;
      });
      const seen = record(failing.pipe(retryWithBackoff(constant(60_000), { gate })));
      for (let turn = 0; turn < 100; turn++) {
        gate.next(false);
        gate.next(true);
      }
      expect(attempts).toBe(101);
      seen.stop();
    });
  });

  describe('over 20,000 immediate failures in a row', () => {
    const FAILURES = 20_000;

    it.each(['without a gate', 'with a gate'])('neither overflows the stack nor grows the heap %s', (gating) => {
      let attempts = 0;
      let up = false;
      const failing = defer(() => {
        attempts++;
        return up ? of('up') : throwError(() => broken);
      });
      const options = gating === 'with a gate' ? { gate: concat(of(true), NEVER) } : {};
      const seen = record(failing.pipe(retryWithBackoff(constant(0), options)));
      jest.advanceTimersByTime(FAILURES / 10);
      const heap = usedHeap();
      jest.advanceTimersByTime(FAILURES);
      // Less than one small object per failure.
      expect(usedHeap() - heap).toBeLessThan(FAILURES * 20);
      expect(attempts).toBeGreaterThan(FAILURES);
      up = true;
      jest.advanceTimersByTime(1);
      expect(seen).toMatchObject({ values: ['up'], ended: true });
    });

    it('holds one attempt at a time', () => {
      let open = 0;
      const most = { open: 0 };
      const failing = new Observable<never>((subscriber) => {
        most.open = Math.max(most.open, ++open);
        const late = timer(1).subscribe(() => {
          subscriber.error(broken);
        });
        return () => {
          open--;
          late.unsubscribe();
        };
      });
      const seen = record(failing.pipe(retryWithBackoff(constant(0))));
      jest.advanceTimersByTime(2_000);
      expect(most.open).toBe(1);
      seen.stop();
    });
  });

  describe('with wrong options', () => {
    it.each([
      [null, 'schedule must be a function, got null'],
      [5_000, 'schedule must be a function, got 5000'],
    ])('rejects the schedule %p', (retry, message) => {
      expect(() => retryWithBackoff(retry as unknown as RetrySchedule)).toThrow(new TypeError(message));
    });

    it.each([-1, NaN, Infinity])('rejects stableAfter: %p', (stableAfter) => {
      expect(() => retryWithBackoff(undefined, { stableAfter })).toThrow(
        new TypeError(`stableAfter must be a number of milliseconds from 0 to 2147483647, got ${stableAfter}`),
      );
    });

    it('rejects a gate that is not an Observable', () => {
      expect(() => retryWithBackoff(undefined, { gate: true as unknown as Observable<boolean> })).toThrow(
        new TypeError('gate must be an Observable of booleans, got true'),
      );
    });
  });
});

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
