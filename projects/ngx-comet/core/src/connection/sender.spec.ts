import { EMPTY, Observable, of, Subject, throwError } from 'rxjs';
import { PushError } from '../vocabulary/push-error';
import { Sender, type SenderConfig, type WayOut } from './sender';

function sender(config: Partial<SenderConfig<string>> = {}): { sender: Sender<string>; failed: PushError[] } {
  const failed: PushError[] = [];
  return {
    sender: new Sender<string>({ max: 10, sendVia: undefined, failed: (error) => failed.push(error), ...config }),
    failed,
  };
}

function use(post: Sender<string>, way: WayOut<string> | undefined): void {
  post.use(way);
  post.flow();
}

describe('Sender', () => {
  it('keeps what cannot go yet, and sends it in order as soon as there is a way', () => {
    const { sender: post } = sender();
    const sent: string[] = [];
    post.send('a');
    post.send('b');
    use(post, (value) => sent.push(value));
    post.send('c');
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(post.waiting).toBe(0);
  });

  it('keeps at most as many as it may, and says so with an overflow', () => {
    const { sender: post } = sender({ max: 2 });
    post.send('a');
    post.send('b');
    expect(() => {
      post.send('c');
    }).toThrow(expect.objectContaining({ code: 'overflow', transient: true }) as Error);
    const sent: string[] = [];
    use(post, (value) => sent.push(value));
    expect(sent).toEqual(['a', 'b']);
  });

  it('lets pass what goes at once, even if nothing may wait', () => {
    const { sender: post } = sender({ max: 0 });
    const sent: string[] = [];
    use(post, (value) => sent.push(value));
    post.send('a');
    expect(sent).toEqual(['a']);
    post.hold();
    expect(() => {
      post.send('b');
    }).toThrow('wait');
  });

  it('sends first what a closed way gives back', () => {
    const { sender: post, failed } = sender();
    const way = (): void => undefined;
    use(post, way);
    post.send('a');
    post.send('b');
    post.takeBack(way, { values: ['a', 'b'], bytes: 0, dropped: 0 });
    post.send('c');
    const sent: string[] = [];
    use(post, (value) => sent.push(value));
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(failed).toEqual([]);
  });

  it('tells of what was on its way when the connection ended', () => {
    const { sender: post, failed } = sender();
    const way = (): void => undefined;
    use(post, way);
    post.takeBack(way, { values: [], bytes: 12, dropped: 0 });
    expect(failed).toEqual([
      expect.objectContaining({ code: 'network', message: expect.stringContaining('12 bytes') }),
    ]);
  });

  it('posts one after the other where the route only receives', () => {
    const requests: Subject<void>[] = [];
    const posted: string[] = [];
    const sendVia = (value: string): Observable<void> => {
      posted.push(value);
      const request = new Subject<void>();
      requests.push(request);
      return request;
    };
    const { sender: post } = sender({ sendVia });
    use(post, undefined);
    for (const value of ['a', 'b', 'c']) post.send(value);
    expect(posted).toEqual(['a']);
    requests[0]?.complete();
    expect(posted).toEqual(['a', 'b']);
    requests[1]?.error(new Error('no'));
    expect(posted).toEqual(['a', 'b', 'c']);
  });

  it('waits for the request under way before it sends over another route', () => {
    const request = new Subject<void>();
    const { sender: post } = sender({ sendVia: () => request });
    const sent: string[] = [];
    use(post, undefined);
    post.send('a');
    post.send('b');
    use(post, (value) => sent.push(value));
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
    ['returns nothing to subscribe to', () => undefined as unknown as Observable<never>],
  ])('tells of a request that %s, and goes on', (_, failing) => {
    const posted: string[] = [];
    const { sender: post, failed } = sender({
      sendVia: (value) => {
        posted.push(value);
        return value === 'bad' ? failing() : EMPTY;
      },
    });
    use(post, undefined);
    post.send('bad');
    post.send('good');
    expect(posted).toEqual(['bad', 'good']);
    expect(failed).toHaveLength(1);
    expect(failed[0]).toBeInstanceOf(PushError);
  });

  it('keeps the order when a request that ends at once makes the caller send more', () => {
    const posted: string[] = [];
    const { sender: post } = sender({
      sendVia: (value) => {
        posted.push(value);
        if (value === 'a') post.send('c');
        return of(1);
      },
    });
    post.send('a');
    post.send('b');
    use(post, undefined);
    expect(posted).toEqual(['a', 'b', 'c']);
  });

  it('empties a long queue of requests that end at once with a flat stack', () => {
    const { sender: post } = sender({ max: 10_000, sendVia: () => EMPTY });
    for (let count = 0; count < 10_000; count++) post.send('a');
    use(post, undefined);
    expect(post.waiting).toBe(0);
  });

  it('keeps waiting where nothing can send', () => {
    const { sender: post } = sender();
    use(post, undefined);
    post.send('a');
    expect(post.waiting).toBe(1);
  });

  it('tells a new connection about itself before anything else, and never tells the next one the same', () => {
    const { sender: post } = sender();
    const first: string[] = [];
    const way = (value: string): void => {
      first.push(value);
    };
    post.send('a');
    post.use(way);
    post.control('hello');
    expect(first).toEqual(['hello']);
    post.flow();
    post.control('more');
    expect(first).toEqual(['hello', 'a', 'more']);
    post.takeBack(way, { values: ['hello', 'a', 'more'], bytes: 0, dropped: 0 });
    post.control('lost');
    const second: string[] = [];
    use(post, (value) => second.push(value));
    expect(second).toEqual(['a']);
  });

  it('sends a message again that is the same text as what an earlier connection had to know', () => {
    const { sender: post } = sender();
    const first = (): void => undefined;
    post.use(first);
    post.control('hello');
    post.takeBack(first, { values: ['hello'], bytes: 0, dropped: 0 });
    const second = (): void => undefined;
    use(post, second);
    post.send('hello');
    post.takeBack(second, { values: ['hello'], bytes: 0, dropped: 0 });
    const third: string[] = [];
    use(post, (value) => third.push(value));
    expect(third).toEqual(['hello']);
  });

  it('lets what a connection has to know overtake what waits for a request', () => {
    const requests: Subject<void>[] = [];
    const posted: string[] = [];
    const { sender: post } = sender({
      sendVia: (value) => {
        posted.push(value);
        const request = new Subject<void>();
        requests.push(request);
        return request;
      },
    });
    use(post, undefined);
    for (const value of ['a', 'b']) post.send(value);
    for (const value of ['first', 'second']) post.control(value);
    for (let turn = 0; turn < 4; turn++) requests[turn]?.complete();
    expect(posted).toEqual(['a', 'first', 'second', 'b']);
  });

  it('forgets what the connection had to know when it ends', () => {
    const request = new Subject<void>();
    const { sender: post } = sender({ sendVia: () => request });
    use(post, undefined);
    post.send('a');
    post.control('hello');
    post.hold();
    request.complete();
    const sent: string[] = [];
    use(post, (value) => sent.push(value));
    expect(sent).toEqual([]);
  });

  it('sends nothing after its stop, and says how much was left', () => {
    let unsubscribed = false;
    const pending = new Observable<never>(() => () => {
      unsubscribed = true;
    });
    const { sender: post } = sender({ sendVia: () => pending });
    use(post, undefined);
    post.send('a');
    post.send('b');
    expect(post.stop()).toBe(1);
    expect(unsubscribed).toBe(true);
    expect(post.waiting).toBe(0);
  });
});
