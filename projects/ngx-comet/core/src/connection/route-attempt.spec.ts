import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink, Opening, RawData } from '../vocabulary/transport';
import { RouteAttempt, type RouteAttemptListener } from './route-attempt';

const attempt: Attempt = {
  attempt: 1,
  cursor: '7',
  everOpen: false,
  error: undefined,
  signal: new AbortController().signal,
};
const broken = new PushError('network', 'broken', { transient: true });

const opening: Opening = { cursor: '7', response: undefined, afterLoss: true };

class Listener implements RouteAttemptListener {
  passed = 0;
  readonly calls: string[] = [];
  whenFull: (routeAttempt: RouteAttempt) => void = (routeAttempt) => {
    routeAttempt.close();
  };
  opened(): void {
    this.calls.push('opened');
  }
  delivered(): void {
    this.calls.push('delivered');
  }
  full(routeAttempt: RouteAttempt): void {
    this.calls.push('full');
    this.whenFull(routeAttempt);
  }
  lost(): void {
    this.calls.push('lost');
  }
  done(): void {
    this.calls.push('done');
  }
}

class Target implements AttemptSink {
  closed = false;
  refused = false;
  readonly calls: string[] = [];
  requests(url: string): void {
    this.calls.push(`requests ${url}`);
  }
  open(): void {
    this.calls.push('open');
  }
  reopen({ cursor }: Opening): void {
    this.calls.push(cursor === undefined ? 'reopen' : `reopen after ${cursor}`);
  }
  active(): void {
    this.calls.push('active');
  }
  message(raw: RawData, event: string, id: string | undefined): boolean {
    this.calls.push(`message ${String(raw)} ${event} ${id}`);
    return true;
  }
  value(data: unknown): boolean {
    this.calls.push(`value ${String(data)}`);
    return false;
  }
  reject(raw: RawData): void {
    this.calls.push(`reject ${String(raw)}`);
  }
  cursor(id: string): void {
    this.calls.push(`cursor ${id}`);
  }
  comment(text: string): void {
    this.calls.push(`comment ${text}`);
  }
  sentCursor(cursor: string): void {
    this.calls.push(`sent ${cursor}`);
  }
  retryDelay(ms: number): void {
    this.calls.push(`retry ${ms}`);
  }
  lost(): void {
    this.calls.push('lost');
  }
  done(): void {
    this.calls.push('done');
  }
}

describe('RouteAttempt', () => {
  it('passes everything on while it is connected, and reports the first byte once', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener, target);
    routeAttempt.open();
    routeAttempt.active();
    expect(routeAttempt.message('a', 'message', '1')).toBe(true);
    expect(routeAttempt.value(2)).toBe(false);
    routeAttempt.reject('?', broken);
    routeAttempt.cursor('3');
    routeAttempt.retryDelay(4);
    const passed = ['message a message 1', 'value 2', 'reject ?', 'cursor 3', 'retry 4'];
    expect(target.calls).toEqual(['open', 'active', ...passed]);
    expect(listener.calls).toEqual(['opened', 'delivered']);
    expect(listener.passed).toBe(3);
  });

  it('counts a message as a byte', () => {
    const listener = new Listener();
    const routeAttempt = new RouteAttempt(0, listener, new Target());
    routeAttempt.open();
    routeAttempt.message('a', 'message', undefined);
    expect(listener.calls).toEqual(['opened', 'delivered']);
  });

  it('keeps messages until it takes over, then reopens the attempt and passes all of them on in order', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.open();
    routeAttempt.message('a', 'message', '1');
    routeAttempt.cursor('2');
    routeAttempt.value(3);
    routeAttempt.reject('?', broken);
    expect(listener.passed).toBe(0);
    routeAttempt.takeOver(target);
    routeAttempt.message('b', 'message', '4');
    expect(target.calls).toEqual([
      'reopen',
      'message a message 1',
      'cursor 2',
      'value 3',
      'reject ?',
      'message b message 4',
    ]);
  });

  it('reopens the attempt when it opens, if it takes over before that', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.takeOver(target);
    expect(target.calls).toEqual([]);
    routeAttempt.open();
    expect(target.calls).toEqual(['reopen']);
  });

  it('passes nothing on after a kept message made the subscriber unsubscribe', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.open();
    routeAttempt.message('a', 'message', '1');
    routeAttempt.message('b', 'message', '2');
    target.message = (raw) => {
      target.calls.push(String(raw));
      target.closed = true;
      return true;
    };
    routeAttempt.takeOver(target);
    expect(target.calls).toEqual(['reopen', 'a']);
  });

  it('is closed when more messages arrive than it can keep', () => {
    const listener = new Listener();
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.open();
    for (let id = 1; id <= 1_000; id++) expect(routeAttempt.message('a', 'message', `${id}`)).toBe(true);
    expect(listener.calls).not.toContain('full');
    expect(routeAttempt.message('a', 'message', '1001')).toBe(false);
    expect(listener.calls).toContain('full');
    expect(routeAttempt.closed).toBe(true);
  });

  it('loses nothing when its listener connects it at that moment', () => {
    const [listener, target] = [new Listener(), new Target()];
    listener.whenFull = (routeAttempt) => {
      routeAttempt.takeOver(target);
    };
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.open();
    for (let id = 1; id <= 1_001; id++) routeAttempt.message(`${id}`, 'message', undefined);
    expect(target.calls).toHaveLength(1_002);
    expect(target.calls.at(-1)).toBe('message 1001 message undefined');
  });

  it('hangs up once, before it reports the loss, and reports nothing more', () => {
    const listener = new Listener();
    const routeAttempt = new RouteAttempt(0, listener, new Target());
    const hangUp = jest.fn(() => {
      expect(listener.calls).not.toContain('lost');
    });
    let signal: AbortSignal | undefined;
    routeAttempt.begin(
      (begun) => {
        signal = begun.signal;
        return hangUp;
      },
      attempt,
      'sse',
    );
    routeAttempt.lost(broken);
    routeAttempt.lost(broken);
    routeAttempt.done();
    routeAttempt.open();
    routeAttempt.close();
    expect(hangUp).toHaveBeenCalledTimes(1);
    expect(listener.calls).toEqual(['lost']);
    expect(signal?.aborted).toBe(true);
    expect(routeAttempt.message('a', 'message', '1')).toBe(false);
  });

  it('hangs up at once where the transport ended it before connect returned', () => {
    const routeAttempt = new RouteAttempt(0, new Listener(), new Target());
    const hangUp = jest.fn();
    routeAttempt.begin(
      (_attempt, sink) => {
        sink.done();
        return hangUp;
      },
      attempt,
      'sse',
    );
    expect(hangUp).toHaveBeenCalledTimes(1);
  });

  it.each<[string, (routeAttempt: RouteAttempt) => void]>([
    ['open', (routeAttempt) => routeAttempt.open()],
    ['reopen', (routeAttempt) => routeAttempt.reopen(opening)],
  ])('opens only once, by %s', (_name, begin) => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener, target);
    expect(routeAttempt.isOpen).toBe(false);
    begin(routeAttempt);
    routeAttempt.open();
    expect(routeAttempt.isOpen).toBe(true);
    expect(target.calls).toEqual(['open']);
    expect(listener.calls).toEqual(['opened']);
  });

  it('passes on that its transport continues over another connection, in order with the messages', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.open();
    routeAttempt.message('a', 'message', '1');
    routeAttempt.reopen(opening);
    routeAttempt.message('b', 'message', '2');
    routeAttempt.takeOver(target);
    routeAttempt.reopen(opening);
    expect(target.calls).toEqual([
      'reopen',
      'message a message 1',
      'reopen after 7',
      'message b message 2',
      'reopen after 7',
    ]);
    expect(listener.calls.filter((call) => call === 'opened')).toHaveLength(1);
  });

  it('reports no byte and no cursor after it was closed', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener, target);
    routeAttempt.close();
    routeAttempt.active();
    routeAttempt.cursor('1');
    expect(target.calls).toEqual([]);
    expect(listener.calls).toEqual([]);
  });

  it('passes on the cursor of its request, and reports that it resumes', () => {
    const [listener, target, next] = [new Listener(), new Target(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener, target);
    routeAttempt.sentCursor('7');
    routeAttempt.open();
    expect(target.calls).toEqual(['sent 7', 'open']);
    routeAttempt.takeOver(next);
    expect(next.calls).toEqual(['reopen after 7']);
  });

  it('counts the kept messages when it passes them on', () => {
    const listener = new Listener();
    const routeAttempt = new RouteAttempt(0, listener);
    routeAttempt.message('a', 'message', '1');
    routeAttempt.value(2);
    routeAttempt.takeOver(new Target());
    expect(listener.passed).toBe(2);
  });

  it('does not pass on its first message if the listener closes the attempt at the first byte', () => {
    const [listener, target] = [new Listener(), new Target()];
    const routeAttempt = new RouteAttempt(0, listener, target);
    listener.delivered = () => {
      routeAttempt.close();
    };
    expect(routeAttempt.message('a', 'message', '1')).toBe(false);
    expect(target.calls).toEqual([]);
    expect(listener.passed).toBe(0);
  });
});
