import { Subject, type Subscription } from 'rxjs';
import { connection } from '../../connection/connection';
import { bytes } from '../../decode/bytes';
import { constant } from '../../schedule/constant';
import type { PushEvent } from '../../vocabulary/push-event';
import type { RawData } from '../../vocabulary/transport';
import { FakeWebSocket } from './spec-support/fake-websocket';
import { viaWebSocket } from './via-websocket';
import { websocket$ } from './websocket';
import type { WebSocketOptions } from './websocket-options';

const URL_ = 'ws://server.example/feed';

type Options = WebSocketOptions<unknown>;
type Control = NonNullable<Options['control']>;
type Reply = Parameters<Control>[1];

/** Answers `{"ping":n}`, and takes `pong`, which is no JSON. */
const pings: Control = (raw, reply) => {
  if (raw === 'pong') return true;
  const { ping } = JSON.parse(String(raw)) as { readonly ping?: number };
  if (ping !== undefined) reply({ pong: ping });
  return ping !== undefined;
};

describe('control of websocket$', () => {
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

  const note = (event: PushEvent<unknown>): void => {
    if (event.kind === 'message') seen.push(event.message.data);
    else if (event.kind === 'rejected') seen.push({ raw: event.raw, message: event.error.message });
    else if (event.kind === 'lost') seen.push(event.error.code);
  };

  async function open(options: Options = {}): Promise<FakeWebSocket> {
    running = websocket$(URL_, {
      retry: constant(100),
      WebSocket: FakeWebSocket,
      control: pings,
      ...options,
      observe: 'events',
    }).subscribe({ next: note, error: (error: unknown) => seen.push(error) });
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.last.open();
    return FakeWebSocket.last;
  }

  it('answers a ping on its connection, and does not deliver it', async () => {
    const socket = await open();
    socket.message('{"ping":7}');
    socket.message('{"price":1}');
    expect(socket.sent).toEqual(['{"pong":7}']);
    expect(seen).toEqual([{ price: 1 }]);
  });

  it('takes what is no JSON, without a rejected message', async () => {
    const socket = await open();
    socket.message('pong');
    expect(seen).toEqual([]);
  });

  it('is not asked about a message that is too long', async () => {
    const control = jest.fn(() => true);
    const socket = await open({ control, maxMessageSize: 3 });
    socket.message('abc');
    expect(seen).toEqual([]);
    socket.message('abcd');
    expect(control.mock.calls).toHaveLength(1);
    expect(seen).toEqual([expect.objectContaining({ code: 'overflow' })]);
  });

  it('sends its answer ahead of the queue', async () => {
    const outgoing = new Subject<string>();
    const socket = await open({ outgoing });
    socket.bufferedAmount = 2 * 1024 * 1024;
    outgoing.next('queued');
    socket.message('{"ping":1}');
    expect(socket.sent).toEqual(['{"pong":1}']);
    socket.bufferedAmount = 0;
    await jest.advanceTimersByTimeAsync(10);
    expect(socket.sent).toEqual(['{"pong":1}', 'queued']);
  });

  it('sends no answer when 16 MiB wait in the buffer: the peer reads nothing', async () => {
    const socket = await open();
    socket.bufferedAmount = 16 * 1024 * 1024;
    socket.message('{"ping":1}');
    expect(socket.sent).toEqual([]);
  });

  it.each<[string, (socket: FakeWebSocket) => unknown]>([
    ['its connection was lost and another one is open', (socket) => socket.drop()],
    ['the subscriber has unsubscribed', () => running?.unsubscribe()],
  ])('sends nothing by a kept reply when %s', async (_when, end) => {
    const replies: Reply[] = [];
    const control: Control = (_raw, reply) => replies.push(reply) > 0;
    const socket = await open({ control });
    socket.message('?');
    end(socket);
    await jest.advanceTimersByTimeAsync(100);
    if (FakeWebSocket.all.length > 1) FakeWebSocket.last.open();
    for (const reply of replies) reply('late');
    expect(replies).toHaveLength(1);
    expect(FakeWebSocket.all.flatMap(({ sent }) => sent)).toEqual([]);
  });

  it('rejects the message if it throws, as if the decoder had thrown, and the feed goes on', async () => {
    const socket = await open();
    socket.message('garbage');
    socket.message('2');
    expect(seen).toEqual([
      { raw: 'garbage', message: expect.stringMatching(/^control failed: SyntaxError: /) as string },
      2,
    ]);
  });

  it("ends the stream if it throws and onInvalid is 'error'", async () => {
    const socket = await open({ onInvalid: 'error' });
    socket.message('garbage');
    expect(seen).toEqual([expect.objectContaining({ code: 'decode', transient: false, transport: 'websocket' })]);
    expect(socket.closedWith).toEqual([[1000]]);
  });

  it('takes no message whose answer is not true, such as a promise', async () => {
    const socket = await open({ control: (() => Promise.resolve(true)) as unknown as Control });
    socket.message('1');
    expect(seen).toEqual([1]);
  });

  it('ends the stream if its answer cannot be encoded', async () => {
    const control: Control = (_raw, reply) => {
      reply(undefined);
      return true;
    };
    (await open({ control, unsent: () => undefined })).message('?');
    expect(seen).toEqual([expect.objectContaining({ code: 'unsupported' })]);
  });

  it('is asked about each part that the framing makes of a frame', async () => {
    const socket = await open({ framing: 'lines' });
    socket.message('1\n{"ping":2}\npong\n3');
    expect(socket.sent).toEqual(['{"pong":2}']);
    expect(seen).toEqual([1, 3]);
  });

  it('is asked about no part after the subscriber has unsubscribed', async () => {
    const asked: RawData[] = [];
    const control: Control = (raw) => {
      asked.push(raw);
      running?.unsubscribe();
      return true;
    };
    (await open({ control, framing: 'lines' })).message('1\n2');
    expect(asked).toEqual(['1']);
  });

  it.each([
    ['a buffer', Uint8Array.of(9, 1).buffer],
    ['a view', Uint8Array.of(9, 1)],
  ])('is asked about the bytes of %s', async (_what, frame) => {
    const control = jest.fn((raw: RawData) => raw[0] === 9);
    const socket = await open({ control, decode: bytes() });
    socket.message(frame);
    socket.message(Uint8Array.of(5));
    expect(control.mock.calls.map(([raw]) => raw)).toEqual([Uint8Array.of(9, 1), Uint8Array.of(5)]);
    expect(seen).toEqual([Uint8Array.of(5)]);
  });

  it('is asked about a blob when it is read, in order', async () => {
    const socket = await open({ binaryType: 'blob', control: (raw) => raw === 'pong' || raw.length === 1 });
    // The blobs of jsdom cannot be read.
    const blob = Object.assign(new Blob(['x']), { arrayBuffer: () => Promise.resolve(Uint8Array.of(1).buffer) });
    socket.message(blob);
    socket.message('pong');
    socket.message('22');
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([22]);
  });

  it('takes frames that still show that the peer is alive', async () => {
    const socket = await open({
      idleTimeout: 50,
      heartbeat: { every: 40, message: () => 'ping', timeout: 20 },
    });
    for (let turn = 0; turn < 5; turn++) {
      await jest.advanceTimersByTimeAsync(40);
      socket.message('pong');
    }
    expect(seen).toEqual([]);
    await jest.advanceTimersByTimeAsync(60);
    expect(seen).toEqual(['silence']);
  });

  it('is used over a route of a connection, whose subscribers do not see the frames', async () => {
    const feed = connection([viaWebSocket(URL_, { WebSocket: FakeWebSocket, control: pings })], {
      linger: 0,
      deliverWithin: 100,
      retry: constant(100),
    });
    running = feed.events$.subscribe(note);
    await jest.advanceTimersByTimeAsync(0);
    FakeWebSocket.last.open();
    FakeWebSocket.last.message('{"ping":1}');
    FakeWebSocket.last.message('garbage');
    await jest.advanceTimersByTimeAsync(200);
    expect(FakeWebSocket.all.map(({ sent }) => sent)).toEqual([['{"pong":1}']]);
    expect(seen).toEqual([{ raw: 'garbage', message: expect.stringContaining('control failed') as string }]);
  });
});
