import { Subject } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushPeer } from './push-peer';
import { request } from './request';

interface Reply {
  readonly id: number;
}

const lost = new PushError('network', 'broken', { transient: true });

describe('request', () => {
  let connection: Subject<PushEvent<Reply>>;
  let sent: unknown[];
  let peer: PushPeer<Reply, unknown>;

  beforeEach(() => {
    jest.useFakeTimers();
    connection = new Subject();
    sent = [];
    peer = {
      events$: connection,
      send: (value) => {
        sent.push(value);
      },
    };
  });

  afterEach(() => {
    expect(jest.getTimerCount()).toBe(0);
    expect(connection.observed).toBe(false);
    jest.useRealTimers();
  });

  function receive(data: Reply): void {
    connection.next({ kind: 'message', message: { data, event: 'message', id: undefined, transport: 'websocket' } });
  }

  function ask(timeout?: number): unknown[] {
    const seen: unknown[] = [];
    request(peer, 'question', { match: ({ id }) => id === 7, timeout }).subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
    return seen;
  }

  it('sends nothing before it is subscribed to', () => {
    request(peer, 'question', { match: () => true });
    expect(sent).toEqual([]);
  });

  it('sends, emits the message that matches and completes', () => {
    const seen = ask();
    expect(sent).toEqual(['question']);
    receive({ id: 6 });
    expect(seen).toEqual([]);
    receive({ id: 7 });
    expect(seen).toEqual([{ id: 7 }, 'complete']);
  });

  it('matches each of two answers with its request, in any order', () => {
    const answers: Reply[] = [];
    for (const wanted of [7, 8]) {
      request(peer, wanted, { match: ({ id }) => id === wanted }).subscribe((reply) => answers.push(reply));
    }
    receive({ id: 8 });
    receive({ id: 7 });
    expect(sent).toEqual([7, 8]);
    expect(answers).toEqual([{ id: 8 }, { id: 7 }]);
  });

  it('waits through a lost connection, and does not send again', () => {
    const seen = ask();
    connection.next({ kind: 'lost', transport: 'websocket', error: lost, retryIn: 5 });
    connection.next({ kind: 'connecting', transport: 'websocket', attempt: 1 });
    connection.next({ kind: 'open', transport: 'websocket', continuity: 'unknown' });
    receive({ id: 7 });
    expect(sent).toEqual(['question']);
    expect(seen).toEqual([{ id: 7 }, 'complete']);
  });

  it('emits an answer that arrives while it sends', () => {
    peer = {
      events$: connection,
      send: () => {
        receive({ id: 7 });
      },
    };
    expect(ask()).toEqual([{ id: 7 }, 'complete']);
  });

  it('errors with timeout after 10 s by default', () => {
    const seen = ask();
    jest.advanceTimersByTime(9_999);
    expect(seen).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(seen).toEqual([expect.objectContaining({ name: 'PushError', code: 'timeout', transient: true })]);
  });

  it('waits without a limit where the timeout is 0', () => {
    const seen = ask(0);
    jest.advanceTimersByTime(100_000);
    receive({ id: 7 });
    expect(seen).toEqual([{ id: 7 }, 'complete']);
  });

  it('stops waiting when it is unsubscribed from', () => {
    request(peer, 'question', { match: () => true })
      .subscribe()
      .unsubscribe();
    expect(connection.observed).toBe(false);
  });

  it('errors with the error of the connection', () => {
    const seen = ask();
    const broken = new Error('broken');
    connection.error(broken);
    expect(seen).toEqual([broken]);
  });

  it('errors with aborted where the connection ends before the answer', () => {
    const seen = ask();
    connection.complete();
    expect((seen[0] as PushError).code).toBe('aborted');
  });

  it('sends nothing over a connection that has ended', () => {
    connection.complete();
    ask();
    expect(sent).toEqual([]);
  });

  it('errors with the error that send throws', () => {
    const full = new Error('full');
    peer = {
      events$: connection,
      send: () => {
        throw full;
      },
    };
    expect(ask()).toEqual([full]);
  });

  it('names a wrong option', () => {
    expect(() => request(peer, 1, { match: () => true, timeout: -1 })).toThrow(/timeout .*-1/);
    expect(() => request(peer, 1, { match: 'id' as never })).toThrow(/match/);
    expect(() => request({} as never, 1, { match: () => true })).toThrow(/peer/);
  });
});
