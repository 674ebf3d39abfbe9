import { dehydrate, hydrate, QueryClient, QueryObserver } from '@tanstack/react-query';
import { pushTesting, type PushTestConnection, type PushTestingController } from 'ngx-comet/core/testing';
import { constant, sse$ } from 'ngx-comet/core';
import { feedQuery } from './feed-query';

interface Book {
  readonly seq: number;
  readonly changes: readonly number[];
}

interface Load {
  readonly symbol: string;
  readonly signal: AbortSignal;
  readonly resolve: (seq: number) => void;
  readonly reject: (error: Error) => void;
}

describe('feedQuery', () => {
  let push: PushTestingController;
  let client: QueryClient;
  let book: ReturnType<typeof booksOf>;
  let loads: Load[];
  let ends: (() => void)[];
  /** How many messages were compared with the data. */
  let compared: number;

  /** A feed of changes, which are numbers that grow by one. A snapshot has those up to `seq`. */
  function booksOf(queries: QueryClient) {
    return feedQuery(queries, {
      name: 'book',
      load: (symbol: string, signal) =>
        new Promise<Book>((resolve, reject) => {
          loads.push({ symbol, signal, reject, resolve: (seq) => resolve({ seq, changes: [] }) });
        }),
      open: (symbol) =>
        sse$<number>(`/book/${symbol}`, {
          ...push.options,
          observe: 'events',
          sequence: ({ data }) => data,
          retry: constant(1_000),
        }),
      includes: (data, { data: seq }) => {
        compared++;
        return seq <= data.seq;
      },
      apply: ({ seq, changes }, { data: next }) => {
        if (next === 13) throw new RangeError('no such change');
        return { seq: next, changes: [...changes, next - seq] };
      },
    });
  }

  beforeEach(() => {
    jest.useFakeTimers();
    push = pushTesting();
    client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    loads = [];
    ends = [];
    compared = 0;
    book = booksOf(client);
  });

  afterEach(() => {
    for (const end of ends) end();
    book.stop();
    push.verify();
    client.clear();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  const turn = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);
  const data = (symbol = 'A'): Book | undefined => client.getQueryData(['book', symbol]);
  const phase = (symbol = 'A'): unknown =>
    client.getQueryData<{ phase: string }>(['feed status', 'book', symbol])?.phase;

  function observe(symbol = 'A', more: { enabled?: boolean; staleTime?: number } = {}) {
    const observer = new QueryObserver(client, { ...book.options(symbol), ...more });
    ends.push(observer.subscribe(() => undefined));
    return observer;
  }

  /** Answers the one load that was asked for since the last call. */
  async function answer(seq: number): Promise<void> {
    await turn();
    expect(loads).toHaveLength(1);
    loads.pop()?.resolve(seq);
    await turn();
  }

  /** A feed that is open, and a query that has loaded the changes up to 5. */
  async function live(): Promise<PushTestConnection> {
    observe();
    const feed = push.expectOne('/book/A');
    feed.open();
    await answer(5);
    expect(data()).toEqual({ seq: 5, changes: [] });
    return feed;
  }

  it('loads once the feed is open, and applies each message to the data', async () => {
    observe();
    const feed = push.expectOne('/book/A');
    await turn();
    expect([loads.length, phase()]).toEqual([0, 'connecting']);
    feed.open();
    await answer(5);
    feed.next(6);
    expect(data()).toEqual({ seq: 6, changes: [1] });
    feed.next(7);
    await turn();
    expect([data(), loads.length, phase()]).toEqual([{ seq: 7, changes: [1, 1] }, 0, 'open']);
  });

  it('keeps messages that arrive during the load, and applies those that the snapshot has not', async () => {
    observe();
    const feed = push.expectOne('/book/A');
    feed.open();
    await turn();
    feed.next(5);
    feed.next(6);
    feed.next(7);
    expect(data()).toBeUndefined();
    await answer(6);
    expect(data()).toEqual({ seq: 7, changes: [1] });
  });

  it('keeps messages that arrive while the application loads it again', async () => {
    const feed = await live();
    void client.refetchQueries({ queryKey: ['book', 'A'] });
    await turn();
    feed.next(6);
    expect(data()?.seq).toBe(5);
    await answer(5);
    expect(data()).toEqual({ seq: 6, changes: [1] });
  });

  it('has one feed for several observers', async () => {
    await live();
    observe();
    observe();
    await turn();
    push.expectNone(/./);
    expect(loads).toEqual([]);
  });

  it('closes the feed shortly after the last observer is gone, and loads again with the next one', async () => {
    const feed = await live();
    ends.pop()?.();
    await turn(99);
    expect(feed.state).toBe('open');
    observe();
    await turn(99);
    ends.pop()?.();
    expect(feed.state).toBe('open');
    await turn(100);
    expect([feed.state, phase(), data()?.seq]).toEqual(['closed', 'idle', 5]);
    observe();
    push.expectOne('/book/A').open();
    expect(data()?.seq).toBe(5);
    await answer(9);
    expect(data()?.seq).toBe(9);
  });

  it('opens no feed for a disabled observer', async () => {
    const observer = observe('A', { enabled: false });
    await turn();
    push.expectNone(/./);
    observer.setOptions({ ...observer.options, enabled: true });
    const feed = push.expectOne('/book/A');
    observer.setOptions({ ...observer.options, enabled: false });
    await turn(100);
    expect(feed.state).toBe('closed');
  });

  it('loads again at a gap, and shows no wrong data meanwhile', async () => {
    const feed = await live();
    feed.next(6);
    feed.next(9);
    feed.next(10);
    expect(data()?.seq).toBe(6);
    await answer(9);
    expect(data()).toEqual({ seq: 10, changes: [1] });
  });

  it('loads again when nobody knows whether messages are missing, and not when none is', async () => {
    const feed = await live();
    feed.message(6, { id: '6' });
    feed.lose();
    expect(phase()).toBe('waiting');
    push.tick(1_000);
    const second = push.expectOne('/book/A');
    second.open({ headers: { 'last-event-id': '6' } });
    await turn();
    expect(loads).toEqual([]);
    second.lose();
    push.tick(1_000);
    push.expectOne('/book/A').open();
    await answer(8);
    expect(data()?.seq).toBe(8);
  });

  it('loads although the feed cannot connect, and again when it has', async () => {
    observe();
    push.expectOne('/book/A').lose();
    await answer(5);
    expect([data()?.seq, phase()]).toEqual([5, 'waiting']);
    push.tick(1_000);
    const feed = push.expectOne('/book/A');
    feed.next(8);
    expect(data()?.seq).toBe(5);
    await answer(7);
    expect(data()).toEqual({ seq: 8, changes: [1] });
  });

  it('loads once more if data was there before the feed', async () => {
    client.setQueryData(['book', 'A'], { seq: 3, changes: [] });
    observe('A', { staleTime: 60_000 });
    expect(loads).toEqual([]);
    push.expectOne('/book/A').open();
    await answer(5);
    expect(data()?.seq).toBe(5);
    await turn();
    expect(loads).toEqual([]);
  });

  it('loads once more if a load began before the feed was open', async () => {
    void client.query(book.options('A'));
    await turn();
    observe();
    push.expectOne('/book/A').next(7);
    await answer(5);
    expect(data()?.seq).toBe(5);
    await answer(7);
    expect(data()?.seq).toBe(7);
  });

  it('loads without a feed if nobody observes the query', async () => {
    void client.query(book.options('A'));
    await answer(5);
    push.expectNone(/./);
    expect(data()?.seq).toBe(5);
  });

  it('does not load if the observer is gone before the feed is open', async () => {
    observe();
    push.expectOne('/book/A');
    ends.pop()?.();
    await turn(100);
    expect(loads).toEqual([]);
  });

  it('is fresh while the feed is open, and stale otherwise', async () => {
    const feed = await live();
    const [observer] = client.getQueryCache().find({ queryKey: ['book', 'A'] })?.observers ?? [];
    expect(observer?.shouldFetchOnWindowFocus()).toBe(false);
    feed.lose();
    expect(observer?.shouldFetchOnWindowFocus()).toBe(true);
    push.tick(1_000);
    push.expectOne('/book/A').refuse(403);
    expect(observer?.shouldFetchOnWindowFocus()).toBe(true);
  });

  it('keeps messages while a failed load leaves the data in doubt', async () => {
    const feed = await live();
    feed.next(6);
    feed.next(8);
    await turn();
    loads.pop()?.reject(new Error('503'));
    await turn();
    feed.next(9);
    expect([data()?.seq, client.getQueryState(['book', 'A'])?.status]).toEqual([6, 'error']);
    void client.refetchQueries({ queryKey: ['book', 'A'] });
    await answer(8);
    expect(data()).toEqual({ seq: 9, changes: [1] });
  });

  it('loads again after a rejected message, and once in 5 s at most', async () => {
    const feed = await live();
    feed.reject('{');
    feed.reject('{');
    await answer(6);
    feed.reject('{');
    await turn(4_900);
    expect(loads).toEqual([]);
    await turn(100);
    await answer(7);
    expect(data()?.seq).toBe(7);
  });

  it('drops messages if too many arrive during a load, and loads again after it', async () => {
    observe();
    const feed = push.expectOne('/book/A');
    feed.open();
    await turn();
    for (let seq = 1; seq <= 1_001; seq++) feed.next(seq);
    await answer(0);
    expect(data()?.seq).toBe(0);
    await answer(1_001);
    expect([data()?.seq, compared]).toEqual([1_001, 0]);
  });

  it('shows why a feed ended, and keeps the data', async () => {
    const feed = await live();
    feed.lose();
    push.tick(1_000);
    push.expectOne('/book/A').refuse(403);
    expect(client.getQueryData(['feed status', 'book', 'A'])).toMatchObject({
      phase: 'closed',
      error: { status: 403 },
    });
    expect(data()?.seq).toBe(5);
  });

  it('keeps the status when a server renders later', async () => {
    await live();
    await turn(1_000);
    const server = new QueryClient();
    const rendered = booksOf(server);
    new QueryObserver(server, rendered.status('A')).getCurrentResult();
    hydrate(client, dehydrate(server));
    expect(phase()).toBe('open');
    rendered.stop();
    server.clear();
  });

  it('ends the feed when a message cannot be applied', async () => {
    const feed = await live();
    feed.next(13);
    expect(client.getQueryData(['feed status', 'book', 'A'])).toMatchObject({
      phase: 'closed',
      error: { message: 'no such change' },
    });
    expect([feed.state, data()?.seq]).toEqual(['closed', 5]);
    expect(
      client
        .getQueryCache()
        .find({ queryKey: ['book', 'A'] })
        ?.observers[0]?.shouldFetchOnWindowFocus(),
    ).toBe(true);
  });

  it('has an error when a message cannot be applied to what was loaded', async () => {
    observe();
    push.expectOne('/book/A').next(13);
    await answer(5);
    const state = client.getQueryState(['book', 'A']);
    expect(state).toMatchObject({ status: 'error', error: { message: 'no such change' }, data: { seq: 5 } });
  });

  it('has a feed for each params, and none for other queries', async () => {
    await live();
    observe('B');
    const other = push.expectOne('/book/B');
    ends.push(new QueryObserver(client, { queryKey: ['books', 'A'], queryFn: () => 1 }).subscribe(() => undefined));
    push.expectNone(/./);
    other.open();
    await turn();
    expect(loads.map(({ symbol }) => symbol)).toEqual(['B']);
  });

  it('closes the feed of a query that is removed, and all of them at stop()', async () => {
    const feed = await live();
    client.removeQueries({ queryKey: ['book', 'A'] });
    expect(feed.state).toBe('closed');
    observe('B');
    const other = push.expectOne('/book/B');
    book.stop();
    expect(other.state).toBe('closed');
    observe('C');
    push.expectNone(/./);
  });
});
