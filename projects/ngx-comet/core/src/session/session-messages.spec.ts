import { BehaviorSubject, Subject } from 'rxjs';
import type { PushError } from '../vocabulary/push-error';
import type { AttemptSink } from '../vocabulary/transport';
import { sleep } from '../spec-support/fake-time';
import { broken, type Harness, runInVirtualTime, kinds, type run } from '../spec-support/session-harness';
import type { SessionPlan } from './plan';

describe('a session', () => {
  const start = runInVirtualTime();

  const unreadable = (): never => {
    throw new RangeError('no number');
  };

  const lastError = ({ seen }: Harness): PushError => (seen.at(-1) as { error: PushError }).error;

  it('reports the length of a message that is too long, and the limit', () => {
    const session = start({ maxMessageSize: 3 });
    expect(session.last().sink.message('abc', 'message', undefined)).toBe(true);
    expect(session.last().sink.message('abcd', 'message', undefined)).toBe(false);
    expect(lastError(session)).toMatchObject({
      message: 'a message of 4 is longer than maxMessageSize, 3',
      transport: 'sse',
    });
  });

  it.each<[string, unknown, string]>([
    ['an error', new SyntaxError('bad'), 'the message cannot be decoded: bad'],
    ['a string', 'bad luck', 'the message cannot be decoded: bad luck'],
  ])('reports why a message cannot be decoded if the decoder throws %s', (_, cause, message) => {
    const session = start({
      decode: () => {
        throw cause;
      },
    });
    session.last().sink.message('{', 'message', undefined);
    expect(lastError(session)).toMatchObject({ code: 'decode', message, cause, transport: 'sse' });
  });

  it('reports why the sequence number of a message cannot be read', () => {
    const session = start({ sequence: unreadable });
    session.last().sink.message('a', 'message', undefined);
    expect(lastError(session)).toMatchObject({
      code: 'schema',
      message: 'the message cannot be validated: RangeError: no number',
    });
  });

  it('logs the transport of a rejected message, and why it was rejected', () => {
    const warn = jest.fn();
    const session = start({
      decode: () => {
        throw new SyntaxError('bad');
      },
      logger: { warn },
      observe: 'messages',
    });
    session.last().sink.message('{', 'message', undefined);
    expect(warn.mock.calls).toEqual([
      ['ngx-comet: a sse message was rejected: the message cannot be decoded: bad', expect.anything()],
    ]);
  });

  it.each(['gate', 'pauseWhile'] as const)('reports that %s failed and why, and hangs up', (option) => {
    const failing = new BehaviorSubject(option === 'gate');
    const session = start({ [option]: failing });
    failing.error(new Error('gone'));
    expect(lastError(session)).toMatchObject({
      code: 'aborted',
      message: `${option} failed: Error: gone`,
      transient: false,
      transport: 'sse',
    });
    expect(session.last().hungUp).toBe(true);
  });

  it('reports that the poll interval failed, and why', () => {
    const session = start(
      {},
      {
        repeatAfter: () => {
          throw new Error('no interval');
        },
      },
    );
    session.last().sink.done();
    expect(lastError(session).message).toBe('interval failed: Error: no interval');
  });

  it('reports after a sleep that the connection may be dead, and reconnects at once', () => {
    const { seen, last } = start();
    last().sink.open();
    sleep(60_000);
    jest.advanceTimersByTime(2_000);
    expect(seen[2]).toMatchObject({
      kind: 'lost',
      retryIn: 0,
      error: {
        code: 'silence',
        message: 'the machine may have slept, and no byte has arrived since then',
        transient: true,
        transport: 'sse',
      },
    });
  });

  it('emits a value with the default event name, message', () => {
    const { seen, last } = start({ observe: 'messages' });
    expect(last().sink.value('a')).toBe(true);
    expect(seen).toEqual([{ data: 'a', event: 'message', id: undefined, transport: 'sse' }]);
  });

  it.each<[string, Parameters<typeof run>[0], Partial<SessionPlan<string>>, string[]]>([
    ['an invalid message', { onInvalid: 'error', sequence: unreadable }, {}, ['open', 'error']],
    ['the last message', {}, { judge: () => 'last' }, ['message', 'complete']],
  ])('hangs up before it reports its end, after %s', (_, options, plan, [before, end]) => {
    let sink: AttemptSink | undefined;
    let reported: string | undefined;
    const { seen } = start(options, {
      ...plan,
      connect: (_attempt, begun) => {
        sink = begun;
        return () => {
          reported = kinds(seen).at(-1);
        };
      },
    });
    sink?.open();
    sink?.message('a', 'message', undefined);
    expect(reported).toBe(before);
    expect(kinds(seen).at(-1)).toBe(end);
  });

  it('passes to the poll interval what the poll delivered, whether it moved the cursor, and how long it took', () => {
    const repeatAfter = jest.fn(() => 500);
    const { last } = start({}, { repeatAfter });
    last().sink.open();
    for (const data of 'ab') last().sink.message(data, 'message', undefined);
    jest.advanceTimersByTime(300);
    last().sink.done();
    jest.advanceTimersByTime(500);
    last().sink.message('c', 'message', undefined);
    last().sink.done();
    jest.advanceTimersByTime(500);
    last().sink.message('d', 'message', '4');
    last().sink.done();
    jest.advanceTimersByTime(500);
    last().sink.done();
    expect(repeatAfter.mock.calls).toEqual([
      [{ delivered: 2, moved: false, took: 300 }],
      [{ delivered: 1, moved: false, took: 0 }],
      [{ delivered: 1, moved: true, took: 0 }],
      [{ delivered: 0, moved: false, took: 0 }],
    ]);
  });

  it('calls release of its plan when an attempt is lost, and when the subscriber unsubscribes', () => {
    const release = jest.fn();
    const { last, subscription } = start({}, { release });
    last().sink.open();
    expect(release).not.toHaveBeenCalled();
    last().sink.lost(broken);
    expect(release).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(1_000);
    subscription.unsubscribe();
    expect(release).toHaveBeenCalledTimes(2);
  });

  it('reports a pause only once while its reason stays the same', () => {
    const pauseWhile = new Subject<boolean>();
    const { seen } = start({ pauseWhile });
    pauseWhile.next(true);
    globalThis.dispatchEvent(new Event('pagehide'));
    globalThis.dispatchEvent(new Event('pageshow'));
    expect(kinds(seen)).toEqual(['connecting', 'paused']);
    pauseWhile.next(false);
    pauseWhile.next(true);
    expect(kinds(seen)).toEqual(['connecting', 'paused', 'connecting', 'paused']);
  });
});
