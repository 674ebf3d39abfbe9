import { of, range, Subject, tap, throwError, type Subscription } from 'rxjs';
import { bytes } from '../../decode/bytes';
import { text } from '../../decode/text';
import type { Framer } from '../../framing/framing';
import type { PushError } from '../../vocabulary/push-error';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { upTo } from '../../schedule/up-to';
import { countingClock } from '../../spec-support/counting-clock';
import { FakeWebSocket } from './spec-support/fake-websocket';
import type { UrlSource } from '../../url/url-source';
import type { WebSocketConstructor } from '../../platform/websocket-like';
import { websocket$ } from './websocket';
import type { WebSocketOptions } from './websocket-options';

interface Run {
  readonly seen: unknown[];
  readonly events: PushEvent<unknown>[];
  readonly subscription: Subscription;
}

const URL_ = 'ws://server.example/feed';

describe('websocket$', () => {
  let running: Subscription | undefined;

  beforeEach(() => {
    jest.useFakeTimers();
    FakeWebSocket.all = [];
  });

  afterEach(() => {
    running?.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  async function settle(ms = 0): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
  }

  async function run(options: WebSocketOptions<unknown> = {}, url: UrlSource = URL_): Promise<Run> {
    const seen: unknown[] = [];
    const events: PushEvent<unknown>[] = [];
    const subscription = websocket$<unknown>(url, {
      retry: constant(1_000),
      decode: text(),
      WebSocket: FakeWebSocket,
      ...options,
      observe: 'events',
    }).subscribe({
      next: (event) => {
        events.push(event);
        if (event.kind === 'message') seen.push(event.message.data);
        if (event.kind === 'lost') seen.push(event.error);
      },
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
    running = subscription;
    await settle();
    return { seen, events, subscription };
  }

  async function open(options: WebSocketOptions<unknown> = {}): Promise<Run> {
    const started = await run(options);
    FakeWebSocket.last.open();
    return started;
  }

  function failed(seen: readonly unknown[]): PushError {
    return seen.at(-1) as PushError;
  }

  describe('connecting', () => {
    it('makes no socket before it is subscribed to', async () => {
      websocket$(URL_, { WebSocket: FakeWebSocket });
      await settle();
      expect(FakeWebSocket.all).toEqual([]);
    });

    it('calls the url function at every attempt', async () => {
      let token = 0;
      await run({}, () => Promise.resolve(`${URL_}?token=${++token}`));
      FakeWebSocket.last.drop();
      await settle(1_000);
      expect(FakeWebSocket.all.map(({ url }) => url)).toEqual([`${URL_}?token=1`, `${URL_}?token=2`]);
    });

    it('resolves a relative URL against the page', async () => {
      await run({}, '/feed');
      expect(FakeWebSocket.last.url).toBe('ws://localhost/feed');
    });

    it('makes no socket when unsubscribed before the url function has resolved', async () => {
      let found: (url: string) => void = () => undefined;
      const { subscription } = await run({}, () => new Promise((resolve) => (found = resolve)));
      subscription.unsubscribe();
      found(URL_);
      await settle();
      expect(FakeWebSocket.all).toEqual([]);
    });

    it('offers the protocols, and receives binary messages as buffers', async () => {
      await run({ protocols: ['v2.chat', 'v1.chat'] });
      expect(FakeWebSocket.last.protocols).toEqual(['v2.chat', 'v1.chat']);
      expect(FakeWebSocket.last.binaryType).toBe('arraybuffer');
    });

    it('is unsupported without a WebSocket', async () => {
      const platform = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
      Reflect.deleteProperty(globalThis, 'WebSocket');
      try {
        const { seen } = await run({ WebSocket: undefined });
        expect(failed(seen)).toMatchObject({ code: 'unsupported', transient: false });
      } finally {
        if (platform !== undefined) Object.defineProperty(globalThis, 'WebSocket', platform);
      }
    });

    it('is unsupported when the constructor throws, and the error shows no token', async () => {
      class Refusing extends FakeWebSocket {
        constructor(url: string) {
          super(url);
          throw new DOMException(`cannot parse ${url}`, 'SyntaxError');
        }
      }
      const { seen } = await run({ WebSocket: Refusing }, `${URL_}?token=secret`);
      expect(failed(seen)).toMatchObject({ code: 'unsupported', transient: false, url: URL_ });
      expect(failed(seen).message).not.toContain('secret');
    });

    it('closes a socket that is still connecting when unsubscribed, and ignores its later events', async () => {
      const { subscription, events } = await run();
      const socket = FakeWebSocket.last;
      subscription.unsubscribe();
      expect(socket.closedWith).toEqual([[1000]]);
      socket.open();
      socket.message('late');
      socket.drop();
      expect(events.map(({ kind }) => kind)).toEqual(['connecting']);
      expect([socket.onopen, socket.onmessage, socket.onclose]).toEqual([null, null, null]);
    });

    it('uses a custom socket that is an event target without handlers', async () => {
      const made: EventTarget[] = [];
      class Target extends EventTarget {
        constructor() {
          super();
          made.push(this);
        }
      }
      const { seen, events } = await run({ WebSocket: Target as unknown as WebSocketConstructor });
      const [socket] = made;
      socket?.dispatchEvent(new Event('open'));
      socket?.dispatchEvent(new MessageEvent('message', { data: 'one' }));
      socket?.dispatchEvent(new CloseEvent('close', { code: 4403, reason: 'no' }));
      socket?.dispatchEvent(new MessageEvent('message', { data: 'late' }));
      expect(events.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message']);
      expect(seen).toEqual(['one', expect.objectContaining({ code: 'closed', closeCode: 4403 })]);
    });

    it('closes the socket when unsubscribed by its constructor', async () => {
      const leave = new Subject<void>();
      class Leaving extends FakeWebSocket {
        constructor(url: string) {
          super(url);
          leave.next();
        }
      }
      leave.subscribe(() => running?.unsubscribe());
      await run({ WebSocket: Leaving });
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });

    it('keeps an error listener after unsubscribing, because some sockets throw an error without one', async () => {
      const { subscription } = await run();
      subscription.unsubscribe();
      expect(FakeWebSocket.last.onerror).not.toBeNull();
    });

    it('closes the socket and reports connect-timeout when the server does not answer', async () => {
      const { seen } = await run({ connectTimeout: 500 });
      await settle(500);
      expect(failed(seen).code).toBe('connect-timeout');
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });
  });

  describe('receiving', () => {
    it('delivers text', async () => {
      const { seen } = await open();
      FakeWebSocket.last.message('one');
      FakeWebSocket.last.message('');
      expect(seen).toEqual(['one', '']);
    });

    it('decodes JSON by default', async () => {
      const { seen } = await open({ decode: undefined });
      FakeWebSocket.last.message('{"a":1}');
      FakeWebSocket.last.message(new TextEncoder().encode('{"b":2}').buffer);
      expect(seen).toEqual([{ a: 1 }, { b: 2 }]);
    });

    it('delivers buffers and views as bytes', async () => {
      const { seen } = await open({ decode: bytes() });
      FakeWebSocket.last.message(new Uint8Array([1, 2]).buffer);
      FakeWebSocket.last.message(new DataView(new Uint8Array([0, 3, 4]).buffer, 1));
      expect(seen).toEqual([new Uint8Array([1, 2]), new Uint8Array([3, 4])]);
    });

    it('delivers blobs and the messages between them in order', async () => {
      const { seen } = await open({ binaryType: 'blob' });
      expect(FakeWebSocket.last.binaryType).toBe('blob');
      FakeWebSocket.last.message(new Blob(['a']));
      FakeWebSocket.last.message('b');
      FakeWebSocket.last.message(new Blob(['c']));
      FakeWebSocket.last.drop(1000);
      // Reading a blob uses no timer that can be faked.
      while (seen.length < 4) await settle();
      expect(seen).toEqual(['a', 'b', 'c', 'complete']);
    });

    it('splits each text frame into messages with framing', async () => {
      const { seen } = await open({ framing: 'lines' });
      FakeWebSocket.last.message('a\nb\n');
      FakeWebSocket.last.message('c\nd');
      FakeWebSocket.last.message('e');
      expect(seen).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('splits each frame on its own, also with half a delimiter at its end', async () => {
      const { seen } = await open({ framing: { delimiter: '||' } });
      FakeWebSocket.last.message('a|');
      FakeWebSocket.last.message('|b||c');
      expect(seen).toEqual(['a|', '|b', 'c']);
    });

    it('splits a frame into JSON values, or into the items of an array', async () => {
      const { seen } = await open({ framing: 'json' });
      FakeWebSocket.last.message('{"a":1}{"b":2} 3');
      FakeWebSocket.last.message('[{"a":1},\n[2]]');
      FakeWebSocket.last.message('4[5]');
      expect(seen).toEqual(['{"a":1}', '{"b":2}', '3', '{"a":1}', '[2]', '4', '[5]']);
    });

    it('reports what has not ended in its frame, and begins anew with the next one', async () => {
      const { seen } = await open({ framing: 'json' });
      FakeWebSocket.last.message('[1,{"a":"\\');
      FakeWebSocket.last.message('"b"');
      expect(seen).toEqual(['1', '[{"a":"\\', '"b"']);
    });

    it('errors on JSON that is nested too deep', async () => {
      const { seen } = await open({ framing: 'json' });
      FakeWebSocket.last.message('['.repeat(1_002));
      expect(failed(seen)).toMatchObject({ code: 'overflow', transient: false, transport: 'websocket' });
    });

    it('splits a frame into events with names and ids, and each frame on its own', async () => {
      const { events } = await open({ framing: 'sse', resume: { query: 'after' } });
      FakeWebSocket.last.message('event: tick\nid: 1\ndata: a\n\ndata: b\n\nevent: lost\ndata: c\n');
      FakeWebSocket.last.message('data: d\n\nid: 2\n\n');
      const messages = events.flatMap((event) => (event.kind === 'message' ? [event.message] : []));
      expect(messages.map(({ data, event, id }) => [data, event, id])).toEqual([
        ['a', 'tick', '1'],
        ['b', 'message', '1'],
        ['d', 'message', '1'],
      ]);
      FakeWebSocket.last.drop(1006);
      await settle(1_000);
      expect(FakeWebSocket.last.url).toContain('after=2');
    });

    it("makes a new framer for each frame with a caller's framing", async () => {
      let made = 0;
      const create = (): Framer => {
        const name = String(++made);
        return { push: (text) => [name, text], end: () => ['end'] };
      };
      const { seen } = await open({ framing: { create } });
      FakeWebSocket.last.message('a');
      FakeWebSocket.last.message('b');
      expect(seen).toEqual(['1', 'a', 'end', '2', 'b', 'end']);
    });

    it('does not split binary frames', async () => {
      const { seen } = await open({ framing: 'lines' });
      FakeWebSocket.last.message(new TextEncoder().encode('a\nb').buffer);
      expect(seen).toEqual(['a\nb']);
    });

    it("errors when a caller's framing throws", async () => {
      const cause = new Error('oops');
      const { seen } = await open({
        framing: {
          create: () => {
            throw cause;
          },
        },
      });
      FakeWebSocket.last.message('a');
      expect(failed(seen)).toMatchObject({ code: 'protocol', transient: false, cause });
    });

    it.each([
      ['text', 'four!', undefined],
      ['a part of a frame', 'a\nfour!', 'lines' as const],
      ['an event of a frame', 'data: four!\n\n', 'sse' as const],
      ['a JSON value of a frame', '1 "four!"', 'json' as const],
      ['bytes', new ArrayBuffer(5), undefined],
      ['a blob', new Blob(['four!']), undefined],
    ])('errors on %s longer than maxMessageSize', async (_name, data, framing) => {
      const { seen } = await open({ maxMessageSize: 4, framing });
      FakeWebSocket.last.message(data);
      expect(failed(seen)).toMatchObject({ code: 'overflow', transient: false });
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });

    it('errors when the blobs that wait to be read are too large', async () => {
      const { seen } = await open({ maxMessageSize: 4, binaryType: 'blob' });
      for (let i = 0; i < 5; i++) FakeWebSocket.last.message(new Blob(['four']));
      expect(failed(seen)).toMatchObject({ code: 'overflow', transient: false });
    });

    it('does not count blobs that were read', async () => {
      const { seen } = await open({ maxMessageSize: 4, binaryType: 'blob' });
      for (let count = 3; count <= 9; count += 3) {
        for (let i = 0; i < 3; i++) FakeWebSocket.last.message(new Blob(['four']));
        while (seen.length < count) await settle();
      }
      expect(seen).toEqual(Array.from({ length: 9 }, () => 'four'));
    });

    it('delivers nothing more of a frame after unsubscribing in the middle of it', async () => {
      const seen: string[] = [];
      running = websocket$<string>(URL_, { WebSocket: FakeWebSocket, decode: text(), framing: 'lines' }).subscribe(
        (line) => {
          seen.push(line);
          if (line === 'b') running?.unsubscribe();
        },
      );
      await settle();
      FakeWebSocket.last.open();
      FakeWebSocket.last.message('a\nb\nc\n');
      expect(seen).toEqual(['a', 'b']);
    });

    it('reads the ids of the messages, and sends the cursor in the query', async () => {
      await open({ decode: undefined, id: (data) => String((data as { n: number }).n), resume: { query: 'after' } });
      FakeWebSocket.last.message('{"n":7}');
      FakeWebSocket.last.drop();
      await settle(1_000);
      expect(FakeWebSocket.last.url).toBe(`${URL_}?after=7`);
    });
  });

  describe('ending', () => {
    it('completes after a close with 1000', async () => {
      const { seen } = await open();
      FakeWebSocket.last.drop(1000);
      expect(seen).toEqual(['complete']);
    });

    it('errors after a final close, with the close code and the reason', async () => {
      const { seen } = await open();
      FakeWebSocket.last.drop(4401, 'token expired');
      expect(seen).toEqual([
        expect.objectContaining({ code: 'closed', closeCode: 4401, closeReason: 'token expired', transient: false }),
      ]);
    });

    it('reconnects after any other close, and ignores the old socket', async () => {
      const { seen } = await open();
      const old = FakeWebSocket.last;
      old.drop(1001);
      await settle(1_000);
      FakeWebSocket.last.open();
      old.message('stale');
      old.drop(4401);
      FakeWebSocket.last.message('fresh');
      expect(seen.slice(1)).toEqual(['fresh']);
    });

    it('reconnects after 1000 if transientClose returns true', async () => {
      const { seen } = await open({ transientClose: (_code, reason) => reason.startsWith('408') || undefined });
      FakeWebSocket.last.drop(1000, '408 Request Timeout');
      await settle(1_000);
      FakeWebSocket.last.open();
      FakeWebSocket.last.drop(1000);
      expect(seen).toEqual([expect.objectContaining({ closeCode: 1000 }), 'complete']);
    });

    it('closes with 1000 when unsubscribed', async () => {
      const { subscription } = await open();
      subscription.unsubscribe();
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });

    it('does not close a socket that is closed', async () => {
      const { subscription } = await open();
      FakeWebSocket.last.drop();
      subscription.unsubscribe();
      expect(FakeWebSocket.last.closedWith).toEqual([]);
    });

    it('restarts idleTimeout at every message', async () => {
      const { seen } = await open({ idleTimeout: 2_000 });
      for (let n = 0; n < 5; n++) {
        await settle(1_500);
        FakeWebSocket.last.message(String(n));
      }
      expect(seen).toEqual(['0', '1', '2', '3', '4']);
    });

    it('reconnects after silence without waiting for the peer to close', async () => {
      const { seen } = await open({ idleTimeout: 2_000 });
      const old = FakeWebSocket.last;
      await settle(3_000);
      expect(old.closedWith).toEqual([[1000]]);
      expect(FakeWebSocket.all).toHaveLength(2);
      old.message('late');
      old.drop();
      expect(seen).toEqual([expect.objectContaining({ code: 'silence' })]);
    });
  });

  describe('sending', () => {
    it('subscribes to and unsubscribes from outgoing together with the stream', async () => {
      const outgoing = new Subject<unknown>();
      const { subscription } = await run({ outgoing });
      expect(outgoing.observed).toBe(true);
      subscription.unsubscribe();
      expect(outgoing.observed).toBe(false);
    });

    it('sends the messages that were emitted before it was open, in order', async () => {
      const outgoing = new Subject<unknown>();
      await run({ outgoing });
      outgoing.next(1);
      outgoing.next('two');
      FakeWebSocket.last.open();
      outgoing.next({ n: 3 });
      expect(FakeWebSocket.last.sent).toEqual(['1', 'two', '{"n":3}']);
    });

    it('keeps the order of a message that is sent in the open event', async () => {
      const outgoing = new Subject<unknown>();
      const stream = websocket$(URL_, { WebSocket: FakeWebSocket, outgoing, observe: 'events' });
      running = stream.subscribe(({ kind }) => {
        if (kind === 'open') outgoing.next('hello');
      });
      outgoing.next('first');
      await settle();
      FakeWebSocket.last.open();
      expect(FakeWebSocket.last.sent).toEqual(['first', 'hello']);
    });

    it('runs no timer for a waiting message when the subscriber pauses the stream on open', async () => {
      const pauseWhile = new Subject<boolean>();
      const clock = countingClock();
      const options = { WebSocket: FakeWebSocket, outgoing: of('late'), pauseWhile, clock, observe: 'events' } as const;
      running = websocket$(URL_, options).subscribe(({ kind }) => {
        if (kind === 'open' && FakeWebSocket.all.length === 1) pauseWhile.next(true);
      });
      await settle();
      FakeWebSocket.last.open();
      expect(clock.running).toBe(0);
      pauseWhile.next(false);
      await settle();
      FakeWebSocket.last.open();
      expect(FakeWebSocket.all.map(({ sent }) => sent)).toEqual([[], ['late']]);
    });

    it("uses the caller's encoder", async () => {
      const sent = new Uint8Array([1]);
      await open({ outgoing: of('x'), encode: () => sent });
      expect(FakeWebSocket.last.sent).toEqual([sent]);
    });

    it('sends no message twice', async () => {
      const outgoing = new Subject<unknown>();
      await open({ outgoing });
      outgoing.next(1);
      FakeWebSocket.last.drop();
      outgoing.next(2);
      await settle(1_000);
      FakeWebSocket.last.open();
      expect(FakeWebSocket.all.map(({ sent }) => sent)).toEqual([['1'], ['2']]);
    });

    it('goes on reading when outgoing completes', async () => {
      const { seen } = await open({ outgoing: of(1) });
      FakeWebSocket.last.message('still here');
      expect(seen).toEqual(['still here']);
    });

    it('errors when outgoing errors', async () => {
      const cause = new Error('oops');
      const { seen } = await run({ outgoing: throwError(() => cause) });
      expect(failed(seen)).toMatchObject({ code: 'aborted', transient: false, transport: 'websocket', cause });
      expect(FakeWebSocket.all).toEqual([]);
    });

    it('errors and closes the socket when too many messages wait', async () => {
      const unsent = jest.fn();
      const outgoing = new Subject<unknown>();
      const { seen } = await run({ outgoing, unsent, queue: { max: 2, overflow: 'error' } });
      for (const n of [1, 2, 3]) outgoing.next(n);
      expect(failed(seen)).toMatchObject({ code: 'overflow', transient: false });
      expect(unsent.mock.calls).toEqual([[{ values: [1, 2, 3], dropped: 0, bytes: 0 }]]);
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });

    it('takes no more values of outgoing after that error', async () => {
      let taken = 0;
      const outgoing = range(0, 100_000).pipe(tap(() => taken++));
      await run({ outgoing, unsent: () => undefined, queue: { max: 2 } });
      expect(taken).toBeLessThan(10);
    });

    it('lets 1_000 messages wait by default', async () => {
      const outgoing = new Subject<unknown>();
      const { seen } = await run({ outgoing, unsent: () => undefined });
      for (let n = 0; n < 1_000; n++) outgoing.next(n);
      expect(seen).toEqual([]);
      outgoing.next(1_000);
      expect(failed(seen).code).toBe('overflow');
    });

    it('errors when a message cannot be encoded', async () => {
      const cause = new Error('oops');
      const { seen } = await run({
        outgoing: of(1),
        unsent: () => undefined,
        encode: () => {
          throw cause;
        },
      });
      expect(failed(seen)).toMatchObject({ code: 'unsupported', cause });
    });

    it('logs a warning with the counts of unsent messages, without their content', async () => {
      const warn = jest.fn();
      const { subscription } = await run({ outgoing: of('secret', 'too'), logger: { warn } });
      subscription.unsubscribe();
      expect(warn.mock.calls).toEqual([[expect.any(String), { waiting: 2, dropped: 0, bytes: 0 }]]);
    });

    it('reports the bytes in the buffer of a lost socket as unsent', async () => {
      const unsent = jest.fn();
      const { subscription } = await open({ outgoing: of(1), unsent });
      FakeWebSocket.last.bufferedAmount = 10;
      FakeWebSocket.last.drop();
      subscription.unsubscribe();
      expect(unsent.mock.calls).toEqual([[{ values: [], dropped: 0, bytes: 10 }]]);
    });

    it('reports the bytes in the buffer as unsent when the peer is silent', async () => {
      const unsent = jest.fn();
      const { subscription } = await open({ outgoing: of(1), unsent, idleTimeout: 1_000 });
      FakeWebSocket.last.bufferedAmount = 10;
      await settle(1_000);
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
      subscription.unsubscribe();
      expect(unsent.mock.calls).toEqual([[{ values: [], dropped: 0, bytes: 10 }]]);
    });

    it('reports no unsent bytes of a socket that it closes itself: the platform still sends them', async () => {
      const unsent = jest.fn();
      const { seen } = await open({ outgoing: of(1), unsent, maxMessageSize: 4 });
      FakeWebSocket.last.bufferedAmount = 10;
      FakeWebSocket.last.message('four!');
      expect(failed(seen)).toMatchObject({ code: 'overflow' });
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
      expect(unsent).not.toHaveBeenCalled();
    });

    it('reports the waiting messages as unsent when the peer ends the stream by a close', async () => {
      for (const code of [1000, 4401]) {
        const unsent = jest.fn();
        const outgoing = new Subject<unknown>();
        const { seen } = await open({ outgoing, unsent });
        FakeWebSocket.last.bufferedAmount = 1024 * 1024;
        outgoing.next('late');
        FakeWebSocket.last.drop(code);
        expect(seen).toHaveLength(1);
        expect(unsent.mock.calls).toEqual([[{ values: ['late'], dropped: 0, bytes: 1024 * 1024 }]]);
      }
    });

    it('reports the waiting messages as unsent when the schedule gives up', async () => {
      const unsent = jest.fn();
      const { seen } = await run({ outgoing: of('late'), unsent, retry: upTo(1)(constant(1_000)) });
      for (let n = 0; n < 2; n++) {
        FakeWebSocket.last.drop();
        await settle(1_000);
      }
      expect(failed(seen).code).toBe('gave-up');
      expect(unsent.mock.calls).toEqual([[{ values: ['late'], dropped: 0, bytes: 0 }]]);
    });

    it('does not call unsent if everything was sent', async () => {
      const unsent = jest.fn();
      const { subscription } = await open({ outgoing: of(1), unsent });
      subscription.unsubscribe();
      expect(unsent).not.toHaveBeenCalled();
    });

    it('has one queue for each subscription', async () => {
      const outgoing = of('hello');
      await open({ outgoing });
      const first = running;
      await open({ outgoing });
      first?.unsubscribe();
      expect(FakeWebSocket.all.map(({ sent }) => sent)).toEqual([['hello'], ['hello']]);
    });
  });

  describe('heartbeat', () => {
    const heartbeat = { every: 1_000, message: () => 'ping', timeout: 300 };

    it('is sent while the socket is open, and not before', async () => {
      await run({ heartbeat });
      await settle(5_000);
      FakeWebSocket.last.open();
      await settle(1_000);
      expect(FakeWebSocket.last.sent).toEqual(['ping']);
    });

    it('counts any message as an answer', async () => {
      const { seen } = await open({ heartbeat });
      await settle(200);
      for (let i = 0; i < 5; i++) {
        await settle(1_000);
        FakeWebSocket.last.message('x');
      }
      expect(seen).toEqual(['x', 'x', 'x', 'x', 'x']);
      expect(FakeWebSocket.last.sent).toHaveLength(5);
    });

    it('reports silence when there is no answer', async () => {
      const { seen } = await open({ heartbeat });
      FakeWebSocket.last.message('earlier');
      await settle(1_299);
      expect(seen).toEqual(['earlier']);
      await settle(1);
      expect(failed(seen)).toMatchObject({ code: 'silence', transient: true });
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });

    it('has a timeout of its period by default', async () => {
      const { seen } = await open({ heartbeat: { every: 1_000, message: () => 'ping' } });
      await settle(1_999);
      expect(seen).toEqual([]);
      await settle(1);
      expect(failed(seen).code).toBe('silence');
    });

    it('may have a timeout longer than its period', async () => {
      const { seen } = await open({ heartbeat: { every: 1_000, message: () => 'ping', timeout: 2_500 } });
      await settle(3_499);
      expect(FakeWebSocket.last.sent).toHaveLength(3);
      expect(seen).toEqual([]);
      await settle(1);
      expect(failed(seen).code).toBe('silence');
    });

    it('is sent ahead of the queue, and the bytes in the buffer are reported as unsent after silence', async () => {
      const unsent = jest.fn();
      const outgoing = new Subject<unknown>();
      const { subscription } = await open({ heartbeat, outgoing, unsent });
      FakeWebSocket.last.bufferedAmount = 1024 * 1024;
      outgoing.next('big');
      await settle(1_300);
      expect(FakeWebSocket.last.sent).toEqual(['ping']);
      subscription.unsubscribe();
      expect(unsent.mock.calls).toEqual([[{ values: ['big'], dropped: 0, bytes: 1024 * 1024 }]]);
    });

    it('ends the stream when its message function throws', async () => {
      const cause = new Error('oops');
      const { seen } = await open({
        heartbeat: {
          every: 10,
          message: () => {
            throw cause;
          },
        },
      });
      await settle(10);
      expect(failed(seen)).toMatchObject({ code: 'unsupported', transient: false, cause });
    });
  });

  describe('a wrong option', () => {
    it.each([
      ['url', '', {}],
      ['queue.max', URL_, { queue: { max: -1 } }],
      ['queue.max', URL_, { queue: { max: 1.5 } }],
      ['queue.overflow', URL_, { queue: { overflow: 'block' } }],
      ['queue', URL_, { queue: 5 }],
      ['heartbeat.every', URL_, { heartbeat: { every: 0, message: (): string => '' } }],
      ['heartbeat.every', URL_, { heartbeat: { message: (): string => '' } }],
      ['heartbeat.every', URL_, { heartbeat: { every: -5, message: (): string => '' } }],
      ['heartbeat.timeout', URL_, { heartbeat: { every: 5, timeout: 0, message: (): string => '' } }],
      ['heartbeat.message', URL_, { heartbeat: { every: 5 } }],
      ['protocols', URL_, { protocols: 'two words' }],
      ['protocols', URL_, { protocols: [''] }],
      ['protocols', URL_, { protocols: ['a', 'a'] }],
      ['binaryType', URL_, { binaryType: 'nodebuffer' }],
      ['framing', URL_, { framing: 'words' }],
      ['framing', URL_, { framing: 'by-type' }],
      ['outgoing', URL_, { outgoing: ['a'] }],
      ['encode', URL_, { encode: 'json' }],
      ['transientClose', URL_, { transientClose: [1000] }],
      ['id', URL_, { id: 'id' }],
      ['unsent', URL_, { unsent: true }],
      ['WebSocket', URL_, { WebSocket: {} }],
    ])('throws a TypeError that names %s (%#)', (name, url, options) => {
      expect(() => websocket$(url, options as WebSocketOptions<unknown>)).toThrow(TypeError);
      expect(() => websocket$(url, options as WebSocketOptions<unknown>)).toThrow(name);
    });
  });
});
