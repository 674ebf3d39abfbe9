import { Observable, share, Subject, type Subscription } from 'rxjs';
import { channels } from './channels';
import { PushError as Failure } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import { constant } from '../schedule/constant';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { websocket$ } from '../transports/websocket/websocket';

interface Update {
  readonly on: string;
  readonly n: number;
}

const protocol = {
  subscribe: (name: string) => `+${name}`,
  unsubscribe: (name: string) => `-${name}`,
  nameOf: ({ on }: Update) => (on === '' ? undefined : on),
};

const lost: PushEvent<Update> = {
  kind: 'lost',
  transport: 'websocket',
  error: new Failure('network', 'broken', { transient: true }),
  retryIn: 5,
};
const connecting: PushEvent<Update> = { kind: 'connecting', transport: 'websocket', attempt: 1 };
const open: PushEvent<Update> = { kind: 'open', transport: 'websocket', continuity: 'first' };

describe('channels', () => {
  let connection: Subject<PushEvent<Update>>;
  let sent: unknown[];
  let channel: (name: string) => Observable<Update>;

  function over(events$: Observable<PushEvent<Update>>): void {
    channel = channels(
      {
        events$,
        send: (value: string) => {
          sent.push(value);
        },
      },
      protocol,
    );
  }

  beforeEach(() => {
    connection = new Subject();
    sent = [];
    // Like a session, it emits an event as soon as it is subscribed to.
    over(
      new Observable((subscriber) => {
        subscriber.next(connecting);
        return connection.subscribe(subscriber);
      }),
    );
  });

  function receive(on: string, n: number): void {
    connection.next({
      kind: 'message',
      message: { data: { on, n }, event: 'message', id: undefined, transport: 'websocket' },
    });
  }

  function listen(name: string): { readonly seen: unknown[]; readonly subscription: Subscription } {
    const seen: unknown[] = [];
    const subscription = channel(name).subscribe({
      next: ({ n }) => seen.push(n),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
    return { seen, subscription };
  }

  it('opens no connection before a channel is subscribed to', () => {
    channel('a');
    expect(connection.observed).toBe(false);
  });

  it('subscribes when the connection opens', () => {
    listen('a');
    expect(sent).toEqual([]);
    connection.next(open);
    expect(sent).toEqual(['+a']);
  });

  it('subscribes at once over an open connection', () => {
    listen('a');
    connection.next(open);
    listen('b');
    expect(sent).toEqual(['+a', '+b']);
  });

  it('sends one subscribe for two subscribers, and one unsubscribe after the last one', () => {
    const one = listen('a');
    connection.next(open);
    const two = listen('a');
    expect(sent).toEqual(['+a']);
    one.subscription.unsubscribe();
    expect(sent).toEqual(['+a']);
    two.subscription.unsubscribe();
    expect(sent).toEqual(['+a', '-a']);
  });

  it('delivers a message to all subscribers of its channel and to no other', () => {
    const [one, two, other] = [listen('a'), listen('a'), listen('b')];
    connection.next(open);
    receive('a', 1);
    receive('b', 2);
    receive('', 3);
    receive('unknown', 4);
    expect([one.seen, two.seen, other.seen]).toEqual([[1], [1], [2]]);
  });

  it('delivers a message to the subscribers at the time of its arrival', () => {
    const late: unknown[] = [];
    const first = channel('a').subscribe(() => {
      first.unsubscribe();
      channel('a').subscribe(({ n }) => late.push(n));
    });
    const second = listen('a');
    connection.next(open);
    receive('a', 1);
    receive('a', 2);
    expect(second.seen).toEqual([1, 2]);
    expect(late).toEqual([2]);
  });

  it('subscribes after every reconnection to the channels in use', () => {
    listen('a');
    const left = listen('b');
    connection.next(open);
    connection.next(lost);
    left.subscription.unsubscribe();
    listen('c');
    connection.next(connecting);
    connection.next(open);
    expect(sent).toEqual(['+a', '+b', '+a', '+c']);
  });

  it('subscribes again after a pause', () => {
    listen('a');
    connection.next(open);
    connection.next({ kind: 'paused', reason: 'hidden' });
    connection.next(open);
    expect(sent).toEqual(['+a', '+a']);
  });

  it('subscribes to no channel again after a comment', () => {
    const { seen } = listen('a');
    connection.next(open);
    connection.next({ kind: 'comment', text: 'ping' });
    connection.next({ ...open, continuity: 'gap' });
    receive('a', 1);
    expect(sent).toEqual(['+a']);
    expect(seen).toEqual([1]);
  });

  it('does not take a gap for a new connection', () => {
    listen('a');
    connection.next(open);
    connection.next({ kind: 'open', transport: 'websocket', continuity: 'gap' });
    connection.next({ kind: 'rejected', raw: '', error: new Failure('decode', 'no', { transient: false }) });
    listen('b');
    expect(sent).toEqual(['+a', '+b']);
  });

  it('assumes that a connection is open when it emits nothing at first', () => {
    over(connection);
    listen('a');
    expect(sent).toEqual(['+a']);
  });

  it('subscribes again when a connection that it assumed to be open is lost', () => {
    over(connection);
    listen('a');
    for (const event of [lost, connecting, open]) connection.next(event);
    expect(sent).toEqual(['+a', '+a']);
  });

  it.each([
    ['waits to connect', [connecting, lost, connecting, open]],
    ['is connecting', [open]],
  ])('subscribes once over a connection that %s for another subscriber', (_state, events) => {
    over(connection);
    listen('a');
    const left = listen('b');
    left.subscription.unsubscribe();
    for (const event of events) connection.next(event);
    expect(sent).toEqual(['+a', '+b', '-b']);
    for (const event of [lost, connecting, open]) connection.next(event);
    expect(sent.slice(3)).toEqual(['+a']);
  });

  it('subscribes once where the connection opens while it is subscribed to', () => {
    over(
      new Observable((subscriber) => {
        subscriber.next(open);
      }),
    );
    listen('a');
    expect(sent).toEqual(['+a']);
  });

  it('keeps the connection while any channel is in use, and no longer', () => {
    const [a, b] = [listen('a'), listen('b')];
    connection.next(open);
    a.subscription.unsubscribe();
    expect(connection.observed).toBe(true);
    b.subscription.unsubscribe();
    expect(connection.observed).toBe(false);
  });

  it('opens a new connection after the last subscriber', () => {
    listen('a').subscription.unsubscribe();
    const { seen } = listen('a');
    connection.next(open);
    receive('a', 1);
    expect(sent).toEqual(['+a']);
    expect(seen).toEqual([1]);
  });

  it.each(['error', 'complete'] as const)('ends all channels with the connection: %s', (how) => {
    const [a, b] = [listen('a'), listen('b')];
    connection.next(open);
    const broken = new Error('broken');
    if (how === 'error') connection.error(broken);
    else connection.complete();
    expect([a.seen, b.seen]).toEqual(how === 'error' ? [[broken], [broken]] : [['complete'], ['complete']]);
    expect(sent).toEqual(['+a', '+b']);
  });

  it('opens the connection again for a subscriber after its end', () => {
    listen('a');
    connection.complete();
    connection = new Subject();
    listen('b');
    connection.next(open);
    expect(sent).toEqual(['+b']);
  });

  it('errors where the subscribe message cannot be sent', () => {
    const full = new Error('full');
    channel = channels<Update, string>(
      {
        events$: connection,
        send: () => {
          throw full;
        },
      },
      protocol,
    );
    expect(listen('a').seen).toEqual([full]);
    expect(connection.observed).toBe(false);
  });

  it('names a wrong argument', () => {
    expect(() => channel('')).toThrow(/name .*""/);
    expect(() => channels({} as never, protocol)).toThrow(/peer/);
    expect(() => channels({ events$: connection, send: () => undefined }, {} as never)).toThrow(/protocol/);
  });

  describe('over a websocket$', () => {
    let events$: Observable<PushEvent<Update>>;

    beforeEach(() => {
      jest.useFakeTimers();
      FakeWebSocket.all = [];
      const outgoing = new Subject<unknown>();
      events$ = websocket$<Update>('ws://h/', {
        WebSocket: FakeWebSocket,
        retry: constant(1),
        outgoing,
        observe: 'events',
      }).pipe(share());
      const send = (value: string): void => {
        outgoing.next(value);
      };
      channel = channels({ events$, send }, protocol);
    });

    afterEach(() => {
      expect(jest.getTimerCount()).toBe(0);
      jest.useRealTimers();
    });

    it('sends each connection one subscribe, however many subscribers', async () => {
      const one = listen('a');
      const two = listen('a');
      await jest.advanceTimersByTimeAsync(0);
      FakeWebSocket.last.open();
      FakeWebSocket.last.drop();
      await jest.advanceTimersByTimeAsync(1);
      FakeWebSocket.last.open();
      FakeWebSocket.last.message('{"on":"a","n":1}');
      one.subscription.unsubscribe();
      two.subscription.unsubscribe();
      expect([one.seen, two.seen]).toEqual([[1], [1]]);
      expect(FakeWebSocket.all.map((socket) => socket.sent)).toEqual([['+a'], ['+a', '-a']]);
      expect(FakeWebSocket.last.closedWith).toEqual([[1000]]);
    });

    it('subscribes once where another subscriber waits to reconnect', async () => {
      const other = events$.subscribe();
      await jest.advanceTimersByTimeAsync(0);
      FakeWebSocket.last.open();
      FakeWebSocket.last.drop();
      const { subscription } = listen('a');
      await jest.advanceTimersByTimeAsync(1);
      FakeWebSocket.last.drop();
      await jest.advanceTimersByTimeAsync(1);
      FakeWebSocket.last.open();
      subscription.unsubscribe();
      other.unsubscribe();
      expect(FakeWebSocket.all.map((socket) => socket.sent)).toEqual([[], [], ['+a', '-a']]);
    });
  });
});
