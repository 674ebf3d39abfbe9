import { BehaviorSubject, EMPTY, Observable, Subject } from 'rxjs';
import { constant } from '../schedule/constant';
import { broken, kinds, runInVirtualTime } from '../spec-support/session-harness';
import { sse$ } from '../transports/sse/sse';

const HOUR = 3_600_000;

describe('wake', () => {
  const start = runInVirtualTime();
  let wake: Subject<unknown>;

  beforeEach(() => {
    wake = new Subject();
  });

  it('ends a wait at once, with any value', () => {
    const { seen, calls, last } = start({ wake, retry: constant(HOUR) });
    for (const value of [undefined, false, 0, 'now']) {
      last().sink.lost(broken);
      wake.next(value);
    }
    expect(calls).toHaveLength(5);
    expect(seen.at(-1)).toEqual({ kind: 'connecting', transport: 'sse', attempt: 5 });
  });

  it('starts no second attempt when the wait that it ended would be over', () => {
    const { calls, last } = start({ wake, retry: constant(1_000) });
    last().sink.lost(broken);
    wake.next(1);
    jest.advanceTimersByTime(10_000);
    expect(calls).toHaveLength(2);
  });

  it('leaves an attempt alone that connects, and an open connection', () => {
    const { seen, calls, last } = start({ wake });
    wake.next(1);
    last().sink.open();
    wake.next(1);
    expect(calls).toHaveLength(1);
    expect(calls[0]?.hungUp).toBe(false);
    expect(kinds(seen)).toEqual(['connecting', 'open']);
  });

  it('ends the wait between two polls, without an event', () => {
    const { seen, calls, last } = start({ wake }, { repeatAfter: () => HOUR });
    last().sink.open();
    last().sink.done();
    wake.next(1);
    expect(calls).toHaveLength(2);
    expect(kinds(seen)).toEqual(['connecting', 'open']);
  });

  it.each([
    ['while it is paused', { pauseWhile: new BehaviorSubject(true) }],
    ['while the gate is closed', { gate: new BehaviorSubject(false) }],
  ])('does not connect %s', (_when, options) => {
    const { seen, calls } = start({ wake, ...options });
    wake.next(1);
    jest.advanceTimersByTime(HOUR);
    expect(calls).toHaveLength(0);
    expect(kinds(seen)).toEqual(['paused']);
  });

  it('does not connect when the gate closed during the wait', () => {
    const gate = new BehaviorSubject(true);
    const { seen, calls, last } = start({ wake, gate, retry: constant(HOUR) });
    last().sink.lost(broken);
    gate.next(false);
    wake.next(1);
    expect(calls).toHaveLength(1);
    expect(kinds(seen)).toEqual(['connecting', 'lost']);
    gate.next(true);
    expect(calls).toHaveLength(2);
  });

  it('may emit before anything started, while a loss is reported, and while an attempt is announced', () => {
    const sync = new BehaviorSubject<unknown>(0);
    const { seen, calls, last } = start({ wake: sync, retry: constant(HOUR) }, {}, ({ kind }) => {
      if (kind !== 'open') sync.next(kind);
    });
    expect(calls).toHaveLength(1);
    last().sink.lost(broken);
    expect(calls).toHaveLength(2);
    expect(kinds(seen)).toEqual(['connecting', 'lost', 'connecting']);
    expect(calls.filter(({ hungUp }) => !hungUp)).toHaveLength(1);
  });

  it('that emits 1,000 times a second while the server refuses starts ten attempts, then one a second', () => {
    const { calls, last, subscription } = start({ wake, retry: constant(HOUR) });
    for (let ms = 0; ms < 60_000; ms++) {
      if (!last().sink.closed) last().sink.lost(broken);
      wake.next(ms);
      jest.advanceTimersByTime(1);
    }
    expect(calls).toHaveLength(1 + 10 + 60);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('is late by a second at most, not lost, where it comes too often', () => {
    const { calls, last } = start({ wake }, { repeatAfter: () => HOUR });
    last().sink.open();
    for (let poll = 0; poll < 11; poll++) {
      last().sink.done();
      wake.next(1);
    }
    expect(calls).toHaveLength(11);
    for (let more = 0; more < 100; more++) wake.next(1);
    // The detection of sleep, the interval, and the late wake.
    expect(jest.getTimerCount()).toBe(3);
    jest.advanceTimersByTime(999);
    expect(calls).toHaveLength(11);
    jest.advanceTimersByTime(1);
    expect(calls).toHaveLength(12);
  });

  it('has no effect after it completed', () => {
    const { seen, calls, last } = start({ wake: EMPTY });
    last().sink.lost(broken);
    jest.advanceTimersByTime(1_000);
    expect(calls).toHaveLength(2);
    expect(kinds(seen)).toEqual(['connecting', 'lost', 'connecting']);
  });

  it('ends the stream with aborted when it errors', () => {
    const { seen, calls } = start({ wake });
    const cause = new Error('no more');
    wake.error(cause);
    expect(seen.at(-1)).toMatchObject({
      kind: 'error',
      error: { code: 'aborted', transient: false, message: 'wake failed: Error: no more', cause },
    });
    expect(calls[0]?.hungUp).toBe(true);
  });

  it('is subscribed to once per subscription, as long as that lasts', () => {
    let present = 0;
    let all = 0;
    const counting = new Observable(() => {
      present++;
      all++;
      return () => present--;
    });
    const { last, subscription } = start({ wake: counting });
    last().sink.lost(broken);
    jest.advanceTimersByTime(1_000);
    expect([present, all]).toEqual([1, 1]);
    subscription.unsubscribe();
    expect([present, all]).toEqual([0, 1]);
  });

  it('must be an Observable', () => {
    expect(() => sse$('/feed', { wake: true as never })).toThrow(new TypeError('wake must be an Observable, got true'));
  });
});
