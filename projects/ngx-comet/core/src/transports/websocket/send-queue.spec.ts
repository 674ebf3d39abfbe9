import { asyncScheduler } from 'rxjs';
import { PushError } from '../../vocabulary/push-error';
import type { QueueOptions } from './websocket-options';
import { SendQueue } from './send-queue';
import { FakeWebSocket } from './spec-support/fake-websocket';
import { encodeJson } from './encode-json';

const MIB = 1024 * 1024;

interface Setup {
  readonly sendQueue: SendQueue<unknown>;
  readonly errors: PushError[];
  opened(): FakeWebSocket;
}

function setup(queue: QueueOptions = {}, encode: (value: unknown) => string = encodeJson as () => string): Setup {
  const errors: PushError[] = [];
  const sendQueue = new SendQueue({
    encode,
    max: queue.max ?? 1_000,
    overflow: queue.overflow ?? 'error',
    clock: asyncScheduler,
    fail: (error) => errors.push(error),
  });
  return {
    sendQueue,
    errors,
    opened: () => {
      const socket = new FakeWebSocket('ws://h/');
      socket.open();
      sendQueue.attach(socket);
      return socket;
    },
  };
}

describe('SendQueue', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('sends at once while the socket is open', () => {
    const { sendQueue, opened } = setup();
    const socket = opened();
    sendQueue.push({ a: 1 });
    expect(socket.sent).toEqual(['{"a":1}']);
    expect(sendQueue.close()).toBeUndefined();
  });

  it('keeps what comes before, and sends it in order', () => {
    const { sendQueue, opened } = setup();
    for (const n of [1, 2, 3]) sendQueue.push(n);
    const socket = opened();
    sendQueue.push(4);
    expect(socket.sent).toEqual(['1', '2', '3', '4']);
  });

  it('encodes when the value comes, so that a later change does not show', () => {
    const { sendQueue, opened } = setup();
    const value = { n: 1 };
    sendQueue.push(value);
    value.n = 2;
    expect(opened().sent).toEqual(['{"n":1}']);
  });

  it('never gives a second socket what a first one took', () => {
    const { sendQueue, opened } = setup();
    sendQueue.push(1);
    const first = opened();
    sendQueue.push(2);
    sendQueue.abandon();
    sendQueue.push(3);
    const second = opened();
    expect(first.sent).toEqual(['1', '2']);
    expect(second.sent).toEqual(['3']);
  });

  it.each([
    ['connecting', 0],
    ['closing', 2],
    ['closed', 3],
  ])('gives nothing to a socket that is %s', (_state, readyState) => {
    const { sendQueue, opened } = setup();
    const socket = opened();
    socket.readyState = readyState;
    sendQueue.push(1);
    sendQueue.abandon();
    expect(socket.sent).toEqual([]);
    expect(opened().sent).toEqual(['1']);
  });

  describe('when its bound is reached', () => {
    it('fails by default, and tells the values', () => {
      const { sendQueue, errors } = setup({ max: 2 });
      for (const n of [1, 2, 3, 4]) sendQueue.push(n);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'overflow', transient: false, transport: 'websocket' });
      expect(sendQueue.close()).toEqual({ values: [1, 2, 3], dropped: 0, bytes: 0 });
    });

    it('can drop the oldest, and counts them', () => {
      const { sendQueue, errors, opened } = setup({ max: 2, overflow: 'drop-oldest' });
      for (const n of [1, 2, 3, 4]) sendQueue.push(n);
      expect(opened().sent).toEqual(['3', '4']);
      expect(errors).toEqual([]);
      expect(sendQueue.close()).toEqual({ values: [], dropped: 2, bytes: 0 });
    });

    it('can drop the newest, and counts them', () => {
      const { sendQueue, opened } = setup({ max: 2, overflow: 'drop-newest' });
      for (const n of [1, 2, 3, 4]) sendQueue.push(n);
      expect(opened().sent).toEqual(['1', '2']);
      expect(sendQueue.close()).toEqual({ values: [], dropped: 2, bytes: 0 });
    });

    it.each(['drop-oldest', 'drop-newest'] as const)('keeps nothing with a bound of 0 and %s', (overflow) => {
      const { sendQueue, opened } = setup({ max: 0, overflow });
      sendQueue.push(1);
      expect(opened().sent).toEqual([]);
      expect(sendQueue.close()).toEqual({ values: [], dropped: 1, bytes: 0 });
    });
  });

  it('sends over a custom socket that does not count its buffer', () => {
    const { sendQueue } = setup();
    const socket = new FakeWebSocket('ws://h/');
    Object.defineProperty(socket, 'bufferedAmount', { get: () => undefined, set: () => undefined });
    socket.open();
    sendQueue.push(1);
    sendQueue.attach(socket);
    sendQueue.push(2);
    sendQueue.push(3);
    expect(socket.sent).toEqual(['1', '2', '3']);
    sendQueue.abandon();
    expect(sendQueue.close()).toBeUndefined();
  });

  describe('while the socket has much in its buffer', () => {
    it('waits until the buffer went down', () => {
      const { sendQueue, opened } = setup();
      const socket = opened();
      socket.bufferedAmount = MIB;
      sendQueue.push(1);
      sendQueue.push(2);
      jest.advanceTimersByTime(1_000);
      expect(socket.sent).toEqual([]);
      socket.bufferedAmount = MIB - 1;
      jest.advanceTimersByTime(20);
      expect(socket.sent).toEqual(['1', '2']);
    });

    it('fills the buffer no further than the mark', () => {
      const { sendQueue, opened } = setup();
      const socket = opened();
      socket.weight = MIB / 4;
      for (let n = 0; n < 10; n++) sendQueue.push(n);
      expect(socket.sent).toHaveLength(4);
      socket.bufferedAmount = MIB / 2;
      jest.advanceTimersByTime(20);
      expect(socket.sent).toHaveLength(6);
      socket.bufferedAmount = 0;
      jest.advanceTimersByTime(20);
      socket.bufferedAmount = 0;
      jest.advanceTimersByTime(20);
      expect(socket.sent).toEqual(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
    });

    it('keeps the order when a message comes while others wait', () => {
      const { sendQueue, opened } = setup();
      const socket = opened();
      socket.bufferedAmount = MIB;
      sendQueue.push(1);
      socket.bufferedAmount = 0;
      sendQueue.push(2);
      jest.advanceTimersByTime(20);
      expect(socket.sent).toEqual(['1', '2']);
    });

    it('looks once at a time, however often the oldest is dropped', () => {
      const { sendQueue, opened } = setup({ max: 1, overflow: 'drop-oldest' });
      opened().bufferedAmount = MIB;
      for (const n of [1, 2, 3]) sendQueue.push(n);
      expect(jest.getTimerCount()).toBe(1);
      expect(sendQueue.close()).toEqual({ values: [3], dropped: 2, bytes: 0 });
    });

    it('bounds what waits', () => {
      const { sendQueue, opened, errors } = setup({ max: 2 });
      opened().bufferedAmount = MIB;
      for (const n of [1, 2, 3]) sendQueue.push(n);
      expect(errors[0]?.code).toBe('overflow');
      sendQueue.close();
    });

    it('tells what a lost socket kept, and what waited', () => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = MIB + 5;
      sendQueue.push('late');
      sendQueue.abandon();
      expect(sendQueue.close()).toEqual({ values: ['late'], dropped: 0, bytes: MIB + 5 });
    });

    it('trusts a socket that was let go with what is in its buffer', () => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = 5;
      sendQueue.detach();
      expect(sendQueue.close()).toBeUndefined();
    });

    it.each(['overflow', 'protocol'] as const)('trusts it also after an error that is %s', (code) => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = 5;
      sendQueue.detach(new PushError(code, 'lost', { transient: true }));
      expect(sendQueue.close()).toBeUndefined();
    });

    it('reports what is in its buffer after silence', () => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = 5;
      sendQueue.detach(new PushError('silence', 'lost', { transient: true }));
      expect(sendQueue.close()).toEqual({ values: [], dropped: 0, bytes: 5 });
    });
  });

  describe('ahead of the queue', () => {
    it('sends over the socket that is open', () => {
      const { sendQueue, opened } = setup();
      const socket = opened();
      socket.bufferedAmount = MIB;
      sendQueue.push('queued');
      sendQueue.pushNow('ping');
      expect(socket.sent).toEqual(['ping']);
      sendQueue.close();
    });

    it('sends nothing where none is', () => {
      const { sendQueue, opened } = setup();
      sendQueue.pushNow('ping');
      expect(opened().sent).toEqual([]);
    });
  });

  it('fails for what cannot be encoded, and names the cause', () => {
    const { sendQueue, errors } = setup();
    sendQueue.push(undefined);
    expect(errors).toEqual([expect.objectContaining({ code: 'unsupported', transient: false })]);
    expect(errors[0]?.cause).toBeInstanceOf(TypeError);
    expect(sendQueue.close()?.values).toEqual([undefined]);
  });

  it('fails for an encoder that returns what no socket takes', () => {
    const { sendQueue, errors } = setup({}, (value) => value as string);
    sendQueue.push({ a: 1 });
    expect(errors[0]?.message).toContain('encode returned object');
  });

  it('fails where the socket throws', () => {
    const { sendQueue, errors, opened } = setup();
    const cause = new Error('no');
    jest.spyOn(opened(), 'send').mockImplementation(() => {
      throw cause;
    });
    sendQueue.push(1);
    expect(errors[0]).toMatchObject({ code: 'unsupported', cause });
    expect(sendQueue.close()?.values).toEqual([1]);
  });

  it('tells in order what a socket refused and what waited behind it', () => {
    const { sendQueue, opened, errors } = setup();
    for (const n of [1, 2, 3]) sendQueue.push(n);
    jest.spyOn(FakeWebSocket.prototype, 'send').mockImplementationOnce(() => {
      throw new Error('no');
    });
    const socket = opened();
    expect(errors).toHaveLength(1);
    expect(sendQueue.close()?.values).toEqual([1, 2, 3]);
    expect(socket.sent).toEqual([]);
  });

  it('takes nothing once it is closed', () => {
    const { sendQueue, opened } = setup();
    const socket = opened();
    sendQueue.close();
    sendQueue.push(1);
    expect(socket.sent).toEqual([]);
    expect(sendQueue.close()).toBeUndefined();
  });

  it('keeps its order through a long queue that is filled and emptied in turns', () => {
    const { sendQueue, opened } = setup({ max: 10_000 });
    const socket = opened();
    let n = 0;
    for (let round = 0; round < 100; round++) {
      socket.bufferedAmount = MIB;
      for (let i = 0; i < 37; i++) sendQueue.push(n++);
      socket.bufferedAmount = MIB - 10;
      socket.weight = 1;
      jest.advanceTimersByTime(20);
    }
    socket.weight = 0;
    socket.bufferedAmount = 0;
    jest.advanceTimersByTime(20);
    expect(socket.sent.map(Number)).toEqual(Array.from({ length: n }, (_, index) => index));
  });
});
