import { concat, NEVER, of, Subject, throwError } from 'rxjs';
import { constant } from '../schedule/constant';
import { broken, kinds, run, type Harness } from '../spec-support/session-harness';
import { sse$ } from '../transports/sse/sse';

describe('when a session starts, and starts over', () => {
  let harness: Harness | undefined;

  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    harness?.subscription.unsubscribe();
    harness = undefined;
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
  });

  function start(...args: Parameters<typeof run>): Harness {
    harness = run(...args);
    return harness;
  }

  it('connects nothing where a gate fails at once', () => {
    const { calls, seen } = start({ gate: throwError(() => new Error('gone')) });
    expect(kinds(seen)).toEqual(['error']);
    expect(calls).toHaveLength(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('follows the last one of the values that pauseWhile emits at once', () => {
    const { calls, seen } = start({ pauseWhile: concat(of(true, false), NEVER) });
    expect(kinds(seen)).toEqual(['connecting']);
    expect(calls).toHaveLength(1);
  });

  it('goes on waiting when pauseWhile emits once more that there is no pause', () => {
    const pauseWhile = new Subject<boolean>();
    const { calls, last } = start({ pauseWhile, retry: constant(60_000) });
    last().sink.lost(broken);
    pauseWhile.next(false);
    jest.advanceTimersByTime(59_999);
    expect(calls).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(calls).toHaveLength(2);
  });

  it('asks the schedule as at first after a stable connection', () => {
    const retry = jest.fn(() => 500);
    const { last } = start({ retry, stableAfter: 5_000 });
    for (let loss = 0; loss < 3; loss++) {
      last().sink.lost(broken);
      jest.advanceTimersByTime(500);
    }
    expect(retry).toHaveBeenLastCalledWith(expect.objectContaining({ attempt: 3, elapsed: 1_000, previous: 500 }));
    last().sink.open();
    jest.advanceTimersByTime(5_000);
    last().sink.lost(broken);
    expect(retry).toHaveBeenLastCalledWith(expect.objectContaining({ attempt: 1, elapsed: 0, previous: 0 }));
  });

  it('rejects a message that cannot be numbered, where only the payload is observed, too', () => {
    const warn = jest.fn();
    const sequence = (): never => {
      throw new RangeError('no number');
    };
    const { last, seen } = start({ sequence, logger: { warn }, observe: 'data' });
    expect(last().sink.message('a', 'message', undefined)).toBe(false);
    expect(seen).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it.each([true, 7, 'last'])('refuses %j as its resume', (resume) => {
    expect(() => sse$('/feed', { resume: resume as never })).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringContaining('resume must be false or an object') as string,
      }) as Error,
    );
  });
});
