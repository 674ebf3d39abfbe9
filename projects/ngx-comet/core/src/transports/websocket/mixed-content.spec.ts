/**
 * @jest-environment-options {"url": "https://app.example/shop"}
 */
import type { Subscription } from 'rxjs';
import type { WebSocketConstructor } from '../../platform/websocket-like';
import { constant } from '../../schedule/constant';
import { FakeWebSocket } from './spec-support/fake-websocket';
import { websocket$ } from './websocket';

/** As Chromium and Firefox: the constructor throws. */
class Throwing extends FakeWebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url, protocols);
    if (url.startsWith('ws:')) throw new DOMException('An insecure WebSocket connection…', 'SecurityError');
  }
}

/** With `upgrade-insecure-requests`. */
class Upgrading extends FakeWebSocket {
  constructor(url: string, protocols?: string | string[]) {
    super(url.replace(/^ws:/, 'wss:'), protocols);
  }
}

const blocked = expect.objectContaining({
  code: 'unsupported',
  transient: false,
  message: 'ws://server.example/feed: the page is secure, so the browser blocks ws: as mixed content: use wss:',
  url: 'ws://server.example/feed',
}) as unknown;
const down = expect.objectContaining({ code: 'network', transient: true }) as unknown;

describe('a ws: URL on a secure page', () => {
  const platform = Object.getOwnPropertyDescriptor(globalThis, 'WebSocket');
  let running: Subscription | undefined;
  let seen: unknown[];

  beforeEach(() => {
    jest.useFakeTimers();
    FakeWebSocket.all = [];
    seen = [];
  });

  afterEach(() => {
    running?.unsubscribe();
    jest.useRealTimers();
    if (platform !== undefined) Object.defineProperty(globalThis, 'WebSocket', platform);
  });

  const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

  async function run(url: string, Socket: WebSocketConstructor, given?: WebSocketConstructor): Promise<void> {
    Object.defineProperty(globalThis, 'WebSocket', { configurable: true, value: Socket });
    running = websocket$(url, { retry: constant(60_000), WebSocket: given, observe: 'events' }).subscribe({
      next: (event) => {
        if (event.kind === 'lost') seen.push(event.error);
      },
      error: (error: unknown) => seen.push(error),
    });
    await settle();
  }

  it.each(['ws://server.example/feed?token=secret', 'http://server.example/feed'])(
    'is a final error that says to use wss:, if the constructor throws: %s',
    async (url) => {
      await run(url, Throwing);
      expect(seen).toEqual([
        expect.objectContaining({
          code: 'unsupported',
          transient: false,
          message: 'ws://server.example/feed: the page is secure, so the browser blocks ws: as mixed content: use wss:',
          url: 'ws://server.example/feed',
        }),
      ]);
    },
  );

  it('is the same error if the socket fails before it opens', async () => {
    await run('ws://server.example/feed', FakeWebSocket);
    FakeWebSocket.last.drop();
    await settle();
    expect(seen).toEqual([blocked]);
  });

  it.each<[string, string, WebSocketConstructor, WebSocketConstructor | undefined]>([
    ['this computer', 'ws://localhost:8080/feed', FakeWebSocket, undefined],
    ['this computer by its address', 'ws://127.0.0.1/feed', FakeWebSocket, undefined],
    ['the local network', 'ws://printer.local/feed', FakeWebSocket, undefined],
    ['a URL that the browser upgraded', 'ws://server.example/feed', Upgrading, undefined],
    ['a wss: URL', 'wss://server.example/feed', Throwing, undefined],
    ['a socket that is not the browser’s', 'ws://server.example/feed', Throwing, FakeWebSocket],
  ])('is a server that may be down, for %s', async (_what, url, Socket, given) => {
    await run(url, Socket, given);
    FakeWebSocket.last.drop();
    await settle();
    expect(seen).toEqual([down]);
  });

  it('is a lost connection once it was open', async () => {
    await run('ws://server.example/feed', FakeWebSocket);
    FakeWebSocket.last.open();
    FakeWebSocket.last.drop();
    expect(seen).toEqual([down]);
  });
});
