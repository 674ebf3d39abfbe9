import { asyncScheduler } from 'rxjs';
import { inVirtualTime } from '../spec-support/virtual-time';
import { PushError } from '../vocabulary/push-error';
import type { Opening } from '../vocabulary/transport';
import { SessionAttempt, type AttemptLimits, type AttemptListener, type AttemptReceiver } from './session-attempt';

const FRESH: Opening = { cursor: undefined, response: undefined };
const broken = new PushError('network', 'broken', { transient: true });

/** Records what an attempt reports and what it passes on. */
class Log implements AttemptListener, AttemptReceiver {
  readonly lines: string[] = [];
  readonly errors: PushError[] = [];
  chunks = 0;
  answers = 0;
  dropped = 0;
  opened({ cursor }: Opening): void {
    this.lines.push(`opened after ${cursor}`);
  }
  reopened({ cursor }: Opening): void {
    this.lines.push(`reopened after ${cursor}`);
  }
  retryDelay(ms: number): void {
    this.lines.push(`retryDelay ${ms}`);
  }
  lost(error: PushError): void {
    this.lines.push('lost');
    this.errors.push(error);
  }
  done(): void {
    this.lines.push('done');
  }
  message(raw: unknown, event: string, id: string | undefined): boolean {
    this.lines.push(`message ${String(raw)} ${event} ${id}`);
    return true;
  }
  value(data: unknown): boolean {
    this.lines.push(`value ${String(data)}`);
    return true;
  }
  requests(url: string): void {
    this.lines.push(`requests ${url}`);
  }
  reject(raw: unknown): void {
    this.lines.push(`reject ${String(raw)}`);
  }
  comment(text: string): void {
    this.lines.push(`comment ${text}`);
  }
  setCursor(id: string): void {
    this.lines.push(`cursor ${id}`);
  }
  chunk(): void {
    this.chunks++;
  }
  endAnswer(): void {
    this.answers++;
  }
  dropHeld(): void {
    this.dropped++;
  }
}

describe('SessionAttempt', () => {
  let log: Log;
  let attempt: SessionAttempt;

  inVirtualTime(() => {
    attempt.close();
  });

  beforeEach(() => {
    log = new Log();
  });

  function start(limits: Partial<AttemptLimits> = {}): SessionAttempt {
    attempt = new SessionAttempt(log, log, { connectTimeout: 0, idleTimeout: 0, ...limits }, asyncScheduler, 'sse');
    return attempt;
  }

  it('passes on everything that it receives, and reports that its request carried a cursor', () => {
    const sink = start();
    sink.sentCursor('0');
    sink.open();
    expect(sink.message('a', 'note', '1')).toBe(true);
    expect(sink.value(2)).toBe(true);
    sink.reject('?', broken);
    sink.cursor('3');
    sink.retryDelay(4);
    const passed = ['message a note 1', 'value 2', 'reject ?', 'cursor 3', 'retryDelay 4'];
    expect(log.lines).toEqual(['opened after 0', ...passed]);
  });

  it('reports its opening once, and each reopening over another route', () => {
    const sink = start();
    sink.open();
    sink.open();
    sink.reopen({ cursor: '7', response: undefined });
    sink.reopen(FRESH);
    sink.open();
    expect(log.lines).toEqual(['opened after undefined', 'reopened after 7', 'reopened after undefined']);
  });

  it.each<[string, (sink: SessionAttempt) => void, string[]]>([
    ['it was closed', (sink) => sink.close(), []],
    ['it was lost', (sink) => sink.lost(broken), ['lost']],
    ['it was done', (sink) => sink.done(), ['done']],
  ])('reports nothing more after %s', (_, end, reported) => {
    const sink = start();
    end(sink);
    sink.open();
    sink.reopen(FRESH);
    expect(sink.message('a', 'message', '1')).toBe(false);
    expect(sink.value(2)).toBe(false);
    sink.reject('?', broken);
    sink.cursor('3');
    sink.retryDelay(4);
    sink.lost(broken);
    sink.done();
    expect(log.lines).toEqual(reported);
  });

  it('aborts its signal with the error of its loss, and hangs up before it reports the error', () => {
    const sink = start();
    let signal: AbortSignal | undefined;
    const hangUp = jest.fn(() => {
      expect(log.lines).toEqual([]);
    });
    sink.begin(
      (begun) => {
        signal = begun.signal;
        return hangUp;
      },
      { attempt: 1, cursor: undefined, everOpen: false, error: undefined },
      'sse',
    );
    expect(signal?.aborted).toBe(false);
    sink.lost(broken);
    expect(signal?.reason).toBe(broken);
    expect(hangUp).toHaveBeenCalledTimes(1);
    expect(log.errors).toEqual([broken]);
  });

  it.each([
    [
      'an error that a transport throws, as a PushError',
      new RangeError('no'),
      'the sse transport cannot start: RangeError: no',
    ],
    ['a PushError that a transport throws, unchanged', broken, 'broken'],
  ])('reports %s', (_, thrown, message) => {
    start().begin(
      () => {
        throw thrown;
      },
      { attempt: 1, cursor: undefined, everOpen: false, error: undefined },
      'sse',
    );
    expect(log.errors.map((error) => error.message)).toEqual([message]);
  });

  describe('its time limits', () => {
    it('end an attempt that does not open in time, but not one that opens', () => {
      start({ connectTimeout: 2_000 });
      jest.advanceTimersByTime(1_999);
      expect(log.lines).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(log.errors).toEqual([
        expect.objectContaining({
          code: 'connect-timeout',
          message: 'the connection did not open within 2000 ms',
          transient: true,
          transport: 'sse',
        }),
      ]);
      start({ connectTimeout: 2_000 }).open();
      jest.advanceTimersByTime(60_000);
      expect(log.errors).toHaveLength(1);
    });

    it('end a connection idleTimeout after its last byte, with a single timer', () => {
      const sink = start({ idleTimeout: 3_000 });
      expect(jest.getTimerCount()).toBe(0);
      sink.open();
      for (let byte = 0; byte < 10; byte++) {
        jest.advanceTimersByTime(2_999);
        sink.active();
        expect(jest.getTimerCount()).toBe(1);
      }
      jest.advanceTimersByTime(2_999);
      expect(log.errors).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(log.errors).toEqual([
        expect.objectContaining({
          code: 'silence',
          message: 'no byte arrived for 3000 ms',
          transient: true,
          transport: 'sse',
        }),
      ]);
    });

    it('start again when another route reopens the attempt', () => {
      const sink = start({ idleTimeout: 3_000 });
      sink.open();
      jest.advanceTimersByTime(2_000);
      sink.reopen(FRESH);
      expect(jest.getTimerCount()).toBe(1);
      jest.advanceTimersByTime(2_999);
      expect(log.errors).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(log.errors).toHaveLength(1);
    });

    it('run no timer if both are 0', () => {
      const sink = start();
      expect(jest.getTimerCount()).toBe(0);
      sink.open();
      sink.active();
      expect(jest.getTimerCount()).toBe(0);
    });

    it('leave no timer when the attempt is closed', () => {
      const sink = start({ connectTimeout: 2_000, idleTimeout: 3_000 });
      sink.close();
      expect(jest.getTimerCount()).toBe(0);
      const other = start({ connectTimeout: 2_000, idleTimeout: 3_000 });
      other.open();
      other.close();
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
