import type { Subscription } from 'rxjs';
import { constant } from '../../schedule/constant';
import { PushError } from '../../vocabulary/push-error';
import { FakeWebSocket } from './spec-support/fake-websocket';
import { websocket$ } from './websocket';
import type { WebSocketOptions } from './websocket-options';

type Protocols = WebSocketOptions<unknown>['protocols'];

describe('a protocols function of websocket$', () => {
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

  async function run(protocols: Protocols): Promise<void> {
    running = websocket$('ws://server.example/feed', {
      retry: constant(100),
      WebSocket: FakeWebSocket,
      protocols,
      observe: 'events',
    }).subscribe({
      next: (event) => {
        if (event.kind === 'lost') seen.push(event.error);
      },
      error: (error: unknown) => seen.push(error),
    });
    await jest.advanceTimersByTimeAsync(0);
  }

  it('is called at every attempt, with the attempt', async () => {
    const protocols = jest.fn(({ attempt }: { attempt: number }) => ['v1.chat', `bearer.t${attempt}`]);
    await run(protocols);
    FakeWebSocket.last.drop();
    await jest.advanceTimersByTimeAsync(100);
    expect(FakeWebSocket.all.map(({ protocols: offered }) => offered)).toEqual([
      ['v1.chat', 'bearer.t1'],
      ['v1.chat', 'bearer.t2'],
    ]);
    expect(protocols.mock.calls[1]?.[0]).toMatchObject({ error: { code: 'network' }, everOpen: false });
  });

  it.each<[string, Protocols, unknown]>([
    ['a promise', () => Promise.resolve('v1.chat'), 'v1.chat'],
    ['an empty array', () => [], []],
  ])('may return %s', async (_what, protocols, offered) => {
    await run(protocols);
    expect(FakeWebSocket.last.protocols).toEqual(offered);
  });

  it('makes no socket if the subscriber unsubscribes before it resolves', async () => {
    let resolve: (protocols: string) => void = () => undefined;
    await run(() => new Promise((done) => (resolve = done)));
    running?.unsubscribe();
    resolve('v1.chat');
    await jest.advanceTimersByTimeAsync(0);
    expect(FakeWebSocket.all).toEqual([]);
  });

  it('is called again after it failed', async () => {
    let calls = 0;
    await run(() => (++calls === 1 ? Promise.reject(new Error('no token yet')) : 'v1.chat'));
    expect(seen).toEqual([
      expect.objectContaining({
        code: 'network',
        transient: true,
        message: 'ws://server.example/feed: the protocols function failed: Error',
      }),
    ]);
    await jest.advanceTimersByTimeAsync(100);
    expect(FakeWebSocket.last.protocols).toBe('v1.chat');
  });

  it('ends the stream with a PushError of its own', async () => {
    const error = new PushError('http', '403', { transient: false, status: 403 });
    await run(() => Promise.reject(error));
    expect(seen).toEqual([error]);
  });

  it.each<[unknown, string]>([
    ['bearer secret', ' must be a name without spaces or separators, got a string'],
    [['v1.chat', 'bearer.secret='], '[1] must be a name without spaces or separators, got a string'],
    [['secret', 'secret'], '[1] must not be the same as [0]'],
    [undefined, ' must be a name without spaces or separators, got undefined'],
  ])('ends the stream if it returns %p, and the error shows no text of it', async (protocols, why) => {
    await run((() => protocols) as Protocols);
    expect(seen).toEqual([
      expect.objectContaining({
        code: 'unsupported',
        transient: false,
        message: `ws://server.example/feed: what the protocols function returned${why}`,
      }),
    ]);
    expect(FakeWebSocket.all).toEqual([]);
  });
});
