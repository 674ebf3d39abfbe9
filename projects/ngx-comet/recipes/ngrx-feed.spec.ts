import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers';
import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { patchState, signalStore, withFeature, withHooks, withState } from '@ngrx/signals';
import { setEntities, withEntities } from '@ngrx/signals/entities';
import {
  conflateBy,
  constant,
  injectPush,
  providePush,
  sse$,
  syncedWith,
  withRetry,
  type PushMessage,
} from 'ngx-comet';
import { providePushTesting, PushTestingController } from 'ngx-comet/testing';
import { of, tap } from 'rxjs';
import { dataOf, withFeed } from './ngrx-feed';

interface Quote {
  readonly symbol: string;
  readonly price: number;
}

/** Called before a feed of `QuoteStore` is made. */
let opening: (symbol: string) => void;

const QuoteStore = signalStore(
  withState({ quote: undefined as Quote | undefined }),
  withFeature((store) => {
    const open$ = injectPush(sse$);
    return withFeed({
      open: (symbol: string) => {
        opening(symbol);
        return open$<Quote>(`/quotes/${symbol}`, { observe: 'events' });
      },
      update: (events$) =>
        events$.pipe(
          dataOf(),
          tap((quote) => {
            if (quote.price < 0) throw new RangeError('a negative price');
            patchState(store, { quote });
          }),
        ),
    });
  }),
);

/** Opens with the store. */
const QuotesStore = signalStore(
  withEntities<Quote>(),
  withFeature((store) => {
    const open$ = injectPush(sse$);
    return withFeed({
      open: ({ market }: { readonly market: string }) =>
        open$<Quote>(`/markets/${market}`, { observe: 'events', maxMessageSize: 100 }),
      update: (events$) =>
        events$.pipe(
          dataOf(),
          conflateBy(({ symbol }) => symbol),
          tap((quotes) => patchState(store, setEntities([...quotes], { selectId: ({ symbol }) => symbol }))),
        ),
      same: (before, now) => before.market === now.market,
    });
  }),
  withHooks({ onInit: (store) => store.listen({ market: 'XETRA' }) }),
);

let loads: string[];

/** A number that is loaded, and that the messages change. */
const CountStore = signalStore(
  withState({ count: 0 }),
  withFeature((store) => {
    const open$ = injectPush(sse$);
    return withFeed({
      open: (room: string) =>
        open$<number>(`/counts/${room}`, { observe: 'events', sequence: ({ data }: PushMessage<number>) => data }),
      update: (events$, room) =>
        events$.pipe(
          syncedWith({
            load: (cause) => of(10 * loads.push(`${room} ${cause}`)),
            includes: (count, { data }) => data <= count,
            apply: (_, { data }) => data,
          }),
          tap((count) => patchState(store, { count })),
        ),
    });
  }),
);

describe('withFeed', () => {
  let push: PushTestingController;

  beforeEach(() => {
    opening = () => undefined;
    loads = [];
    TestBed.configureTestingModule({ providers: [QuoteStore, QuotesStore, CountStore, providePushTesting()] });
    push = TestBed.inject(PushTestingController);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    push.verify();
  });

  it('opens on the first use, and puts values, status and error into the store', () => {
    const store = TestBed.inject(QuoteStore);
    const seen = (): unknown => [store.feedStatus.phase(), store.feedError()?.code, store.quote()?.price];
    expect(seen()).toEqual(['idle', undefined, undefined]);
    push.expectNone(/./);
    store.listen('A');
    expect(seen()).toEqual(['connecting', undefined, undefined]);
    const feed = push.expectOne('/quotes/A');
    feed.next({ symbol: 'A', price: 1 });
    expect(seen()).toEqual(['open', undefined, 1]);
    feed.lose();
    expect(seen()).toEqual(['waiting', 'network', 1]);
    push.tick(3_000);
    const again = push.expectOne('/quotes/A');
    expect(seen()).toEqual(['connecting', 'network', 1]);
    again.next({ symbol: 'A', price: 2 });
    expect(seen()).toEqual(['open', undefined, 2]);
  });

  it('hangs up before it opens the next feed, and begins with a fresh status', () => {
    const store = TestBed.inject(QuoteStore);
    store.listen('A');
    const first = push.expectOne('/quotes/A');
    first.next({ symbol: 'A', price: 1 });
    first.reject('{');
    expect(store.feedRejected()).toBe(1);
    const states: unknown[] = [];
    opening = (symbol) => states.push([symbol, first.state]);
    store.listen('B');
    expect(states).toEqual([['B', 'closed']]);
    push.expectOne('/quotes/B').next({ symbol: 'B', price: 2 });
    expect([store.quote(), store.feedRejected()]).toEqual([{ symbol: 'B', price: 2 }, 0]);
  });

  it('keeps the feed at the same params, and closes it at undefined', () => {
    const store = TestBed.inject(QuoteStore);
    store.listen('A');
    const feed = push.expectOne('/quotes/A');
    feed.open();
    store.listen('A');
    push.expectNone(/./);
    expect([feed.state, store.feedStatus.phase()]).toEqual(['open', 'open']);
    store.listen(undefined);
    expect([feed.state, store.feedStatus.phase()]).toEqual(['closed', 'idle']);
    store.listen('A');
    push.expectOne('/quotes/A');
  });

  it('follows a signal', () => {
    const store = TestBed.inject(QuoteStore);
    const symbol = signal<string | undefined>('A');
    TestBed.runInInjectionContext(() => store.listen(symbol));
    TestBed.tick();
    const feed = push.expectOne('/quotes/A');
    symbol.set('B');
    TestBed.tick();
    expect(feed.state).toBe('closed');
    push.expectOne('/quotes/B');
    symbol.set(undefined);
    TestBed.tick();
    expect(store.feedStatus.phase()).toBe('idle');
  });

  it('opens with the store, and puts the values of a frame into it at once', () => {
    const store = TestBed.inject(QuotesStore);
    const feed = push.expectOne('/markets/XETRA');
    feed.next({ symbol: 'A', price: 1 });
    feed.next({ symbol: 'B', price: 2 });
    feed.next({ symbol: 'A', price: 3 });
    expect(store.entities()).toEqual([]);
    push.tick(20);
    expect(store.entityMap()).toEqual({ A: { symbol: 'A', price: 3 }, B: { symbol: 'B', price: 2 } });
    store.listen({ market: 'XETRA' });
    push.expectNone(/./);
  });

  it('stores the last batch before an error', () => {
    const store = TestBed.inject(QuotesStore);
    const feed = push.expectOne('/markets/XETRA');
    feed.next({ symbol: 'A', price: 1 });
    feed.next({ symbol: 'too long'.repeat(20), price: 2 });
    expect(store.feedStatus()).toMatchObject({ phase: 'closed', error: { code: 'overflow' } });
    expect(store.entityMap()).toEqual({ A: { symbol: 'A', price: 1 } });
  });

  it('loads the state of the params again at a gap', () => {
    const store = TestBed.inject(CountStore);
    store.listen('lobby');
    const feed = push.expectOne('/counts/lobby');
    feed.open();
    feed.next(11);
    expect([store.count(), loads]).toEqual([11, ['lobby first']]);
    feed.next(21);
    expect([store.count(), loads, store.feedStatus()]).toMatchObject([
      21,
      ['lobby first', 'lobby gap'],
      { phase: 'open', continuity: 'gap' },
    ]);
  });

  it('closes the feed with the store', () => {
    TestBed.inject(QuotesStore);
    const feed = push.expectOne('/markets/XETRA');
    feed.open();
    TestBed.resetTestingModule();
    expect(feed.state).toBe('closed');
  });

  describe('can listen again, also with the same params,', () => {
    it('after a final error', () => {
      const store = TestBed.inject(QuoteStore);
      store.listen('A');
      push.expectOne('/quotes/A').refuse(403);
      expect(store.feedStatus()).toMatchObject({ phase: 'closed', error: { status: 403 } });
      expect(store.feedError()?.status).toBe(403);
      store.listen('A');
      expect(store.feedError()).toBeUndefined();
      push.expectOne('/quotes/A').next({ symbol: 'A', price: 1 });
      expect(store.quote()?.price).toBe(1);
    });

    it('after an error of `update`, which closes the feed', () => {
      const store = TestBed.inject(QuoteStore);
      store.listen('A');
      const feed = push.expectOne('/quotes/A');
      feed.next({ symbol: 'A', price: -1 });
      expect(store.feedError()?.message).toBe('a negative price');
      expect([feed.state, store.feedStatus.phase()]).toEqual(['closed', 'closed']);
      store.listen('A');
      push.expectOne('/quotes/A').next({ symbol: 'A', price: 1 });
      expect(store.quote()?.price).toBe(1);
    });

    it('after an error of `open`', () => {
      const store = TestBed.inject(QuoteStore);
      opening = () => {
        throw new TypeError('no such symbol');
      };
      store.listen('A');
      expect(store.feedError()?.message).toBe('no such symbol');
      opening = () => undefined;
      store.listen('A');
      push.expectOne('/quotes/A').next({ symbol: 'A', price: 1 });
      expect([store.quote()?.price, store.feedError()]).toEqual([1, undefined]);
    });
  });
});

describe('withFeed, with a server of server-sent events', () => {
  let server: Server;
  let asked: (string | undefined)[];
  let open: Set<ServerResponse>;

  beforeEach(async () => {
    asked = [];
    open = new Set();
    server = createServer((request: IncomingMessage, response) => {
      open.add(response);
      response.on('close', () => open.delete(response));
      const last = request.headers['last-event-id'];
      asked.push(`${request.url ?? ''} after ${String(last ?? 'nothing')}`);
      const headers = { 'content-type': 'text/event-stream', 'access-control-allow-origin': '*' };
      const confirmed = { 'last-event-id': String(last), 'access-control-expose-headers': 'last-event-id' };
      response.writeHead(200, last === undefined ? headers : { ...headers, ...confirmed });
      response.write(`id: ${asked.length}\ndata: {"symbol":"A","price":${asked.length}}\n\n`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('goes on after the connection was cut, and leaves none open', async () => {
    const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const ServerStore = signalStore(
      withEntities<Quote>(),
      withFeature((store) => {
        const open$ = injectPush(sse$);
        return withFeed({
          open: (symbol: string) => open$<Quote>(`${base}/${symbol}`, { observe: 'events' }),
          update: (events$) =>
            events$.pipe(
              dataOf(),
              tap((quote) => patchState(store, setEntities([quote], { selectId: ({ symbol }) => symbol }))),
            ),
        });
      }),
    );
    TestBed.configureTestingModule({ providers: [ServerStore, providePush(withRetry(constant(1)))] });
    const store = TestBed.inject(ServerStore);
    store.listen('A');
    await until(() => store.entityMap()['A']?.price === 1);
    for (const response of open) response.destroy();
    await until(() => store.entityMap()['A']?.price === 2);
    expect(store.feedStatus()).toMatchObject({ phase: 'open', continuity: 'resumed' });
    store.listen('B');
    await until(() => asked.length === 3 && open.size === 1);
    expect(asked).toEqual(['/A after nothing', '/A after 1', '/B after nothing']);
    TestBed.resetTestingModule();
    await until(() => open.size === 0);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this never came true: ${String(condition)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
