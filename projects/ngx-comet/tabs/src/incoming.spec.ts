import { Incoming } from './incoming';

describe('what a leader sends for other tabs', () => {
  let log: string[];
  let room: boolean;
  let buffered: number;
  let incoming: Incoming;

  beforeEach(() => {
    jest.useFakeTimers();
    log = [];
    room = true;
    buffered = 5;
    const connection = {
      canSend: () => room,
      send: (payload: unknown) => log.push(`send ${String(payload)}`),
      buffered: () => buffered,
    };
    incoming = new Incoming('t', connection, (message) => {
      log.push('number' in message ? `${message.kind} ${message.number}` : message.kind);
    });
  });

  afterEach(() => {
    incoming.stop();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const take = (number: number, sender = 'one'): void =>
    incoming.take({ kind: 'send', tab: 'a', sender, term: 't', epoch: 1, number, payload: `a${number}` });

  it('reports a message right before it sends it, each once and in order', () => {
    for (const number of [1, 1, 3, 2]) take(number);
    expect(log).toEqual(['taken 1', 'send a1', 'taken 2', 'send a2']);
  });

  it('reports when the messages left the browser, once', () => {
    take(1);
    jest.advanceTimersByTime(100);
    expect(log).toEqual(['taken 1', 'send a1']);
    buffered = 0;
    jest.advanceTimersByTime(100);
    expect(log).toEqual(['taken 1', 'send a1', 'flushed 1']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('asks once for what it refused, when there is room', () => {
    room = false;
    take(1);
    take(2);
    jest.advanceTimersByTime(100);
    expect(log).toEqual([]);
    room = true;
    jest.advanceTimersByTime(100);
    expect(log).toEqual(['ready']);
    take(1);
    expect(log).toEqual(['ready', 'taken 1', 'send a1']);
  });

  it('knows at its end whether everything left the browser', () => {
    take(1);
    buffered = 0;
    incoming.stop();
    expect(log.at(-1)).toBe('flushed 1');
  });

  it('counts anew for a tab that left or has another sender', () => {
    take(1);
    incoming.forget('a');
    take(1);
    take(1, 'two');
    take(1, 'two');
    expect(log.filter((line) => line.startsWith('send'))).toEqual(['send a1', 'send a1', 'send a1']);
  });
});
