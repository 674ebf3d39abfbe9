import { interval, take } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { setWallClock } from '../spec-support/fake-time';
import { monotonicClock, operatorNow, wallTime } from './monotonic-clock';

describe('monotonicClock', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([3_600_000, -3_600_000])('does not notice that the time of the day changes by %d ms', (by) => {
    jest.useFakeTimers();
    const before = monotonicClock.now();
    setWallClock(by);
    jest.advanceTimersByTime(250);
    expect(monotonicClock.now() - before).toBe(250);
  });

  it('fires after the delay, with the state, and can be cancelled', () => {
    jest.useFakeTimers();
    const fired: unknown[] = [];
    monotonicClock.schedule((state) => fired.push(state), 300, 'a');
    monotonicClock.schedule((state) => fired.push(state), 200, 'b').unsubscribe();
    monotonicClock.schedule((state) => fired.push(state), 0, 'c');
    jest.advanceTimersByTime(299);
    expect(fired).toEqual(['c']);
    jest.advanceTimersByTime(1);
    expect(fired).toEqual(['c', 'a']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('repeats an action that schedules itself again', () => {
    jest.useFakeTimers();
    const seen: number[] = [];
    interval(200, monotonicClock)
      .pipe(take(3))
      .subscribe((n) => seen.push(n));
    jest.advanceTimersByTime(599);
    expect(seen).toEqual([0, 1]);
    jest.advanceTimersByTime(1);
    expect(seen).toEqual([0, 1, 2]);
  });

  it.each([Infinity, 2 ** 31])('does not fire at once after a delay of %d', (delay) => {
    jest.useFakeTimers();
    const fired = jest.fn();
    const timer = monotonicClock.schedule(fired, delay);
    jest.advanceTimersByTime(86_400_000);
    expect(fired).not.toHaveBeenCalled();
    timer.unsubscribe();
  });

  it('goes on with virtual timers, even if `performance` is real', () => {
    jest.useFakeTimers({ doNotFake: ['performance'] });
    const before = monotonicClock.now();
    let passed = 0;
    monotonicClock.schedule(() => (passed = monotonicClock.now() - before), 5_000);
    jest.advanceTimersByTime(5_000);
    expect(passed).toBeGreaterThanOrEqual(5_000);
    expect(passed).toBeLessThan(5_100);
  });

  it('has the time of the system if there is no `performance`', () => {
    jest.useFakeTimers({ now: 42 });
    const { performance } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, 'performance');
      expect(monotonicClock.now()).toBe(42);
    } finally {
      Object.defineProperty(globalThis, 'performance', { value: performance, configurable: true, writable: true });
    }
  });
});

describe('wallTime', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is the time of the day, also after somebody set it', () => {
    jest.useFakeTimers({ now: 1_000_000 });
    setWallClock(3_600_000);
    expect(wallTime(monotonicClock)).toBe(4_600_000);
  });

  it("is the time of a clock of the caller's", () => {
    expect(wallTime(new TestScheduler(() => undefined))).toBe(0);
  });
});

describe('operatorNow', () => {
  it('is the virtual time in TestScheduler.run()', () => {
    new TestScheduler(() => undefined).run(({ flush, cold }) => {
      const times: number[] = [];
      cold('--a---b').subscribe(() => times.push(operatorNow()));
      flush();
      expect(times).toEqual([2, 6]);
    });
  });

  it('is the time of the clock otherwise', () => {
    jest.useFakeTimers();
    const before = monotonicClock.now();
    jest.advanceTimersByTime(7);
    expect(operatorNow() - before).toBe(7);
    jest.useRealTimers();
  });
});
