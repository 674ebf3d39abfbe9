import { EMPTY, Observable, of, Subject, throwError } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import { Sender, type SenderConfig, type WayOut } from './sender';

function createSender(config: Partial<SenderConfig<string>> = {}): { sender: Sender<string>; failed: PushError[] } {
  const failed: PushError[] = [];
  return {
    sender: new Sender<string>({ max: 10, sendVia: undefined, failed: (error) => failed.push(error), ...config }),
    failed,
  };
}

function use<T>(sender: Sender<T>, way: WayOut<T> | undefined): void {
  sender.use(way);
  sender.flow();
}

/** A `sendVia` that records what it posts. The test ends its requests. */
function heldRequests(): {
  readonly sendVia: (value: string) => Observable<void>;
  readonly posted: string[];
  readonly requests: Subject<void>[];
} {
  const posted: string[] = [];
  const requests: Subject<void>[] = [];
  const sendVia = (value: string): Observable<void> => {
    posted.push(value);
    const request = new Subject<void>();
    requests.push(request);
    return request;
  };
  return { sendVia, posted, requests };
}

describe('Sender', () => {
  it('keeps messages until a route can send, then sends them in order', () => {
    const { sender } = createSender();
    const sent: string[] = [];
    sender.send('a');
    sender.send('b');
    use(sender, (value) => sent.push(value));
    sender.send('c');
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(sender.waiting).toBe(0);
  });

  it('keeps at most max messages, and throws an overflow beyond', () => {
    const { sender } = createSender({ max: 2 });
    sender.send('a');
    sender.send('b');
    expect(() => {
      sender.send('c');
    }).toThrow(expect.objectContaining({ code: 'overflow', transient: true }) as Error);
    const sent: string[] = [];
    use(sender, (value) => sent.push(value));
    expect(sent).toEqual(['a', 'b']);
  });

  it('sends a message that need not wait, even if nothing may wait', () => {
    const { sender } = createSender({ max: 0 });
    const sent: string[] = [];
    use(sender, (value) => sent.push(value));
    sender.send('a');
    expect(sent).toEqual(['a']);
    sender.hold();
    expect(() => {
      sender.send('b');
    }).toThrow('wait');
  });

  it('sends the unsent messages of a closed route first', () => {
    const { sender, failed } = createSender();
    const way = (): void => undefined;
    use(sender, way);
    sender.send('a');
    sender.send('b');
    sender.takeBack({ values: ['a', 'b'], bytes: 0, dropped: 0 }, way);
    sender.send('c');
    const sent: string[] = [];
    use(sender, (value) => sent.push(value));
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(failed).toEqual([]);
  });

  it.each([
    ['the bytes that were on their way when the connection ended', { bytes: 12, dropped: 0 }, '12 bytes'],
    ['how many messages the queue of a closed route dropped', { bytes: 0, dropped: 3 }, 'dropped 3 messages'],
  ])('reports %s', (_, lost, message) => {
    const { sender, failed } = createSender();
    const way = (): void => undefined;
    use(sender, way);
    sender.takeBack({ values: [], ...lost }, way);
    expect(failed).toEqual([expect.objectContaining({ code: 'network', message: expect.stringContaining(message) })]);
  });

  it('posts one message after the other where the route only receives', () => {
    const { sendVia, posted, requests } = heldRequests();
    const { sender } = createSender({ sendVia });
    use(sender, undefined);
    for (const value of ['a', 'b', 'c']) sender.send(value);
    expect(posted).toEqual(['a']);
    requests[0]?.complete();
    expect(posted).toEqual(['a', 'b']);
    requests[1]?.error(new Error('no'));
    expect(posted).toEqual(['a', 'b', 'c']);
  });

  it('waits for a running request before it sends over another route', () => {
    const request = new Subject<void>();
    const { sender } = createSender({ sendVia: () => request });
    const sent: string[] = [];
    use(sender, undefined);
    sender.send('a');
    sender.send('b');
    use(sender, (value) => sent.push(value));
    expect(sent).toEqual([]);
    request.complete();
    expect(sent).toEqual(['b']);
  });

  it.each([
    ['errors', () => throwError(() => new Error('refused'))],
    [
      'throws',
      () => {
        throw new Error('refused');
      },
    ],
    ['returns no Observable', () => undefined as unknown as Observable<never>],
  ])('reports a request that %s, and goes on', (_, failing) => {
    const posted: string[] = [];
    const { sender, failed } = createSender({
      sendVia: (value) => {
        posted.push(value);
        return value === 'bad' ? failing() : EMPTY;
      },
    });
    use(sender, undefined);
    sender.send('bad');
    sender.send('good');
    expect(posted).toEqual(['bad', 'good']);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toBeInstanceOf(PushError);
  });

  it('keeps the order when the caller sends more during a request that ends at once', () => {
    const posted: string[] = [];
    const { sender } = createSender({
      sendVia: (value) => {
        posted.push(value);
        if (value === 'a') sender.send('c');
        return of(1);
      },
    });
    sender.send('a');
    sender.send('b');
    use(sender, undefined);
    expect(posted).toEqual(['a', 'b', 'c']);
  });

  it('empties a long queue of requests that end at once with a flat stack', () => {
    const { sender } = createSender({ max: 10_000, sendVia: () => EMPTY });
    for (let count = 0; count < 10_000; count++) sender.send('a');
    use(sender, undefined);
    expect(sender.waiting).toBe(0);
  });

  it('empties a long queue without moving all of it for every message', () => {
    const COUNT = 10_000;
    const { sender } = createSender({ max: COUNT });
    for (let count = 0; count < COUNT; count++) sender.send('a');
    let moved = 0;
    const spies = (['shift', 'splice', 'slice'] as const).map((name) => {
      const original = Array.prototype[name] as (this: unknown[], ...args: unknown[]) => unknown;
      return jest.spyOn(Array.prototype, name).mockImplementation(function (this: unknown[], ...args: unknown[]) {
        moved += this.length;
        return original.apply(this, args);
      } as never);
    });
    let sent = 0;
    use(sender, () => sent++);
    for (const spy of spies) spy.mockRestore();
    expect(sent).toBe(COUNT);
    expect(moved).toBeLessThan(10 * COUNT);
  });

  it('keeps messages where neither the route nor sendVia can send', () => {
    const { sender } = createSender();
    use(sender, undefined);
    sender.send('a');
    expect(sender.waiting).toBe(1);
  });

  it('sends nothing that is not wanted any more when a route gives it back, before or after', () => {
    const { sender } = createSender() as unknown as { sender: Sender<object> };
    const sent: object[] = [];
    const [early, late, kept] = [{ n: 1 }, { n: 2 }, { n: 3 }];
    const way = (): void => undefined;
    use(sender, way);
    const revokeEarly = sender.send(early);
    const revokeLate = sender.send(late);
    sender.send(kept);
    revokeEarly();
    sender.takeBack({ values: [early, late, kept], bytes: 0, dropped: 0 }, way);
    revokeLate();
    use(sender, (value) => sent.push(value));
    sender.send(early);
    expect(sent).toEqual([kept, early]);
    expect(sender.waiting).toBe(0);
  });

  it('keeps messages while the route has enough, and sends them when it takes more', () => {
    let blocked = false;
    const { sender } = createSender({ max: 2, blocked: () => blocked });
    const sent: string[] = [];
    use(sender, (value) => sent.push(value));
    sender.send('a');
    blocked = true;
    sender.send('b');
    sender.send('c');
    expect(() => sender.send('d')).toThrow('more than 2 messages wait to be sent');
    expect([sent, sender.holds('b'), sender.holds('a')]).toEqual([['a'], true, false]);
    blocked = false;
    sender.resume();
    expect(sent).toEqual(['a', 'b', 'c']);
  });

  it('sends control messages before all others, and not again over the next connection', () => {
    const { sender } = createSender();
    const first: string[] = [];
    const way = (value: string): void => {
      first.push(value);
    };
    sender.send('a');
    sender.use(way);
    sender.control('hello');
    expect(first).toEqual(['hello']);
    sender.flow();
    sender.control('more');
    expect(first).toEqual(['hello', 'a', 'more']);
    sender.takeBack({ values: ['hello', 'a', 'more'], bytes: 0, dropped: 0 }, way);
    sender.control('lost');
    const second: string[] = [];
    use(sender, (value) => second.push(value));
    expect(second).toEqual(['a']);
  });

  it('sends a message again that has the same text as a control message of an earlier connection', () => {
    const { sender } = createSender();
    const first = (): void => undefined;
    sender.use(first);
    sender.control('hello');
    sender.takeBack({ values: ['hello'], bytes: 0, dropped: 0 }, first);
    const second = (): void => undefined;
    use(sender, second);
    sender.send('hello');
    sender.takeBack({ values: ['hello'], bytes: 0, dropped: 0 }, second);
    const third: string[] = [];
    use(sender, (value) => third.push(value));
    expect(third).toEqual(['hello']);
  });

  it('sends control messages ahead of messages that wait for a request', () => {
    const { sendVia, posted, requests } = heldRequests();
    const { sender } = createSender({ sendVia });
    use(sender, undefined);
    for (const value of ['a', 'b']) sender.send(value);
    for (const value of ['first', 'second']) sender.control(value);
    for (let turn = 0; turn < 4; turn++) requests[turn]?.complete();
    expect(posted).toEqual(['a', 'first', 'second', 'b']);
  });

  it('keeps the order of a queue that is sent in part while messages are added and removed', () => {
    const { sendVia, posted, requests } = heldRequests();
    const { sender } = createSender({ sendVia });
    const [, , revoke] = ['a', 'b', 'c', 'd'].map((value) => sender.send(value));
    use(sender, undefined);
    expect(sender.waiting).toBe(3);
    sender.control('first');
    revoke?.();
    requests[0]?.complete();
    sender.takeBack({ values: ['unsent'], bytes: 0, dropped: 0 }, () => undefined);
    expect(sender.waiting).toBe(3);
    for (let turn = 1; turn < 5; turn++) requests[turn]?.complete();
    expect(posted).toEqual(['a', 'first', 'unsent', 'b', 'd']);
  });

  it('forgets waiting control messages when the connection ends', () => {
    const request = new Subject<void>();
    const { sender } = createSender({ sendVia: () => request });
    use(sender, undefined);
    sender.send('a');
    sender.control('hello');
    sender.hold();
    request.complete();
    const sent: string[] = [];
    use(sender, (value) => sent.push(value));
    expect(sent).toEqual([]);
  });

  it('sends nothing after its stop, and returns how many messages were left', () => {
    let unsubscribed = false;
    const pending = new Observable<never>(() => () => {
      unsubscribed = true;
    });
    const { sender } = createSender({ sendVia: () => pending });
    use(sender, undefined);
    sender.send('a');
    sender.send('b');
    expect(sender.stop()).toBe(1);
    expect(unsubscribed).toBe(true);
    expect(sender.waiting).toBe(0);
  });

  it('keeps sending over the live route when another one is closed, and sends its unsent messages', () => {
    const { sender } = createSender();
    const sent: string[] = [];
    use(sender, (value) => sent.push(value));
    sender.takeBack({ values: ['a'], bytes: 0, dropped: 0 }, () => undefined);
    expect(sent).toEqual(['a']);
    sender.send('b');
    expect(sent).toEqual(['a', 'b']);
  });

  it('throws an overflow beyond max before flow is called for a new route', () => {
    const { sender } = createSender({ max: 0 });
    sender.use(() => undefined);
    expect(() => {
      sender.send('a');
    }).toThrow(expect.objectContaining({ code: 'overflow' }) as Error);
    expect(sender.waiting).toBe(0);
  });

  it.each([
    ['objects', { hello: 1 }, { data: 1 }],
    ['null', null, { data: 1 }],
    ['numbers', 0, 1],
  ])('does not send the control messages of a closed route over the next one: %s', (_, control, data) => {
    const sender = new Sender<unknown>({ max: 10, sendVia: undefined, failed: () => undefined });
    const first: unknown[] = [];
    const way = (value: unknown): void => void first.push(value);
    sender.use(way);
    sender.control(control);
    sender.flow();
    sender.send(data);
    expect(first).toEqual([control, data]);
    sender.takeBack({ values: [control, data], bytes: 0, dropped: 0 }, way);
    const second: unknown[] = [];
    use(sender, (value) => second.push(value));
    expect(second).toEqual([data]);
  });
});
