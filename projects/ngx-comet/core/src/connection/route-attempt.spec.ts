import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import type { AttemptSink, RawData } from '../vocabulary/transport';
import { RouteAttempt, type RouteAttemptListener } from './route-attempt';

const attempt: Attempt = { attempt: 1, cursor: '7', error: undefined, signal: new AbortController().signal };
const broken = new PushError('network', 'broken', { transient: true });

class Owner implements RouteAttemptListener {
  passed = 0;
  readonly told: string[] = [];
  whenFull: (wire: RouteAttempt) => void = (wire) => {
    wire.close();
  };
  opened(): void {
    this.told.push('opened');
  }
  delivered(): void {
    this.told.push('delivered');
  }
  full(wire: RouteAttempt): void {
    this.told.push('full');
    this.whenFull(wire);
  }
  lost(): void {
    this.told.push('lost');
  }
  done(): void {
    this.told.push('done');
  }
}

class Target implements AttemptSink {
  closed = false;
  readonly told: string[] = [];
  open(): void {
    this.told.push('open');
  }
  reopen(resumed: boolean): void {
    this.told.push(resumed ? 'reopen, resumed' : 'reopen');
  }
  active(): void {
    this.told.push('active');
  }
  message(raw: RawData, event: string, id: string | undefined): boolean {
    this.told.push(`frame ${String(raw)} ${event} ${id}`);
    return true;
  }
  value(data: unknown): boolean {
    this.told.push(`value ${String(data)}`);
    return false;
  }
  cursor(id: string): void {
    this.told.push(`cursor ${id}`);
  }
  sentCursor(cursor: string): void {
    this.told.push(`sent ${cursor}`);
  }
  retryDelay(ms: number): void {
    this.told.push(`retry ${ms}`);
  }
  lost(): void {
    this.told.push('lost');
  }
  done(): void {
    this.told.push('done');
  }
}

describe('RouteAttempt', () => {
  it('passes everything on while it is connected, and tells its owner of the first byte once', () => {
    const [owner, target] = [new Owner(), new Target()];
    const wire = new RouteAttempt(0, owner, target);
    wire.open();
    wire.active();
    expect(wire.message('a', 'message', '1')).toBe(true);
    expect(wire.value(2)).toBe(false);
    wire.cursor('3');
    wire.retryDelay(4);
    expect(target.told).toEqual(['open', 'active', 'frame a message 1', 'value 2', 'cursor 3', 'retry 4']);
    expect(owner.told).toEqual(['opened', 'delivered']);
    expect(owner.passed).toBe(2);
  });

  it('counts a message as a byte', () => {
    const owner = new Owner();
    const wire = new RouteAttempt(0, owner, new Target());
    wire.open();
    wire.message('a', 'message', undefined);
    expect(owner.told).toEqual(['opened', 'delivered']);
  });

  it('keeps what comes until it takes over, then reopens the attempt and tells all of it in order', () => {
    const [owner, target] = [new Owner(), new Target()];
    const wire = new RouteAttempt(0, owner);
    wire.open();
    wire.message('a', 'message', '1');
    wire.cursor('2');
    wire.value(3);
    expect(owner.passed).toBe(0);
    wire.takeOver(target);
    wire.message('b', 'message', '4');
    expect(target.told).toEqual(['reopen', 'frame a message 1', 'cursor 2', 'value 3', 'frame b message 4']);
  });

  it('reopens the attempt when it opens, if it takes over before that', () => {
    const [owner, target] = [new Owner(), new Target()];
    const wire = new RouteAttempt(0, owner);
    wire.takeOver(target);
    expect(target.told).toEqual([]);
    wire.open();
    expect(target.told).toEqual(['reopen']);
  });

  it('tells nothing more once what it kept made the consumer leave', () => {
    const [owner, target] = [new Owner(), new Target()];
    const wire = new RouteAttempt(0, owner);
    wire.open();
    wire.message('a', 'message', '1');
    wire.message('b', 'message', '2');
    target.message = (raw) => {
      target.told.push(String(raw));
      target.closed = true;
      return true;
    };
    wire.takeOver(target);
    expect(target.told).toEqual(['reopen', 'a']);
  });

  it('is given up when it brings more than it can keep', () => {
    const owner = new Owner();
    const wire = new RouteAttempt(0, owner);
    wire.open();
    for (let id = 1; id <= 1_000; id++) expect(wire.message('a', 'message', `${id}`)).toBe(true);
    expect(owner.told).not.toContain('full');
    expect(wire.message('a', 'message', '1001')).toBe(false);
    expect(owner.told).toContain('full');
    expect(wire.closed).toBe(true);
  });

  it('loses nothing when its owner connects it at that moment', () => {
    const [owner, target] = [new Owner(), new Target()];
    owner.whenFull = (wire) => {
      wire.takeOver(target);
    };
    const wire = new RouteAttempt(0, owner);
    wire.open();
    for (let id = 1; id <= 1_001; id++) wire.message(`${id}`, 'message', undefined);
    expect(target.told).toHaveLength(1_002);
    expect(target.told.at(-1)).toBe('frame 1001 message undefined');
  });

  it('hangs up once, before it tells that it is lost, and is silent after', () => {
    const owner = new Owner();
    const wire = new RouteAttempt(0, owner, new Target());
    const hangUp = jest.fn(() => {
      expect(owner.told).not.toContain('lost');
    });
    let signal: AbortSignal | undefined;
    wire.begin(
      (begun) => {
        signal = begun.signal;
        return hangUp;
      },
      attempt,
      'sse',
    );
    wire.lost(broken);
    wire.lost(broken);
    wire.done();
    wire.open();
    wire.close();
    expect(hangUp).toHaveBeenCalledTimes(1);
    expect(owner.told).toEqual(['lost']);
    expect(signal?.aborted).toBe(true);
    expect(wire.message('a', 'message', '1')).toBe(false);
  });

  it('hangs up at once where the transport ended it before it returned', () => {
    const wire = new RouteAttempt(0, new Owner(), new Target());
    const hangUp = jest.fn();
    wire.begin(
      (_attempt, sink) => {
        sink.done();
        return hangUp;
      },
      attempt,
      'sse',
    );
    expect(hangUp).toHaveBeenCalledTimes(1);
  });
});
