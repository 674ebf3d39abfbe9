import { NEVER, of, Subject, throwError, type Subscription } from 'rxjs';
import { bytes } from '../../decode/bytes';
import { text } from '../../decode/text';
import type { PushError } from '../../vocabulary/push-error';
import { FakeWebSocket } from './spec-support/fake-websocket';
import { websocket$ } from './websocket';
import type { WebSocketOptions } from './websocket-options';

const URL_ = 'wss://host.example/feed';
type Options = WebSocketOptions<unknown>;

describe('an error of websocket$', () => {
  let running: Subscription | undefined;
  let seen: unknown[];

  beforeEach(() => {
    jest.useFakeTimers();
    FakeWebSocket.all = [];
    seen = [];
  });

  afterEach(() => {
    running?.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const settle = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  /** Starts a stream that tries once, and keeps what it emits and its error. */
  async function start(options: Options = {}): Promise<void> {
    running = websocket$<unknown>(`${URL_}?token=secret`, {
      retry: false,
      decode: text(),
      WebSocket: FakeWebSocket,
      unsent: () => undefined,
      ...options,
    }).subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
    await settle();
  }

  async function open(options: Options = {}): Promise<FakeWebSocket> {
    await start(options);
    FakeWebSocket.last.open();
    return FakeWebSocket.last;
  }

  const error = (code: PushError['code'], transient: boolean, message: string): unknown =>
    expect.objectContaining({ name: 'PushError', code, transient, message, transport: 'websocket' });

  it('says that the platform has no WebSocket', async () => {
    const platform = globalThis as { WebSocket?: unknown };
    const own = platform.WebSocket;
    platform.WebSocket = undefined;
    await start({ WebSocket: undefined });
    platform.WebSocket = own;
    expect(seen).toEqual([error('unsupported', false, 'this platform has no WebSocket')]);
  });

  it.each([
    ['the name of what it throws', new SyntaxError(`${URL_}?token=secret`), 'SyntaxError'],
    ['that it throws no error', 'a text', 'for no reason'],
  ])('says of a constructor that refuses %s', async (_name, cause, why) => {
    class Refusing extends FakeWebSocket {
      constructor(url: string) {
        super(url);
        throw cause as Error;
      }
    }
    await start({ WebSocket: Refusing });
    expect(seen).toEqual([error('unsupported', false, `the WebSocket refuses its arguments, ${why}`)]);
    expect(seen[0]).toMatchObject({ cause, url: URL_ });
  });

  it('says that the WebSocket cannot be made where its setters throw', async () => {
    const cause = new Error('no');
    class Strict extends FakeWebSocket {
      constructor(url: string) {
        super(url);
        Object.defineProperty(this, 'binaryType', {
          set: () => {
            throw cause;
          },
        });
      }
    }
    await start({ WebSocket: Strict });
    expect(seen).toEqual([error('unsupported', false, 'the WebSocket cannot be made')]);
    expect(seen[0]).toMatchObject({ cause });
  });

  it('says what a framing of the caller failed with', async () => {
    const cause = new Error('no');
    const create = (): never => {
      throw cause;
    };
    (await open({ framing: { create } })).message('a');
    expect(seen).toEqual([error('protocol', false, 'the framing failed: Error: no')]);
    expect(seen[0]).toMatchObject({ cause });
  });

  it('says how long a blob was, and how long it may be', async () => {
    (await open({ maxMessageSize: 4 })).message(new Blob(['four!']));
    expect(seen).toEqual([error('overflow', false, 'a message of 5 is longer than maxMessageSize, 4')]);
  });

  it('says what a blob cannot be read for', async () => {
    const cause = new Error('gone');
    const blob = new Blob(['a']);
    blob.arrayBuffer = () => Promise.reject(cause);
    (await open()).message(blob);
    await settle();
    expect(seen).toEqual([error('protocol', false, 'a blob cannot be read: Error: gone')]);
    expect(seen[0]).toMatchObject({ cause });
  });

  describe('while blobs are read', () => {
    it.each<[string, () => unknown]>([
      ['text', () => 'four'],
      ['a buffer', () => new ArrayBuffer(4)],
      ['a view', () => new Uint8Array(4)],
      ['a blob', () => new Blob(['four'])],
    ])('is none of what waits as long as four of the longest messages, and one of %s more', async (_name, more) => {
      const socket = await open({ maxMessageSize: 4 });
      for (let n = 0; n < 4; n++) socket.message(new Blob(['four']));
      expect(seen).toEqual([]);
      socket.message(more());
      expect(seen).toEqual([error('overflow', false, 'more than 16 bytes wait to be read')]);
    });

    it('keeps the order of what comes behind the last of them', async () => {
      const socket = await open();
      const slow = new Blob(['b']);
      let read: ((bytes: ArrayBuffer) => void) | undefined;
      slow.arrayBuffer = () => new Promise((resolve) => (read = resolve));
      socket.message(new Blob(['a']));
      socket.message(slow);
      while (seen.length < 1) await settle();
      await settle();
      socket.message('c');
      expect(seen).toEqual(['a']);
      read?.(new Uint8Array([0x62]).buffer);
      while (seen.length < 3) await settle();
      expect(seen).toEqual(['a', 'b', 'c']);
      await settle();
      // Nothing waits any more, so this comes at once.
      socket.message('d');
      expect(seen).toEqual(['a', 'b', 'c', 'd']);
    });

    it('hands over nothing to who has left', async () => {
      const socket = await open();
      socket.message(new Blob(['a']));
      running?.unsubscribe();
      await settle();
      expect(seen).toEqual([]);
    });

    it('reads no further blob for who has left', async () => {
      const socket = await open();
      const read = jest.fn(() => Promise.resolve(new ArrayBuffer(0)));
      const next = new Blob(['b']);
      next.arrayBuffer = read;
      socket.message(new Blob(['a']));
      socket.message(next);
      running?.unsubscribe();
      await settle();
      expect(read).not.toHaveBeenCalled();
    });

    it('comes behind them when the socket is closed', async () => {
      const socket = await open();
      socket.message(new Blob(['a']));
      socket.drop(1001);
      expect(seen).toEqual([]);
      await settle();
      while (seen.length < 2) await settle();
      expect(seen).toEqual(['a', error('closed', true, 'the peer closed the connection with 1001')]);
    });
  });

  it('is none of the part of a buffer that a view shows', async () => {
    const socket = await open({ decode: bytes() });
    socket.message(new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2));
    expect(seen).toEqual([Uint8Array.of(2, 3)]);
  });

  it('says how long the peer did not answer', async () => {
    await open({ heartbeat: { every: 1_000, message: () => 'ping', timeout: 300 } });
    await settle(1_300);
    expect(seen).toEqual([error('silence', true, 'the peer did not answer the heartbeat within 300 ms')]);
  });

  it('says what the message of the heartbeat failed with', async () => {
    const cause = new Error('no');
    const message = (): never => {
      throw cause;
    };
    await open({ heartbeat: { every: 1_000, message } });
    await settle(1_000);
    expect(seen).toEqual([error('unsupported', false, 'heartbeat.message failed: Error: no')]);
    expect(seen[0]).toMatchObject({ cause });
  });

  it('is none of a sign of life that a closing socket is not asked for', async () => {
    const socket = await open({ heartbeat: { every: 1_000, message: () => 'ping' } });
    const send = jest.spyOn(socket, 'send');
    socket.readyState = 2;
    await settle(1_000);
    expect(send).not.toHaveBeenCalled();
  });

  it('asks no more for a sign of life once it was hung up on', async () => {
    const message = jest.fn(() => 'ping');
    await open({ heartbeat: { every: 1_000, message } });
    await settle(1_000);
    running?.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    await settle(10_000);
    expect(message).toHaveBeenCalledTimes(1);
  });

  describe('of sending', () => {
    it('says what outgoing failed with', async () => {
      const cause = new Error('no');
      await start({ outgoing: throwError(() => cause) });
      expect(seen).toEqual([error('aborted', false, 'outgoing failed: Error: no')]);
      expect(seen[0]).toMatchObject({ cause });
    });

    it.each([
      ['null', null, 'null'],
      ['a number', 7, 'number'],
      ['nothing', undefined, 'undefined'],
    ])('says what an encoder returned: %s', async (_name, encoded, type) => {
      await start({ outgoing: of('a'), encode: () => encoded as unknown as string });
      const message = `a message cannot be encoded: TypeError: encode returned ${type}`;
      expect(seen).toEqual([error('unsupported', false, message)]);
    });

    it('says what an encoder threw', async () => {
      const cause = new Error('no');
      const encode = (): never => {
        throw cause;
      };
      await start({ outgoing: of('a'), encode });
      expect(seen).toEqual([error('unsupported', false, 'a message cannot be encoded: Error: no')]);
      expect(seen[0]).toMatchObject({ cause });
    });

    it.each([
      ['nothing', undefined, 'undefined'],
      ['a function', (): void => undefined, 'function'],
      ['a symbol', Symbol('a'), 'symbol'],
    ])('says for what there is no JSON: %s', async (_name, value, type) => {
      await start({ outgoing: of(value) });
      const message = `a message cannot be encoded: TypeError: there is no JSON for ${type}`;
      expect(seen).toEqual([error('unsupported', false, message)]);
    });

    it('says what the socket refused to send for', async () => {
      const outgoing = new Subject<string>();
      const socket = await open({ outgoing });
      const cause = new Error('no');
      socket.send = () => {
        throw cause;
      };
      outgoing.next('a');
      expect(seen).toEqual([error('unsupported', false, 'the socket cannot send a message: Error: no')]);
      expect(seen[0]).toMatchObject({ cause });
      expect(outgoing.observed).toBe(false);
    });

    it('says how many messages may wait', async () => {
      const outgoing = new Subject<string>();
      const unsent = jest.fn();
      await start({ outgoing, queue: { max: 1 }, unsent });
      outgoing.next('a');
      expect(seen).toEqual([]);
      outgoing.next('b');
      expect(seen).toEqual([error('overflow', false, 'more than 1 messages wait to be sent')]);
      expect(unsent.mock.calls).toEqual([[{ values: ['a', 'b'], dropped: 0, bytes: 0 }]]);
    });

    it('lets pass what the socket takes at once where none may wait', async () => {
      const outgoing = new Subject<string>();
      const socket = await open({ outgoing, queue: { max: 0 } });
      outgoing.next('a');
      expect(socket.sent).toEqual(['a']);
      expect(seen).toEqual([]);
    });
  });

  it('is none of the error event of a socket that is closed after it', async () => {
    const socket = await open({ transientClose: () => true });
    socket.onerror?.({});
    await settle();
    expect(seen).toEqual([]);
    socket.drop(1011, 'bye');
    expect(seen).toEqual([error('closed', true, 'the peer closed the connection with 1011: bye')]);
  });

  it('says that the connection could not be made where the socket says no more than that', async () => {
    await start();
    FakeWebSocket.last.onerror?.({});
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual([error('network', true, 'the connection could not be made, or broke')]);
  });

  it('is none of a socket that fails after it was left', async () => {
    await start({ gate: NEVER });
    expect(FakeWebSocket.all).toEqual([]);
    running?.unsubscribe();
    await start();
    const socket = FakeWebSocket.last;
    socket.onerror?.({});
    running?.unsubscribe();
    await settle();
    expect(seen).toEqual([]);
    expect(socket.closedWith).toEqual([[1000]]);
  });
});

describe('a wrong option of websocket$', () => {
  const message = (): string => '';
  const names = 'a subprotocol name, or an array of them';

  it.each<[unknown, string]>([
    [{ protocols: 'two words' }, `protocols must be ${names}, got "two words"`],
    [{ protocols: ['a', ''] }, `protocols must be ${names}, got ""`],
    [{ protocols: ['a', 'b', 'a'] }, 'protocols must be free of repetitions, got "a"'],
    [{ binaryType: 'buffer' }, 'binaryType must be one of "arraybuffer", "blob", got "buffer"'],
    [{ outgoing: {} }, 'outgoing must be an Observable, got an object'],
    [{ encode: 1 }, 'encode must be a function, got 1'],
    [{ transientClose: 1 }, 'transientClose must be a function, got 1'],
    [{ id: 1 }, 'id must be a function, got 1'],
    [{ unsent: 1 }, 'unsent must be a function, got 1'],
    [{ WebSocket: 1 }, 'WebSocket must be a function, got 1'],
    [
      { queue: { overflow: 'wait' } },
      'queue.overflow must be one of "error", "drop-oldest", "drop-newest", got "wait"',
    ],
    [{ heartbeat: { every: 0, message } }, 'heartbeat.every must be a number of milliseconds above 0, got 0'],
    [
      { heartbeat: { every: 1, timeout: 0, message } },
      'heartbeat.timeout must be a number of milliseconds above 0, got 0',
    ],
  ])('is named, with what it must be: %p', (options, expected) => {
    expect(() => websocket$(URL_, options as Options)).toThrow(new TypeError(expected));
  });

  it.each<[Options]>([
    [{ protocols: 'one' }],
    [{ protocols: ['one', 'two'] }],
    [{ protocols: [] }],
    [{ queue: { max: 0, overflow: 'drop-newest' } }],
    [{ binaryType: 'blob' }],
    [{ heartbeat: { every: 1, message } }],
  ])('is none: %p', (options) => {
    expect(() => websocket$(URL_, options)).not.toThrow();
  });
});
