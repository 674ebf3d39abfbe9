import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { BehaviorSubject, map, Subject } from 'rxjs';
import type { CursorStore } from '../cursors/cursor-store';
import { memoryCursor } from '../cursors/memory-cursor';
import { isPushError } from '../vocabulary/is-push-error';
import { hidden } from '../gates/hidden';
import { withReason } from '../gates/pause-reason';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushOptions } from './push-options';
import { constant } from '../schedule/constant';
import type { Setback } from '../schedule/retry-schedule';
import { steps } from '../schedule/steps';
import { sse$ } from '../transports/sse/sse';
import type { SessionPlan } from './plan';
import { broken, fatal, runInVirtualTime, kinds } from '../spec-support/session-harness';

/** The timer that detects a sleep of the machine. */
const CLOCK_WATCH = 1;

describe('session', () => {
  const start = runInVirtualTime();

  describe('whose subscriber acts on an event', () => {
    /** Acts on the first event of this kind. */
    const onFirst = (kind: PushEvent<string>['kind'], act: () => void): ((event: PushEvent<string>) => void) => {
      let acted = false;
      return (event) => {
        if (acted || event.kind !== kind) return;
        acted = true;
        act();
      };
    };

    it.each<[string, (pause: BehaviorSubject<boolean>) => PushOptions<string>]>([
      ['pauseWhile', (pause) => ({ pauseWhile: pause })],
      ['the gate', (pause) => ({ gate: pause.pipe(map((paused) => !paused)) })],
    ])('does not connect when %s forbids it at the last moment', (_, options) => {
      const pause = new BehaviorSubject(false);
      const { calls, seen } = start(
        options(pause),
        {},
        onFirst('connecting', () => {
          pause.next(true);
        }),
      );
      expect(kinds(seen)).toEqual(['connecting', 'paused']);
      expect(calls).toHaveLength(0);
      pause.next(false);
      expect(kinds(seen)).toEqual(['connecting', 'paused', 'connecting']);
      expect(calls).toHaveLength(1);
    });

    it('never has two connections when a pause ends at once', () => {
      const pause = new BehaviorSubject(false);
      const { calls, seen } = start(
        { pauseWhile: pause },
        {},
        onFirst('connecting', () => {
          pause.next(true);
          pause.next(false);
        }),
      );
      expect(kinds(seen)).toEqual(['connecting', 'paused', 'connecting']);
      expect(calls).toHaveLength(1);
    });

    it('waits once when the attempt that the subscriber started fails at once', () => {
      const gate = new BehaviorSubject(true);
      let attempts = 0;
      const connect = (): never => {
        attempts++;
        throw broken;
      };
      start(
        { gate, retry: constant(50) },
        { connect },
        onFirst('lost', () => {
          gate.next(false);
          gate.next(true);
        }),
      );
      expect(attempts).toBe(2);
      expect(jest.getTimerCount() - CLOCK_WATCH).toBe(1);
      jest.advanceTimersByTime(200);
      expect(attempts).toBe(6);
    });
  });

  describe('reconnecting', () => {
    it('emits the events of a connection in order', () => {
      const { seen, last } = start();
      last().sink.open();
      last().sink.message('a', 'message', undefined);
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      last().sink.open();
      last().sink.done();
      expect(seen).toEqual([
        { kind: 'connecting', transport: 'sse', attempt: 1 },
        { kind: 'open', transport: 'sse', continuity: 'first' },
        { kind: 'message', message: { data: 'a', event: 'message', id: undefined, transport: 'sse' } },
        { kind: 'lost', transport: 'sse', error: broken, retryIn: 1_000 },
        { kind: 'connecting', transport: 'sse', attempt: 2 },
        { kind: 'open', transport: 'sse', continuity: 'unknown' },
        { kind: 'complete' },
      ]);
    });

    it('hangs up the old attempt before it starts the next', () => {
      const { calls, last } = start();
      last().sink.lost(broken);
      expect(calls[0]?.hungUp).toBe(true);
      expect(calls[0]?.attempt.signal.aborted).toBe(true);
      jest.advanceTimersByTime(1_000);
      expect(calls).toHaveLength(2);
    });

    it('ignores what an attempt reports after its end', () => {
      const { calls, seen } = start();
      calls[0]?.sink.lost(broken);
      const before = seen.length;
      calls[0]?.sink.open();
      calls[0]?.sink.message('late', 'message', '1');
      calls[0]?.sink.lost(broken);
      calls[0]?.sink.done();
      expect(seen).toHaveLength(before);
    });

    it('emits a final error at once and unchanged', () => {
      const { seen, last } = start();
      last().sink.lost(fatal);
      expect(seen.at(-1)).toEqual({ kind: 'error', error: fatal });
      expect(kinds(seen)).toEqual(['connecting', 'error']);
    });

    it('emits any error unchanged without a schedule', () => {
      const { seen, last } = start({ retry: false });
      last().sink.lost(broken);
      expect(seen.at(-1)).toEqual({ kind: 'error', error: broken });
    });

    it('gives up with the last error as the cause when the schedule ends', () => {
      const { seen, last } = start({ retry: steps([10]) });
      last().sink.lost(broken);
      jest.advanceTimersByTime(10);
      last().sink.lost(broken);
      const { error } = seen.at(-1) as { error: PushError };
      expect(error).toMatchObject({ code: 'gave-up', transient: false, cause: broken });
      expect(isPushError(error)).toBe(true);
    });

    it('lets the caller decide what is transient, in both directions', () => {
      const { last, calls, subscription } = start({ transient: (error) => error.status === 403 || undefined });
      last().sink.lost(fatal);
      jest.advanceTimersByTime(1_000);
      expect(calls).toHaveLength(2);
      subscription.unsubscribe();
      const other = start({ transient: () => false });
      other.last().sink.lost(broken);
      expect(other.seen.at(-1)).toEqual({ kind: 'error', error: broken });
    });

    it('passes the whole error to the schedule, with the transient of the caller', () => {
      const retry = jest.fn(() => 500);
      const { last } = start({ retry, transient: () => true });
      const cause = new Error('cause');
      const error = new PushError('http', '404', { transient: false, status: 404, url: 'https://feed.test/x', cause });
      last().sink.lost(error);
      expect(retry).toHaveBeenCalledWith(
        expect.objectContaining({
          error: expect.objectContaining({
            code: 'http',
            status: 404,
            url: error.url,
            message: error.message,
            cause,
            transient: true,
          }) as PushError,
        }),
      );
    });

    it('resets the retry count only after a stable connection', () => {
      const { seen, last } = start({ stableAfter: 5_000 });
      last().sink.open();
      jest.advanceTimersByTime(4_999);
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(seen.at(-1)).toMatchObject({ kind: 'connecting', attempt: 2 });
      last().sink.open();
      jest.advanceTimersByTime(5_000);
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(seen.at(-1)).toMatchObject({ kind: 'connecting', attempt: 1 });
    });

    it('begins a new series after each stable connection that ended in order, however many', () => {
      const retry = jest.fn(({ attempt, serverDelay }: Setback) => (serverDelay ?? 1_000) * attempt);
      const { seen, last } = start({ retry });
      const ended = new PushError('closed', 'the server ended the stream', { transient: true });
      last().sink.retryDelay(2_000);
      for (let rotation = 0; rotation < 180; rotation++) {
        last().sink.open();
        jest.advanceTimersByTime(60_000);
        last().sink.lost(ended);
        jest.advanceTimersByTime(2_000);
      }
      const attempts = seen.flatMap((event) => ((event as PushEvent<string>).kind === 'connecting' ? [event] : []));
      expect(attempts).toEqual(
        Array.from({ length: 181 }, () => ({ kind: 'connecting', transport: 'sse', attempt: 1 })),
      );
      expect(retry.mock.results.map(({ value }) => value as number)).toEqual(Array.from({ length: 180 }, () => 2_000));
    });

    it('keeps the start time of a connection when another connection takes over', () => {
      const { seen, last } = start({ stableAfter: 5_000 });
      last().sink.open();
      jest.advanceTimersByTime(4_999);
      last().sink.reopen({ cursor: undefined, response: undefined });
      jest.advanceTimersByTime(1);
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(seen.at(-1)).toMatchObject({ kind: 'connecting', attempt: 1 });
    });

    it('passes the error, the attempt and the delays to the schedule', () => {
      const retry = jest.fn(() => 500);
      const { last } = start({ retry });
      last().sink.retryDelay(3_000);
      last().sink.lost(broken);
      jest.advanceTimersByTime(500);
      const limited = new PushError('http', '503', { transient: true, status: 503, retryAfter: 7_000 });
      last().sink.lost(limited);
      expect(retry).toHaveBeenNthCalledWith(
        1,
        expect.objectContaining({ error: broken, attempt: 1, elapsed: 0, serverDelay: 3_000, previous: 0 }),
      );
      expect(retry).toHaveBeenNthCalledWith(
        2,
        expect.objectContaining({ error: limited, attempt: 2, elapsed: 500, serverDelay: 7_000, previous: 500 }),
      );
    });

    it('survives 20,000 immediate failures with a flat stack and a level heap', () => {
      const FAILURES = 20_000;
      let attempts = 0;
      const { subscription } = start(
        { retry: () => 0, observe: 'data' },
        {
          connect: (_attempt, sink) => {
            attempts++;
            sink.lost(broken);
            return () => undefined;
          },
        },
      );
      while (attempts < FAILURES / 10) jest.advanceTimersToNextTimer();
      const heap = usedHeap();
      while (attempts < FAILURES) jest.advanceTimersToNextTimer();
      // Less than one small object per failure.
      expect(usedHeap() - heap).toBeLessThan(FAILURES * 20);
      subscription.unsubscribe();
      expect(attempts).toBe(FAILURES);
    });

    it('ends with unsupported when a transport throws something that is not a PushError', () => {
      const { seen } = start(
        {},
        {
          connect: () => {
            throw new RangeError('no');
          },
        },
      );
      expect(seen.at(-1)).toMatchObject({ kind: 'error', error: { code: 'unsupported', transient: false } });
    });
  });

  describe('a function of the caller that throws', () => {
    const mistake = new RangeError('mistake');
    const throwing = (): never => {
      throw mistake;
    };

    it.each<[string, PushOptions<string>]>([
      ['retry', { retry: throwing }],
      ['transient', { transient: throwing }],
    ])('ends the stream where it is %s', (option, options) => {
      const { seen, last } = start(options);
      last().sink.lost(broken);
      expect(seen.at(-1)).toMatchObject({
        kind: 'error',
        error: { code: 'aborted', transient: false, cause: mistake },
      });
      expect((seen.at(-1) as { error: PushError }).error.message).toContain(option);
    });

    it('ends the stream where it is the interval of a poll', () => {
      const { seen, last } = start({}, { repeatAfter: throwing });
      last().sink.open();
      last().sink.done();
      expect(seen.at(-1)).toMatchObject({ kind: 'error', error: { code: 'aborted', cause: mistake } });
    });

    it.each<[string, PushOptions<string>, Partial<SessionPlan<string>>]>([
      ['sequence', { sequence: throwing }, {}],
      ['id', {}, { idOf: throwing }],
      ['until or distinct', {}, { judge: throwing }],
    ])('rejects the message where it is %s, and the feed goes on', (_option, options, plan) => {
      const { seen, last } = start(options, plan);
      last().sink.open();
      expect(last().sink.message('a', 'message', undefined)).toBe(false);
      expect(seen.at(-1)).toMatchObject({ kind: 'rejected', raw: 'a', error: { transient: false, cause: mistake } });
      expect(last().hungUp).toBe(false);
    });
  });

  describe('the time limits', () => {
    it('ends an attempt that does not open', () => {
      const { seen, calls } = start({ connectTimeout: 2_000 });
      jest.advanceTimersByTime(2_000);
      expect(calls[0]?.hungUp).toBe(true);
      expect(seen.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'connect-timeout', transient: true } });
    });

    it('ends an open connection that receives no byte', () => {
      const { seen, last } = start({ idleTimeout: 3_000 });
      last().sink.open();
      jest.advanceTimersByTime(2_000);
      last().sink.active();
      jest.advanceTimersByTime(2_999);
      expect(seen.at(-1)).toMatchObject({ kind: 'open' });
      jest.advanceTimersByTime(1);
      expect(seen.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'silence' } });
    });
  });

  describe('the gates', () => {
    it('starts no attempt while the gate is false, and emits the reason', () => {
      const gate = new BehaviorSubject(false);
      const { seen, calls } = start({ gate: withReason('offline', gate.asObservable()) });
      expect(calls).toHaveLength(0);
      expect(seen).toEqual([{ kind: 'paused', reason: 'offline' }]);
      gate.next(true);
      expect(calls).toHaveLength(1);
    });

    it('ends a wait at once when the gate turns true', () => {
      const gate = new BehaviorSubject(true);
      const { calls, last } = start({ gate, retry: constant(60_000) });
      last().sink.lost(broken);
      gate.next(false);
      gate.next(true);
      expect(calls).toHaveLength(2);
      last().sink.open();
      jest.advanceTimersByTime(120_000);
      expect(calls).toHaveLength(2);
    });

    it('keeps waiting when the gate emits true again', () => {
      const gate = new BehaviorSubject(true);
      const { calls, last } = start({ gate, retry: constant(60_000) });
      last().sink.lost(broken);
      gate.next(true);
      jest.advanceTimersByTime(59_999);
      expect(calls).toHaveLength(1);
      jest.advanceTimersByTime(1);
      expect(calls).toHaveLength(2);
    });

    it('keeps a connection that is open when the gate closes', () => {
      const gate = new BehaviorSubject(true);
      const { calls, last } = start({ gate });
      last().sink.open();
      gate.next(false);
      expect(calls[0]?.hungUp).toBe(false);
    });

    it('opens again after the gate closed between two polls', () => {
      const gate = new BehaviorSubject(true);
      const { seen, last } = start({ gate }, { repeatAfter: () => 2_000 });
      last().sink.open();
      last().sink.done();
      gate.next(false);
      jest.advanceTimersByTime(2_000);
      expect(kinds(seen)).toEqual(['connecting', 'open', 'paused']);
      gate.next(true);
      last().sink.open();
      expect(kinds(seen)).toEqual(['connecting', 'open', 'paused', 'connecting', 'open']);
    });

    it('hangs up while it is paused and resumes afterwards', () => {
      const pause = new Subject<boolean>();
      const { seen, calls, last } = start({ pauseWhile: pause });
      last().sink.open();
      pause.next(true);
      expect(calls[0]?.hungUp).toBe(true);
      pause.next(true);
      pause.next(false);
      expect(calls).toHaveLength(2);
      expect(kinds(seen)).toEqual(['connecting', 'open', 'paused', 'connecting']);
    });

    it('never has two connections after being paused and resumed during a wait', () => {
      const pause = new Subject<boolean>();
      const { calls, last } = start({ pauseWhile: pause });
      last().sink.lost(broken);
      pause.next(true);
      pause.next(false);
      last().sink.open();
      jest.advanceTimersByTime(60_000);
      expect(calls).toHaveLength(2);
      expect(calls.filter((call) => !call.hungUp)).toHaveLength(1);
    });

    it('closes on pagehide and reopens on pageshow', () => {
      const { seen, calls, last } = start();
      last().sink.open();
      globalThis.dispatchEvent(new Event('pagehide'));
      expect(calls[0]?.hungUp).toBe(true);
      expect(seen.at(-1)).toEqual({ kind: 'paused', reason: 'frozen' });
      globalThis.dispatchEvent(new Event('pageshow'));
      expect(calls).toHaveLength(2);
    });

    it('thaws even while the caller has paused it', () => {
      const pause = new Subject<boolean>();
      const { calls } = start({ pauseWhile: pause });
      globalThis.dispatchEvent(new Event('pagehide'));
      pause.next(true);
      globalThis.dispatchEvent(new Event('pageshow'));
      expect(calls).toHaveLength(1);
      pause.next(false);
      expect(calls).toHaveLength(2);
    });

    it('ends a wait when the page goes online', () => {
      const { calls, last } = start({ retry: constant(600_000) });
      last().sink.lost(broken);
      globalThis.dispatchEvent(new Event('online'));
      expect(calls).toHaveLength(2);
    });

    it('ends a wait when the page is shown again, not when it is hidden', () => {
      const state = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
      const { calls, last } = start({ retry: constant(600_000) });
      last().sink.lost(broken);
      document.dispatchEvent(new Event('visibilitychange'));
      expect(calls).toHaveLength(1);
      state.mockReturnValue('visible');
      document.dispatchEvent(new Event('visibilitychange'));
      expect(calls).toHaveLength(2);
      document.dispatchEvent(new Event('visibilitychange'));
      expect(calls).toHaveLength(2);
    });

    it('has one connection when a page that pauses it is shown again during a wait', () => {
      const state = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
      const { calls, last } = start({ pauseWhile: hidden(), retry: constant(60_000) });
      last().sink.lost(broken);
      for (const next of ['hidden', 'visible'] as const) {
        state.mockReturnValue(next);
        document.dispatchEvent(new Event('visibilitychange'));
      }
      jest.advanceTimersByTime(10_000);
      expect(calls).toHaveLength(2);
      expect(calls.filter(({ hungUp }) => !hungUp)).toHaveLength(1);
    });

    it('ends with a PushError when a gate errors', () => {
      const gate = new BehaviorSubject(true);
      const { seen } = start({ gate });
      gate.error(new Error('gate'));
      expect(seen.at(-1)).toMatchObject({ kind: 'error', error: { code: 'aborted' } });
    });
  });

  describe('resuming', () => {
    it('passes the id of the last whole message to the next attempt', () => {
      const { seen, last } = start();
      last().sink.open();
      last().sink.message('a', 'message', '7');
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBe('7');
      expect(last().attempt.error).toBe(broken);
      last().sink.open();
      expect(seen.at(-1)).toEqual({ kind: 'open', transport: 'sse', continuity: 'unknown' });
    });

    it('forgets the cursor when the server clears it', () => {
      const { seen, last } = start({ observe: 'messages' });
      last().sink.message('a', 'message', '1');
      last().sink.message('b', 'message', '');
      expect(seen.at(-1)).toMatchObject({ id: undefined });
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBeUndefined();
    });

    it('gives a message without an id the last id', () => {
      const { seen, last } = start({ observe: 'messages' });
      last().sink.message('a', 'message', '1');
      last().sink.message('b', 'note', undefined);
      expect(seen.at(-1)).toEqual({ data: 'b', event: 'note', id: '1', transport: 'sse' });
    });

    it.each<[string, Partial<CursorStore>]>([
      [
        'read',
        {
          get: () => {
            throw new Error('forbidden');
          },
        },
      ],
      [
        'written',
        {
          set: () => {
            throw new Error('forbidden');
          },
        },
      ],
    ])('keeps the cursor in memory when its store cannot be %s, and logs a warning', (_, faulty) => {
      const warn = jest.fn();
      const store = { ...memoryCursor(), ...faulty };
      const { seen, last } = start({ resume: { store, from: '1' }, logger: { warn } });
      last().sink.open();
      last().sink.message('a', 'message', '2');
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(kinds(seen)).toEqual(['connecting', 'open', 'message', 'lost', 'connecting']);
      expect(last().sendCursor()).toBe('2');
      expect(warn).toHaveBeenCalledWith('ngx-comet: resume.store failed: Error: forbidden');
    });

    it.each<[string, object, string]>([
      ['a store that cannot be written', { store: { get: () => undefined } }, 'resume.store must be a CursorStore'],
      ['a header with a space', { header: 'last id' }, 'resume.header must be a name without spaces or separators'],
    ])('refuses %s', (_, resume, message) => {
      expect(() => sse$('/feed', { resume })).toThrow(
        expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(message) }) as Error,
      );
    });

    it('emits resumed once when the sequence numbers confirm it', () => {
      const { seen, last } = start({ sequence: ({ id }) => Number(id) });
      last().sink.open();
      last().sink.message('a', 'message', '1');
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBe('1');
      last().sink.open();
      for (const id of ['2', '3']) last().sink.message('b', 'message', id);
      expect(kinds(seen).slice(5)).toEqual(['open', 'open', 'message', 'message']);
      expect(seen.slice(5, 7)).toMatchObject([{ continuity: 'unknown' }, { continuity: 'resumed' }]);
    });

    it.each(['data', 'messages'] as const)(
      'stores an id after its message was emitted, as %s, not before',
      (observe) => {
        const store = memoryCursor();
        const stored: unknown[] = [];
        const { last } = start({ observe, resume: { store } }, {}, () => stored.push(store.get()));
        last().sink.message('a', 'message', '1');
        last().sink.message('b', 'message', '2');
        expect(stored).toEqual([undefined, '1']);
        expect(store.get()).toBe('2');
      },
    );

    it('starts after the id in the store', () => {
      const store = memoryCursor();
      const first = start({ resume: { store } });
      first.last().sink.message('a', 'message', '5');
      first.subscription.unsubscribe();
      const second = start({ resume: { store, from: '1' } });
      expect(second.last().sendCursor()).toBe('5');
      second.last().sink.open();
      expect(second.seen.at(-1)).toMatchObject({ continuity: 'unknown' });
    });

    it('continues after its own last message, whatever id another tab has stored', () => {
      const store = memoryCursor();
      const { last } = start({ resume: { store } });
      store.set('3');
      expect(last().sendCursor()).toBe('3');
      last().sink.message('a', 'message', '5');
      store.set('9');
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBe('5');
    });

    it('does not return to resume.from when the server clears the cursor', () => {
      const { last } = start({ resume: { store: memoryCursor(), from: '1' } });
      last().sink.message('a', 'message', '');
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBeUndefined();
    });

    it('does not emit resumed when the request carried no cursor', () => {
      const { seen, last } = start();
      last().sink.open();
      last().sink.message('a', 'message', '7');
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      last().sink.open();
      expect(seen.at(-1)).toEqual({ kind: 'open', transport: 'sse', continuity: 'unknown' });
    });

    it('does not emit resumed when only the attempt before sent a cursor', () => {
      const { seen, last } = start({ resume: { from: '7', trusted: true } });
      expect(last().sendCursor()).toBe('7');
      last().sink.open();
      expect(seen.at(-1)).toMatchObject({ kind: 'open', continuity: 'resumed' });
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      last().sink.open();
      expect(seen.at(-1)).toMatchObject({ kind: 'open', continuity: 'unknown' });
    });

    it('reads the id from the message where the protocol carries none', () => {
      const { last } = start({}, { idOf: (data) => data.slice(1) });
      last().sink.message('x42', 'message', undefined);
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBe('42');
    });

    it('detects a gap and a resumption by the sequence numbers', () => {
      const { seen, last } = start({ sequence: (message) => Number(message.data) });
      last().sink.open();
      last().sink.message('1', 'message', undefined);
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      last().sink.open();
      last().sink.message('2', 'message', undefined);
      last().sink.message('5', 'message', undefined);
      const opens = seen.filter((event) => (event as PushEvent<string>).kind === 'open');
      expect(opens).toMatchObject([
        { continuity: 'first' },
        { continuity: 'unknown' },
        { continuity: 'resumed' },
        { continuity: 'gap' },
      ]);
    });

    it.each(['1', '3'])('reports a gap when the sequence number is %s after 3', (next) => {
      const { seen, last } = start({ sequence: (message) => Number(message.data) });
      last().sink.open();
      last().sink.message('3', 'message', undefined);
      last().sink.message(next, 'message', undefined);
      expect(seen.slice(-2)).toMatchObject([
        { kind: 'open', continuity: 'gap' },
        { kind: 'message', message: { data: next } },
      ]);
    });
  });

  describe('bad data', () => {
    const decode = (): never => {
      throw new SyntaxError('bad');
    };

    it('reports a message that cannot be decoded with its raw value, and goes on', () => {
      const { seen, last } = start({ decode });
      last().sink.message('{', 'message', '1');
      expect(seen.at(-1)).toMatchObject({ kind: 'rejected', raw: '{', error: { code: 'decode' } });
      expect(last().hungUp).toBe(false);
    });

    it('logs a warning where events are not observed', () => {
      const logger = { warn: jest.fn() };
      const { last } = start({ decode, logger, observe: 'data' });
      expect(last().sink.message('{', 'message', undefined)).toBe(false);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('rejected'),
        expect.objectContaining({ raw: '{' }),
      );
    });

    it.each<[string, PushOptions<string>]>([
      ['decoded', { decode }],
      ['numbered', { sequence: decode }],
    ])('does not request a message again that cannot be %s', (_what, options) => {
      const { seen, last } = start(options);
      last().sink.message('{', 'message', '1');
      expect(seen.at(-1)).toMatchObject({ kind: 'rejected', raw: '{' });
      last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(last().sendCursor()).toBe('1');
    });

    it('ends with the error where onInvalid is "error"', () => {
      const { seen, last } = start({ decode, onInvalid: 'error' });
      last().sink.message('{', 'message', undefined);
      expect(seen.at(-1)).toMatchObject({ kind: 'error', error: { code: 'decode', transient: false } });
    });

    it('ends with overflow on a message over the size limit', () => {
      const { seen, last } = start({ maxMessageSize: 3 });
      last().sink.message('abcd', 'message', undefined);
      expect(seen.at(-1)).toMatchObject({ kind: 'error', error: { code: 'overflow' } });
    });

    it('reconnects after a message that is too long where the caller declares it transient', () => {
      const { seen, last } = start({ maxMessageSize: 3, transient: ({ code }) => code === 'overflow' });
      last().sink.open();
      last().sink.message('abcd', 'message', undefined);
      jest.advanceTimersByTime(1_000);
      expect(kinds(seen)).toEqual(['connecting', 'open', 'lost', 'connecting']);
    });
  });

  describe('teardown', () => {
    it('leaves no timer and no listener in any phase', () => {
      const added: string[] = [];
      const removed: string[] = [];
      jest.spyOn(globalThis, 'addEventListener').mockImplementation((type: string) => void added.push(type));
      jest.spyOn(globalThis, 'removeEventListener').mockImplementation((type: string) => void removed.push(type));
      const connecting = start({ idleTimeout: 1_000 });
      connecting.subscription.unsubscribe();
      const open = start({ idleTimeout: 1_000 });
      open.last().sink.open();
      open.subscription.unsubscribe();
      const waiting = start();
      waiting.last().sink.lost(broken);
      waiting.subscription.unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
      expect(added.length).toBeGreaterThan(0);
      expect(removed.sort()).toEqual(added.sort());
    });

    it('hangs up when the subscriber unsubscribes, and ignores a late message', () => {
      const { subscription, last, seen } = start({ observe: 'data' });
      subscription.unsubscribe();
      expect(last().sink.closed).toBe(true);
      expect(last().hungUp).toBe(true);
      last().sink.message('late', 'message', undefined);
      expect(seen).toEqual([]);
    });

    it('hangs up an attempt whose transport failed before it returned', () => {
      const hangUp = jest.fn();
      start(
        {},
        {
          connect: (_attempt, sink) => {
            sink.lost(broken);
            return hangUp;
          },
        },
      );
      expect(hangUp).toHaveBeenCalledTimes(1);
    });
  });
});

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
