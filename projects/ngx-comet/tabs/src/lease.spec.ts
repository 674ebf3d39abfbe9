import { monotonicClock, timeLimit } from 'ngx-comet/core';
import { Lease } from './lease';

describe('the lease of a leader', () => {
  let renewed: number;
  let lease: Lease;

  beforeEach(() => {
    jest.useFakeTimers();
    renewed = 0;
    lease = new Lease(
      (ms, call) => timeLimit(monotonicClock, ms, call),
      () => renewed++,
    );
  });

  afterEach(() => {
    lease.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('holds while messages come at most 3.5 s apart', () => {
    for (let n = 0; n < 5; n++) {
      jest.advanceTimersByTime(3_500);
      expect(lease.holds()).toBe(true);
    }
    expect(renewed).toBe(0);
  });

  it('does not hold for 1 s after a longer pause, and is then renewed once', () => {
    jest.advanceTimersByTime(3_501);
    expect(lease.holds()).toBe(false);
    jest.advanceTimersByTime(999);
    expect([lease.holds(), renewed]).toEqual([false, 0]);
    jest.advanceTimersByTime(1);
    expect([lease.holds(), renewed]).toEqual([true, 1]);
    jest.advanceTimersByTime(3_000);
    expect([lease.holds(), renewed]).toEqual([true, 1]);
  });

  it('is not renewed after its end', () => {
    jest.advanceTimersByTime(4_000);
    lease.holds();
    lease.stop();
    jest.advanceTimersByTime(5_000);
    expect(renewed).toBe(0);
  });
});
