import { NEVER, of, Subject, throwError, type Subscription } from 'rxjs';
import { bytes } from '../../decode/bytes';
import { text } from '../../decode/text';
import type { PushError } from '../../vocabulary/push-error';
import { FakeWebSocket } from './spec-support/fake-websocket';
import { websocket$ } from './websocket';
import type { WebSocketOptions } from './websocket-options';

const URL_ = 'wss://host.example/feed';
type Options = WebSocketOptions<unknown>;

describe('websocket$', () => {
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

  /** Starts a stream that connects only once, and records its values and its error. */
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
    expect.objectContaining({
      name: 'PushError',
      code,
      transient,
      message: `${URL_}: ${message}`,
      transport: 'websocket',
    });

  it('reports that the platform has no WebSocket', async () => {
    const platform = globalThis as { WebSocket?: unknown };
    const own = platform.WebSocket;
    platform.WebSocket = undefined;
    await start({ WebSocket: undefined });
    platform.WebSocket = own;
    expect(seen).toEqual([error('unsupported', false, 'this platform has no WebSocket')]);
  });

  it.each([
    ['an Error', new SyntaxError(`${URL_}?token=secret`), 'SyntaxError'],
    ['a string', 'a text', 'no Error'],
  ])('reports that the WebSocket constructor threw %s', async (_name, cause, thrown) => {
    class Refusing extends FakeWebSocket {
      constructor(url: string) {
        super(url);
        throw cause as Error;
      }
    }
    await start({ WebSocket: Refusing });
    expect(seen).toEqual([error('unsupported', false, `the WebSocket constructor threw ${thrown}`)]);
    expect(seen[0]).toMatchObject({ cause, url: URL_ });
  });

  it('reports that the WebSocket cannot be made if its setters throw', async () => {
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

  it('reports the error of a custom framing', async () => {
    const cause = new Error('no');
    const create = (): never => {
      throw cause;
    };
    (await open({ framing: { create } })).message('a');
    expect(seen).toEqual([error('protocol', false, 'the framing failed: Error: no')]);
    expect(seen[0]).toMatchObject({ cause });
  });

  it('reports the size of a blob that is too long, and the limit', async () => {
    (await open({ maxMessageSize: 4 })).message(new Blob(['four!']));
    expect(seen).toEqual([error('overflow', false, 'a message of 5 is longer than maxMessageSize, 4')]);
  });

  it('reports why a blob cannot be read', async () => {
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
    ])('keeps four messages of maxMessageSize, and fails on one more: %s', async (_name, more) => {
      const socket = await open({ maxMessageSize: 4 });
      for (let n = 0; n < 4; n++) socket.message(new Blob(['four']));
      expect(seen).toEqual([]);
      socket.message(more());
      expect(seen).toEqual([error('overflow', false, 'more than 16 bytes wait to be read')]);
    });

    it('emits a later message after the last blob', async () => {
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
      // No message waits any more, so this one is emitted at once.
      socket.message('d');
      expect(seen).toEqual(['a', 'b', 'c', 'd']);
    });

    it('emits nothing after unsubscribing', async () => {
      const socket = await open();
      socket.message(new Blob(['a']));
      running?.unsubscribe();
      await settle();
      expect(seen).toEqual([]);
    });

    it('reads no further blob after unsubscribing', async () => {
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

    it('emits their messages before it reports that the socket was closed', async () => {
      const socket = await open();
      socket.message(new Blob(['a']));
      socket.drop(1001);
      expect(seen).toEqual([]);
      await settle();
      while (seen.length < 2) await settle();
      expect(seen).toEqual(['a', error('closed', true, 'the peer closed the connection with 1001')]);
    });
  });

  it('emits only the part of a buffer that a view covers', async () => {
    const socket = await open({ decode: bytes() });
    socket.message(new Uint8Array(Uint8Array.of(1, 2, 3, 4).buffer, 1, 2));
    expect(seen).toEqual([Uint8Array.of(2, 3)]);
  });

  it('reports the heartbeat timeout if the peer does not answer', async () => {
    await open({ heartbeat: { every: 1_000, message: () => 'ping', timeout: 300 } });
    await settle(1_300);
    expect(seen).toEqual([error('silence', true, 'the peer did not answer the heartbeat within 300 ms')]);
  });

  it('reports the error of heartbeat.message', async () => {
    const cause = new Error('no');
    const message = (): never => {
      throw cause;
    };
    await open({ heartbeat: { every: 1_000, message } });
    await settle(1_000);
    expect(seen).toEqual([error('unsupported', false, 'heartbeat.message failed: Error: no')]);
    expect(seen[0]).toMatchObject({ cause });
  });

  it('sends no heartbeat over a closing socket', async () => {
    const socket = await open({ heartbeat: { every: 1_000, message: () => 'ping' } });
    const send = jest.spyOn(socket, 'send');
    socket.readyState = 2;
    await settle(1_000);
    expect(send).not.toHaveBeenCalled();
  });

  it('sends no heartbeat after unsubscribing', async () => {
    const message = jest.fn(() => 'ping');
    await open({ heartbeat: { every: 1_000, message } });
    await settle(1_000);
    running?.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    await settle(10_000);
    expect(message).toHaveBeenCalledTimes(1);
  });

  describe('when it sends', () => {
    // What is sent waits for any connection, so these errors name no URL.
    const ofSending = (code: PushError['code'], transient: boolean, message: string): unknown =>
      expect.objectContaining({ name: 'PushError', code, transient, message, transport: 'websocket' });

    it('reports the error of outgoing', async () => {
      const cause = new Error('no');
      await start({ outgoing: throwError(() => cause) });
      expect(seen).toEqual([ofSending('aborted', false, 'outgoing failed: Error: no')]);
      expect(seen[0]).toMatchObject({ cause });
    });

    it.each([
      ['null', null, 'null'],
      ['a number', 7, 'number'],
      ['nothing', undefined, 'undefined'],
    ])('reports the wrong type that encode returned: %s', async (_name, encoded, type) => {
      await start({ outgoing: of('a'), encode: () => encoded as unknown as string });
      const message = `a message cannot be encoded: TypeError: encode returned ${type}`;
      expect(seen).toEqual([ofSending('unsupported', false, message)]);
    });

    it('reports the error that encode threw', async () => {
      const cause = new Error('no');
      const encode = (): never => {
        throw cause;
      };
      await start({ outgoing: of('a'), encode });
      expect(seen).toEqual([ofSending('unsupported', false, 'a message cannot be encoded: Error: no')]);
      expect(seen[0]).toMatchObject({ cause });
    });

    it.each([
      ['nothing', undefined, 'undefined'],
      ['a function', (): void => undefined, 'function'],
      ['a symbol', Symbol('a'), 'symbol'],
    ])('reports the type of a value that has no JSON: %s', async (_name, value, type) => {
      await start({ outgoing: of(value) });
      const message = `a message cannot be encoded: TypeError: there is no JSON for ${type}`;
      expect(seen).toEqual([ofSending('unsupported', false, message)]);
    });

    it('reports the error that the socket threw on send', async () => {
      const outgoing = new Subject<string>();
      const socket = await open({ outgoing });
      const cause = new Error('no');
      socket.send = () => {
        throw cause;
      };
      outgoing.next('a');
      expect(seen).toEqual([ofSending('unsupported', false, 'the socket cannot send a message: Error: no')]);
      expect(seen[0]).toMatchObject({ cause });
      expect(outgoing.observed).toBe(false);
    });

    it('fails if more than queue.max messages wait', async () => {
      const outgoing = new Subject<string>();
      const unsent = jest.fn();
      await start({ outgoing, queue: { max: 1 }, unsent });
      outgoing.next('a');
      expect(seen).toEqual([]);
      outgoing.next('b');
      expect(seen).toEqual([ofSending('overflow', false, 'more than 1 messages wait to be sent')]);
      expect(unsent.mock.calls).toEqual([[{ values: ['a', 'b'], dropped: 0, bytes: 0 }]]);
    });

    it('sends a message over an open socket even if queue.max is 0', async () => {
      const outgoing = new Subject<string>();
      const socket = await open({ outgoing, queue: { max: 0 } });
      outgoing.next('a');
      expect(socket.sent).toEqual(['a']);
      expect(seen).toEqual([]);
    });
  });

  it('reports the close of a socket, not the error event before it', async () => {
    const socket = await open({ transientClose: () => true });
    socket.onerror?.({});
    await settle();
    expect(seen).toEqual([]);
    socket.drop(1011, 'bye');
    expect(seen).toEqual([error('closed', true, 'the peer closed the connection with 1011: bye')]);
  });

  it('reports that it cannot connect if the socket emits only an error event', async () => {
    await start();
    FakeWebSocket.last.onerror?.({});
    expect(seen).toEqual([]);
    await settle();
    expect(seen).toEqual([error('network', true, 'cannot connect, or the connection broke')]);
  });

  it('ignores the failure of a socket after unsubscribing', async () => {
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

describe('the options check of websocket$', () => {
  const message = (): string => '';
  const name = 'a name without spaces or separators';

  it.each<[unknown, string]>([
    [{ protocols: 'two words' }, `protocols must be ${name}, got a string`],
    [{ protocols: ['a', ''] }, `protocols[1] must be ${name}, got ""`],
    [{ protocols: ['a', 'bearer.secret='] }, `protocols[1] must be ${name}, got a string`],
    [{ protocols: { a: 1 } }, `protocols must be ${name}, got an object`],
    [{ protocols: ['a', null] }, `protocols[1] must be ${name}, got null`],
    [{ protocols: ['a', 'b', 'a'] }, 'protocols[2] must not be the same as [0]'],
    [{ control: true }, 'control must be a function, got true'],
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
  ])('rejects %p, and names the option and the expected value', (options, expected) => {
    expect(() => websocket$(URL_, options as Options)).toThrow(new TypeError(expected));
  });

  it.each<[Options]>([
    [{ protocols: 'one' }],
    [{ protocols: ['one', 'two'] }],
    [{ protocols: [] }],
    [{ protocols: () => 'one' }],
    [{ queue: { max: 0, overflow: 'drop-newest' } }],
    [{ binaryType: 'blob' }],
    [{ heartbeat: { every: 1, message } }],
  ])('accepts %p', (options) => {
    expect(() => websocket$(URL_, options)).not.toThrow();
  });
});
