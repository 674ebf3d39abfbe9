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

  it('keeps messages until a socket is open, and sends them in order', () => {
    const { sendQueue, opened } = setup();
    for (const n of [1, 2, 3]) sendQueue.push(n);
    const socket = opened();
    sendQueue.push(4);
    expect(socket.sent).toEqual(['1', '2', '3', '4']);
  });

  it('encodes a value at once, so a later change of the value is not sent', () => {
    const { sendQueue, opened } = setup();
    const value = { n: 1 };
    sendQueue.push(value);
    value.n = 2;
    expect(opened().sent).toEqual(['{"n":1}']);
  });

  it('never sends a message over a second socket', () => {
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
  ])('sends nothing over a socket that is %s', (_state, readyState) => {
    const { sendQueue, opened } = setup();
    const socket = opened();
    socket.readyState = readyState;
    sendQueue.push(1);
    sendQueue.abandon();
    expect(socket.sent).toEqual([]);
    expect(opened().sent).toEqual(['1']);
  });

  describe('when it is full', () => {
    it('fails by default, and returns the unsent values', () => {
      const { sendQueue, errors } = setup({ max: 2 });
      for (const n of [1, 2, 3, 4]) sendQueue.push(n);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toMatchObject({ code: 'overflow', transient: false, transport: 'websocket' });
      expect(sendQueue.close()).toEqual({ values: [1, 2, 3], dropped: 0, bytes: 0 });
    });

    it('drops and counts the oldest messages with drop-oldest', () => {
      const { sendQueue, errors, opened } = setup({ max: 2, overflow: 'drop-oldest' });
      for (const n of [1, 2, 3, 4]) sendQueue.push(n);
      expect(opened().sent).toEqual(['3', '4']);
      expect(errors).toEqual([]);
      expect(sendQueue.close()).toEqual({ values: [], dropped: 2, bytes: 0 });
    });

    it('drops and counts the newest messages with drop-newest', () => {
      const { sendQueue, opened } = setup({ max: 2, overflow: 'drop-newest' });
      for (const n of [1, 2, 3, 4]) sendQueue.push(n);
      expect(opened().sent).toEqual(['1', '2']);
      expect(sendQueue.close()).toEqual({ values: [], dropped: 2, bytes: 0 });
    });

    it.each(['drop-oldest', 'drop-newest'] as const)('keeps no message with a max of 0 and %s', (overflow) => {
      const { sendQueue, opened } = setup({ max: 0, overflow });
      sendQueue.push(1);
      expect(opened().sent).toEqual([]);
      expect(sendQueue.close()).toEqual({ values: [], dropped: 1, bytes: 0 });
    });
  });

  it('sends over a custom socket without bufferedAmount', () => {
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

  describe('while the buffer of the socket is full', () => {
    it('waits until the buffer has room', () => {
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

    it('fills the buffer only up to the high water mark', () => {
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

    it('keeps the order when a message is pushed while others wait', () => {
      const { sendQueue, opened } = setup();
      const socket = opened();
      socket.bufferedAmount = MIB;
      sendQueue.push(1);
      socket.bufferedAmount = 0;
      sendQueue.push(2);
      jest.advanceTimersByTime(20);
      expect(socket.sent).toEqual(['1', '2']);
    });

    it('runs one timer, however often the oldest message is dropped', () => {
      const { sendQueue, opened } = setup({ max: 1, overflow: 'drop-oldest' });
      opened().bufferedAmount = MIB;
      for (const n of [1, 2, 3]) sendQueue.push(n);
      expect(jest.getTimerCount()).toBe(1);
      expect(sendQueue.close()).toEqual({ values: [3], dropped: 2, bytes: 0 });
    });

    it('fails when too many messages wait', () => {
      const { sendQueue, opened, errors } = setup({ max: 2 });
      opened().bufferedAmount = MIB;
      for (const n of [1, 2, 3]) sendQueue.push(n);
      expect(errors[0]?.code).toBe('overflow');
      sendQueue.close();
    });

    it('returns the bytes in the buffer of a lost socket, and the waiting messages', () => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = MIB + 5;
      sendQueue.push('late');
      sendQueue.abandon();
      expect(sendQueue.close()).toEqual({ values: ['late'], dropped: 0, bytes: MIB + 5 });
    });

    it('counts the bytes in the buffer as sent after detach()', () => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = 5;
      sendQueue.detach();
      expect(sendQueue.close()).toBeUndefined();
    });

    it.each(['overflow', 'protocol'] as const)(
      'counts the bytes in the buffer as sent after a loss with %s',
      (code) => {
        const { sendQueue, opened } = setup();
        opened().bufferedAmount = 5;
        sendQueue.detach(new PushError(code, 'lost', { transient: true }));
        expect(sendQueue.close()).toBeUndefined();
      },
    );

    it('counts the bytes in the buffer as unsent after a loss with silence', () => {
      const { sendQueue, opened } = setup();
      opened().bufferedAmount = 5;
      sendQueue.detach(new PushError('silence', 'lost', { transient: true }));
      expect(sendQueue.close()).toEqual({ values: [], dropped: 0, bytes: 5 });
    });
  });

  describe('pushNow', () => {
    it('sends ahead of the queue over an open socket', () => {
      const { sendQueue, opened } = setup();
      const socket = opened();
      socket.bufferedAmount = MIB;
      sendQueue.push('queued');
      sendQueue.pushNow('ping');
      expect(socket.sent).toEqual(['ping']);
      sendQueue.close();
    });

    it('drops the message without an open socket', () => {
      const { sendQueue, opened } = setup();
      sendQueue.pushNow('ping');
      expect(opened().sent).toEqual([]);
    });
  });

  it('fails for a value that cannot be encoded, with the cause', () => {
    const { sendQueue, errors } = setup();
    sendQueue.push(undefined);
    expect(errors).toEqual([expect.objectContaining({ code: 'unsupported', transient: false })]);
    expect(errors[0]?.cause).toBeInstanceOf(TypeError);
    expect(sendQueue.close()?.values).toEqual([undefined]);
  });

  it('fails when the encoder returns a value that no socket takes', () => {
    const { sendQueue, errors } = setup({}, (value) => value as string);
    sendQueue.push({ a: 1 });
    expect(errors[0]?.message).toContain('encode returned object');
  });

  it('fails when the socket throws', () => {
    const { sendQueue, errors, opened } = setup();
    const cause = new Error('no');
    jest.spyOn(opened(), 'send').mockImplementation(() => {
      throw cause;
    });
    sendQueue.push(1);
    expect(errors[0]).toMatchObject({ code: 'unsupported', cause });
    expect(sendQueue.close()?.values).toEqual([1]);
  });

  it('returns the message that a socket rejected and the messages after it, in order', () => {
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

  it('ignores values once it is closed', () => {
    const { sendQueue, opened } = setup();
    const socket = opened();
    sendQueue.close();
    sendQueue.push(1);
    expect(socket.sent).toEqual([]);
    expect(sendQueue.close()).toBeUndefined();
  });

  it('keeps the order when a long queue is filled and emptied in turns', () => {
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
