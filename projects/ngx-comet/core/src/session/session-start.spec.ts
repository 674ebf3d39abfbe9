import { concat, NEVER, of, Subject, throwError } from 'rxjs';
import { constant } from '../schedule/constant';
import { broken, runInVirtualTime, kinds } from '../spec-support/session-harness';
import { sse$ } from '../transports/sse/sse';

describe('a session that starts, or starts again', () => {
  const start = runInVirtualTime();

  it('does not connect if a gate fails at once', () => {
    const { calls, seen } = start({ gate: throwError(() => new Error('gone')) });
    expect(kinds(seen)).toEqual(['error']);
    expect(calls).toHaveLength(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('uses the last of the values that pauseWhile emits at once', () => {
    const { calls, seen } = start({ pauseWhile: concat(of(true, false), NEVER) });
    expect(kinds(seen)).toEqual(['connecting']);
    expect(calls).toHaveLength(1);
  });

  it('keeps waiting when pauseWhile emits false again', () => {
    const pauseWhile = new Subject<boolean>();
    const { calls, last } = start({ pauseWhile, retry: constant(60_000) });
    last().sink.lost(broken);
    pauseWhile.next(false);
    jest.advanceTimersByTime(59_999);
    expect(calls).toHaveLength(1);
    jest.advanceTimersByTime(1);
    expect(calls).toHaveLength(2);
  });

  it('passes the initial values to the schedule again after a stable connection', () => {
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

  it('rejects a message whose sequence number cannot be read, even if only the data is observed', () => {
    const warn = jest.fn();
    const sequence = (): never => {
      throw new RangeError('no number');
    };
    const { last, seen } = start({ sequence, logger: { warn }, observe: 'data' });
    expect(last().sink.message('a', 'message', undefined)).toBe(false);
    expect(seen).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  it.each([true, 7, 'last'])('rejects %j as the option resume', (resume) => {
    expect(() => sse$('/feed', { resume: resume as never })).toThrow(
      expect.objectContaining({
        name: 'TypeError',
        message: expect.stringContaining('resume must be false or an object') as string,
      }) as Error,
    );
  });
});
