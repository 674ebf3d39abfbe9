import { VirtualTimeScheduler } from 'rxjs';
import { inVirtualTime } from '../spec-support/virtual-time';
import { block } from '../spec-support/fake-time';
import { monotonicClock } from './monotonic-clock';
import { timeLimit } from './time-limit';

describe('timeLimit', () => {
  let judge: jest.Mock;

  inVirtualTime(() => undefined);

  beforeEach(() => {
    judge = jest.fn();
  });

  it('calls at its time, once', () => {
    timeLimit(monotonicClock, 3_000, judge);
    jest.advanceTimersByTime(2_999);
    expect(judge).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(judge).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(60_000);
    expect(judge).toHaveBeenCalledTimes(1);
  });

  it('calls at its time with a clock of its own time', () => {
    const clock = new VirtualTimeScheduler(undefined, 3_000);
    timeLimit(clock, 3_000, judge);
    clock.flush();
    expect(judge).toHaveBeenCalledTimes(1);
    expect(clock.now()).toBe(3_000);
  });

  it('waits for what is read after a timer that fires late', () => {
    timeLimit(monotonicClock, 3_000, judge);
    block(7_000);
    jest.advanceTimersByTime(99);
    expect(judge).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(judge).toHaveBeenCalledTimes(1);
  });

  it('waits again if the page is busy again at once, but not for ever', () => {
    timeLimit(monotonicClock, 3_000, judge);
    for (const task of [7_000, 1_000]) block(task);
    expect(judge).not.toHaveBeenCalled();
    block(1_000);
    expect(judge).toHaveBeenCalledTimes(1);
  });

  it('calls at once if the timer is as late as timers are', () => {
    timeLimit(monotonicClock, 3_000, judge);
    block(3_020);
    expect(judge).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['before its time', 1_000],
    ['while it waits for what is read', 7_000],
  ])('leaves no timer when it is cancelled %s', (_, ms) => {
    const limit = timeLimit(monotonicClock, 3_000, judge);
    block(ms);
    limit.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(60_000);
    expect(judge).not.toHaveBeenCalled();
  });
});
