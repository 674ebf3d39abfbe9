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
  let wire: Subject<PushEvent<Update>>;
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
    wire = new Subject();
    sent = [];
    // Like a session, it says what it does as soon as it is subscribed to.
    over(
      new Observable((subscriber) => {
        subscriber.next(connecting);
        return wire.subscribe(subscriber);
      }),
    );
  });

  function come(on: string, n: number): void {
    wire.next({
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

  it('opens nothing before a channel is subscribed to', () => {
    channel('a');
    expect(wire.observed).toBe(false);
  });

  it('subscribes when the wire is open', () => {
    listen('a');
    expect(sent).toEqual([]);
    wire.next(open);
    expect(sent).toEqual(['+a']);
  });

  it('subscribes at once over a wire that is open', () => {
    listen('a');
    wire.next(open);
    listen('b');
    expect(sent).toEqual(['+a', '+b']);
  });

  it('sends one subscribe for two subscribers, and one unsubscribe after the last left', () => {
    const one = listen('a');
    wire.next(open);
    const two = listen('a');
    expect(sent).toEqual(['+a']);
    one.subscription.unsubscribe();
    expect(sent).toEqual(['+a']);
    two.subscription.unsubscribe();
    expect(sent).toEqual(['+a', '-a']);
  });

  it('hands a message to everybody in its channel and to nobody else', () => {
    const [one, two, other] = [listen('a'), listen('a'), listen('b')];
    wire.next(open);
    come('a', 1);
    come('b', 2);
    come('', 3);
    come('unknown', 4);
    expect([one.seen, two.seen, other.seen]).toEqual([[1], [1], [2]]);
  });

  it('hands a message to those who were there when it came', () => {
    const late: unknown[] = [];
    const first = channel('a').subscribe(() => {
      first.unsubscribe();
      channel('a').subscribe(({ n }) => late.push(n));
    });
    const second = listen('a');
    wire.next(open);
    come('a', 1);
    come('a', 2);
    expect(second.seen).toEqual([1, 2]);
    expect(late).toEqual([2]);
  });

  it('subscribes again after every reconnection, to what is in use then', () => {
    listen('a');
    const left = listen('b');
    wire.next(open);
    wire.next(lost);
    left.subscription.unsubscribe();
    listen('c');
    wire.next(connecting);
    wire.next(open);
    expect(sent).toEqual(['+a', '+b', '+a', '+c']);
  });

  it('subscribes again after a pause', () => {
    listen('a');
    wire.next(open);
    wire.next({ kind: 'paused', reason: 'hidden' });
    wire.next(open);
    expect(sent).toEqual(['+a', '+a']);
  });

  it('does not take a gap for a new connection', () => {
    listen('a');
    wire.next(open);
    wire.next({ kind: 'open', transport: 'websocket', continuity: 'gap' });
    wire.next({ kind: 'rejected', raw: '', error: new Failure('decode', 'no', { transient: false }) });
    listen('b');
    expect(sent).toEqual(['+a', '+b']);
  });

  it('takes a wire that says nothing at first for one that is open', () => {
    over(wire);
    listen('a');
    expect(sent).toEqual(['+a']);
  });

  it('subscribes again when a wire that it took for open is lost', () => {
    over(wire);
    listen('a');
    for (const event of [lost, connecting, open]) wire.next(event);
    expect(sent).toEqual(['+a', '+a']);
  });

  it.each([
    ['waits to connect', [connecting, lost, connecting, open]],
    ['is connecting', [open]],
  ])('subscribes once over a wire that %s for somebody else', (_state, events) => {
    over(wire);
    listen('a');
    const left = listen('b');
    left.subscription.unsubscribe();
    for (const event of events) wire.next(event);
    expect(sent).toEqual(['+a', '+b', '-b']);
    for (const event of [lost, connecting, open]) wire.next(event);
    expect(sent.slice(3)).toEqual(['+a']);
  });

  it('subscribes once where the wire opens while it is subscribed to', () => {
    over(
      new Observable((subscriber) => {
        subscriber.next(open);
      }),
    );
    listen('a');
    expect(sent).toEqual(['+a']);
  });

  it('keeps the wire while any channel is in use, and no longer', () => {
    const [a, b] = [listen('a'), listen('b')];
    wire.next(open);
    a.subscription.unsubscribe();
    expect(wire.observed).toBe(true);
    b.subscription.unsubscribe();
    expect(wire.observed).toBe(false);
  });

  it('starts over after the last has left', () => {
    listen('a').subscription.unsubscribe();
    const { seen } = listen('a');
    wire.next(open);
    come('a', 1);
    expect(sent).toEqual(['+a']);
    expect(seen).toEqual([1]);
  });

  it.each(['error', 'complete'] as const)('ends all channels with the wire: %s', (how) => {
    const [a, b] = [listen('a'), listen('b')];
    wire.next(open);
    const broken = new Error('broken');
    if (how === 'error') wire.error(broken);
    else wire.complete();
    expect([a.seen, b.seen]).toEqual(how === 'error' ? [[broken], [broken]] : [['complete'], ['complete']]);
    expect(sent).toEqual(['+a', '+b']);
  });

  it('opens the wire again for who comes after its end', () => {
    listen('a');
    wire.complete();
    wire = new Subject();
    listen('b');
    wire.next(open);
    expect(sent).toEqual(['+b']);
  });

  it('errors where subscribing cannot be sent', () => {
    const full = new Error('full');
    channel = channels<Update, string>(
      {
        events$: wire,
        send: () => {
          throw full;
        },
      },
      protocol,
    );
    expect(listen('a').seen).toEqual([full]);
    expect(wire.observed).toBe(false);
  });

  it('names a wrong argument', () => {
    expect(() => channel('')).toThrow(/name .*""/);
    expect(() => channels({} as never, protocol)).toThrow(/peer/);
    expect(() => channels({ events$: wire, send: () => undefined }, {} as never)).toThrow(/protocol/);
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

    it('subscribes once where it joins somebody whose connection is away', async () => {
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
