/**
 * Uses a real server, with the WebSocket of Node (undici) and with the WebSocket of `ws`.
 *
 * @jest-environment node
 */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  firstValueFrom,
  lastValueFrom,
  of,
  Subject,
  take,
  toArray,
  VirtualAction,
  VirtualTimeScheduler,
  type Observable,
} from 'rxjs';
import { WebSocket as WsWebSocket, WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { bytes } from '../../decode/bytes';
import { text } from '../../decode/text';
import type { PushError } from '../../vocabulary/push-error';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { TcpProxy } from '../../spec-support/tcp-proxy';
import type { WebSocketConstructor } from '../../platform/websocket-like';
import { websocket$ } from './websocket';
import type { Unsent } from '../../route/duplex-route';
import type { WebSocketOptions } from './websocket-options';

type Clients = readonly (readonly [name: string, WebSocket: WebSocketConstructor])[];

const clients: Clients = [
  ['the WebSocket of Node', globalThis.WebSocket],
  ['the WebSocket of ws', WsWebSocket],
];

// The machine that runs the tests may be slow or busy.
jest.setTimeout(30_000);

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(condition: () => boolean, ms = 20_000): Promise<void> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`never true: ${condition.toString()}`);
    await turn();
  }
}

describe.each(clients)('websocket$ over %s', (_name, WebSocket) => {
  let server: WebSocketServer;
  let url: string;
  let onConnection: (socket: ServerSocket, path: string) => void;
  let closes: number[];

  beforeEach(async () => {
    const codes: number[] = (closes = []);
    onConnection = () => undefined;
    server = new WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      handleProtocols: (offered) => [...offered].at(-1) ?? false,
    });
    server.on('connection', (socket, request) => {
      socket.on('close', (code) => codes.push(code));
      onConnection(socket, request.url ?? '');
    });
    await once(server, 'listening');
    url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
  });

  afterEach(async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  function feed(options: WebSocketOptions<string> = {}): Observable<string> {
    return websocket$<string>(url, { WebSocket, retry: constant(1), decode: text(), ...options });
  }

  function outcome(options: WebSocketOptions<string> = {}): Promise<PushError | 'complete'> {
    return new Promise((resolve) => {
      feed({ retry: false, ...options }).subscribe({
        error: resolve,
        complete: () => {
          resolve('complete');
        },
      });
    });
  }

  function echo(socket: ServerSocket): void {
    socket.on('message', (data, binary) => {
      socket.send(data, { binary });
    });
  }

  it('sends and receives text', async () => {
    onConnection = echo;
    const echoed = feed({ outgoing: of('a', 'ü', '漢', '') }).pipe(take(4), toArray());
    expect(await lastValueFrom(echoed)).toEqual(['a', 'ü', '漢', '']);
  });

  it('sends and receives binary messages', async () => {
    onConnection = echo;
    const outgoing = of(new Uint8Array([0, 255, 1]));
    const stream = websocket$<Uint8Array, Uint8Array>(url, { WebSocket, decode: bytes(), outgoing });
    expect(Array.from(await firstValueFrom(stream))).toEqual([0, 255, 1]);
  });

  it('sends and receives JSON by default', async () => {
    onConnection = echo;
    const stream = websocket$<unknown>(url, { WebSocket, outgoing: of({ a: [1, null] }) });
    expect(await firstValueFrom(stream)).toEqual({ a: [1, null] });
  });

  it('offers its protocols', async () => {
    onConnection = (socket) => {
      socket.send(socket.protocol);
    };
    expect(await firstValueFrom(feed({ protocols: ['v2.chat', 'v1.chat'] }))).toBe('v1.chat');
  });

  it('closes with 1000 when unsubscribed', async () => {
    onConnection = (socket) => {
      socket.send('hello');
    };
    await firstValueFrom(feed());
    await until(() => closes.length === 1);
    expect(closes).toEqual([1000]);
  });

  it('sends all messages that were emitted before unsubscribing', async () => {
    const outgoing = new Subject<string>();
    const received: string[] = [];
    onConnection = (socket) => {
      socket.on('message', (data) => received.push((data as Buffer).toString()));
      socket.send('hello');
    };
    const subscription = feed({ outgoing }).subscribe(() => {
      for (let n = 0; n < 100; n++) outgoing.next(String(n));
      subscription.unsubscribe();
    });
    await until(() => closes.length === 1);
    expect(received).toHaveLength(100);
  });

  it('leaves no connection open when unsubscribed at any moment while connecting', async () => {
    for (let turns = 0; turns < 30; turns++) {
      const subscription = feed().subscribe();
      for (let i = 0; i < turns; i++) await turn();
      subscription.unsubscribe();
    }
    await until(() => server.clients.size === 0 && closes.length > 0);
    expect(closes.filter((code) => code !== 1000 && code !== 1006)).toEqual([]);
  });

  describe('a close', () => {
    const closing = (code: number): void => {
      onConnection = (socket) => {
        socket.close(code, `because ${code}`);
      };
    };

    it('with 1000 completes the stream', async () => {
      closing(1000);
      expect(await outcome()).toBe('complete');
    });

    it.each([
      [1001, true],
      [1002, false],
      [1003, false],
      [1007, false],
      [1008, false],
      [1009, false],
      [1010, false],
      [1011, true],
      [1012, true],
      [1013, true],
      [1014, true],
      [3000, true],
      [3999, true],
      [4000, true],
      [4399, true],
      [4400, false],
      [4401, false],
      [4499, false],
      [4500, true],
      [4999, true],
    ])('with %i is an error with its code and reason, transient: %s', async (code, transient) => {
      closing(code);
      const error = await outcome();
      expect(error).toMatchObject({ code: 'closed', closeCode: code, closeReason: `because ${code}`, transient });
    });

    it('without a code is a transient error with 1005', async () => {
      onConnection = (socket) => {
        socket.close();
      };
      expect(await outcome()).toMatchObject({ code: 'closed', closeCode: 1005, transient: true });
    });

    it('without a close frame is a transient error with 1006', async () => {
      onConnection = (socket) => {
        socket.terminate();
      };
      expect(await outcome()).toMatchObject({ code: 'network', closeCode: 1006, transient: true });
    });

    // These codes must not be sent (RFC 6455 §7.4.1). The client fails the connection, and reports a code of its own
    // choice.
    it.each([1004, 1005, 1006, 1015])('frame with %i does not complete the stream', async (code) => {
      onConnection = (socket) => {
        const { _socket } = socket as unknown as { _socket: Duplex };
        _socket.end(Buffer.from([0x88, 2, code >> 8, code & 0xff]));
      };
      expect(await outcome()).toMatchObject({ name: 'PushError', closeCode: expect.any(Number) as number });
    });

    it('with 4401 is final, even if the schedule would retry', async () => {
      let connections = 0;
      onConnection = (socket) => {
        connections++;
        socket.close(4401);
      };
      expect(await outcome({ retry: constant(1) })).toMatchObject({ code: 'closed', closeCode: 4401 });
      expect(connections).toBe(1);
    });

    it('is transient or final as transientClose decides', async () => {
      closing(1000);
      expect(await outcome({ transientClose: () => true })).toMatchObject({ closeCode: 1000, transient: true });
      closing(1001);
      expect(await outcome({ transientClose: () => false })).toMatchObject({ closeCode: 1001, transient: false });
    });

    it('of a connection that a stopped server refuses is a transient network error', async () => {
      await new Promise((resolve) => server.close(resolve));
      expect(await outcome()).toMatchObject({ code: 'network', transient: true });
    });
  });

  it('reconnects when the peer does not answer the heartbeat, without waiting for it to close', async () => {
    let connections = 0;
    onConnection = (socket) => {
      if (++connections === 1) {
        // This peer reads nothing and answers nothing, not even a close frame.
        (socket as unknown as { _socket: Duplex })._socket.pause();
      } else echo(socket);
    };
    const events: PushEvent<string>[] = [];
    const opened = (): number => events.filter(({ kind }) => kind === 'open').length;
    const clock = new VirtualTimeScheduler(VirtualAction, 0);
    const pass = (ms: number): void => {
      clock.maxFrames += ms;
      clock.flush();
    };
    const subscription = websocket$<string>(url, {
      WebSocket,
      retry: constant(1),
      decode: text(),
      heartbeat: { every: 20, message: () => 'ping' },
      clock,
      observe: 'events',
    }).subscribe((event) => events.push(event));
    await until(() => opened() === 1);
    // The period of the heartbeat, its timeout, and the delay of the retry.
    pass(20 + 20 + 1);
    await until(() => opened() === 2);
    pass(20);
    await until(() => events.some(({ kind }) => kind === 'message'));
    subscription.unsubscribe();
    expect(events.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'lost', 'connecting', 'open', 'message']);
    expect(events[2]).toMatchObject({ error: { code: 'silence' } });
  });

  describe('behind a network that drops all packets', () => {
    let proxy: TcpProxy;

    beforeEach(async () => {
      proxy = await TcpProxy.to((server.address() as AddressInfo).port);
      url = `ws://127.0.0.1:${proxy.port}/feed`;
    });

    afterEach(async () => {
      await proxy.close();
    });

    it('goes on over a new connection, and ignores the old one when its packets arrive again', async () => {
      const sockets: ServerSocket[] = [];
      onConnection = (socket) => {
        sockets.push(socket);
        socket.on('message', (data) => {
          socket.send(`${sockets.length}: ${(data as Buffer).toString()}`);
        });
        socket.send(`hello ${sockets.length}`);
      };
      // The test moves this clock. Otherwise the second connection could become silent too on a slow machine.
      const clock = new VirtualTimeScheduler(VirtualAction, 0);
      const outgoing = new Subject<string>();
      const seen: string[] = [];
      const errors: PushError[] = [];
      const subscription = websocket$<string>(url, {
        WebSocket,
        retry: constant(1),
        decode: text(),
        outgoing,
        idleTimeout: 1_000,
        clock,
        observe: 'events',
      }).subscribe((event) => {
        if (event.kind === 'message') seen.push(event.message.data);
        if (event.kind === 'lost') errors.push(event.error);
      });
      await until(() => seen.length === 1);
      const recover = proxy.silence();
      sockets[0]?.send('late');
      // The idleTimeout, and the delay of the retry.
      clock.maxFrames = 1_001;
      clock.flush();
      await until(() => seen.length === 2);
      expect(errors.map(({ code }) => code)).toEqual(['silence']);
      expect(closes).toEqual([]);
      recover();
      // The close frame of the old connection arrives now, and so does the message that the server sent before.
      await until(() => closes.length === 1);
      outgoing.next('still there?');
      await until(() => seen.length === 3);
      subscription.unsubscribe();
      expect(closes).toEqual([1000]);
      expect(seen).toEqual(['hello 1', 'hello 2', '2: still there?']);
    });

    it('reports how much the peer did not receive', async () => {
      const piece = 'x'.repeat(64 * 1024);
      let unsent: Unsent<unknown> | undefined;
      let recover = (): void => undefined;
      const outgoing = new Subject<string>();
      const subscription = websocket$<string>(url, {
        WebSocket,
        retry: constant(60_000),
        decode: text(),
        outgoing,
        queue: { max: 100_000 },
        // Long enough for the buffers of the operating system and the proxy to fill.
        heartbeat: { every: 1_000, message: () => 'ping' },
        unsent: (report) => (unsent = report),
        observe: 'events',
      }).subscribe(({ kind }) => {
        if (kind === 'open') {
          recover = proxy.silence();
          for (let n = 0; n < 250; n++) outgoing.next(piece);
        }
        if (kind === 'lost') subscription.unsubscribe();
      });
      await until(() => unsent !== undefined);
      // Those buffers take some bytes. The socket's buffer and the queue hold the rest.
      expect(unsent?.bytes).toBeGreaterThan(0);
      expect(unsent?.bytes).toBeLessThan(2 * 1024 * 1024);
      expect(unsent?.values.length).toBeGreaterThan(100);
      recover();
    });
  });

  describe('10,000 numbered messages each way through 50 forced drops', () => {
    const TOTAL = 10_000;
    const DROPS = 50;
    // Short enough that the last drop comes before the last messages.
    const STRETCH = 190;
    let next: number;
    let drops: number;
    /** The messages that the server received, one array per connection. */
    let received: number[][];

    beforeEach(() => {
      next = drops = 0;
      received = [];
    });

    /** Sends the numbers from `start` on, and drops the connection in the middle of the traffic again and again. */
    function serve(start: (path: string) => number): void {
      onConnection = (socket, path) => {
        next = start(path);
        const here: number[] = [];
        received.push(here);
        socket.on('message', (data) => here.push(Number((data as Buffer).toString())));
        const end = next + STRETCH;
        const send = (): void => {
          if (socket.readyState !== socket.OPEN) return;
          for (let i = 0; i < 10 && next < TOTAL; i++) socket.send(String(next++));
          if (next >= end && drops < DROPS) {
            drops++;
            socket.terminate();
          } else if (next < TOTAL) setImmediate(send);
        };
        send();
      };
    }

    interface Result {
      readonly seen: number[];
      readonly gaps: number;
      readonly losses: number;
      readonly unsent: Unsent<unknown> | undefined;
    }

    async function run(options: WebSocketOptions<number>): Promise<Result> {
      const outgoing = new Subject<number>();
      const seen: number[] = [];
      let gaps = 0;
      let losses = 0;
      let sent = 0;
      let unsent: Unsent<unknown> | undefined;
      const subscription = websocket$<number>(url, {
        WebSocket,
        retry: constant(1),
        stableAfter: 0,
        outgoing,
        unsent: (report) => (unsent = report),
        ...options,
        observe: 'events',
      }).subscribe((event) => {
        if (event.kind === 'message') seen.push(event.message.data);
        if (event.kind === 'open' && event.continuity === 'gap') gaps++;
        if (event.kind === 'lost') losses++;
      });
      // A producer that sends whether or not the stream is connected. The last message is sent only after all others
      // have arrived. Otherwise the last drop could lose it.
      await until(() => {
        const most = seen.at(-1) === TOTAL - 1 ? TOTAL : TOTAL - 1;
        for (let i = 0; i < 10 && sent < most; i++) outgoing.next(sent++);
        return received.at(-1)?.at(-1) === TOTAL - 1;
      }, 55_000);
      subscription.unsubscribe();
      return { seen, gaps, losses, unsent };
    }

    const rising = (numbers: readonly number[]): boolean =>
      numbers.every((n, i) => i === 0 || n > (numbers[i - 1] ?? 0));
    const holes = (numbers: readonly number[]): number =>
      numbers.filter((n, i) => n !== (i === 0 ? 0 : (numbers[i - 1] ?? 0) + 1)).length;

    it('arrive in order and none twice, and every loss is reported as a gap', async () => {
      serve(() => next);
      const { seen, gaps, losses, unsent } = await run({ sequence: ({ data }) => data, queue: { max: TOTAL } });
      expect(drops).toBe(DROPS);
      expect(rising(seen)).toBe(true);
      expect(gaps).toBe(holes(seen));
      // Messages to the server are lost only at the end of a connection, and each such loss was reported. Within a
      // connection none is missing, none arrives twice, and every message that no connection took is still sent.
      expect(losses).toBe(DROPS);
      expect(rising(received.flat())).toBe(true);
      for (const part of received) expect(holes(part.map((n) => n - (part[0] ?? 0)))).toBe(0);
      expect(unsent?.values ?? []).toEqual([]);
    }, 60_000);

    it('arrive without a loss if the server goes on after the cursor', async () => {
      serve((path) => Number(new URL(path, url).searchParams.get('after') ?? -1) + 1);
      const { seen, gaps } = await run({
        id: String,
        resume: { query: 'after' },
        sequence: ({ data }) => data,
        queue: { max: TOTAL },
      });
      expect(drops).toBe(DROPS);
      expect(seen).toEqual(Array.from({ length: TOTAL }, (_, n) => n));
      expect(gaps).toBe(0);
    }, 60_000);
  });
});
