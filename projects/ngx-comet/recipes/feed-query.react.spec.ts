import './spec-support/react-scheduler';
import { setImmediate } from 'node:timers';
import {
  dehydrate,
  hydrate,
  QueryClient,
  QueryClientProvider,
  useQuery,
  useSuspenseQuery,
  type DehydratedState,
} from '@tanstack/react-query';
import { constant, sse$ } from 'ngx-comet/core';
import { createElement, StrictMode, Suspense, type ReactElement } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { feedQuery } from './feed-query';
import { BookServer, type Book, type Change } from './spec-support/book-server';

describe('feedQuery in React, with a server of server-sent events', () => {
  let server: BookServer;
  let url: string;
  let client: QueryClient;
  let books: ReturnType<typeof booksOf>;
  let page: HTMLElement;
  let root: Root | undefined;

  function booksOf(queries: QueryClient) {
    return feedQuery(queries, {
      name: 'book',
      load: async (symbol: string, signal): Promise<Book> => {
        const answer = await fetch(`${url}/book/${symbol}`, { signal });
        return (await answer.json()) as Book;
      },
      open: (symbol) => sse$<Change>(`${url}/changes/${symbol}`, { observe: 'events', retry: constant(1) }),
      includes: (book, { data }) => data.seq <= book.seq,
      apply: (book, { data }) => ({ seq: data.seq, total: book.total + data.add }),
    });
  }

  beforeEach(async () => {
    server = new BookServer();
    url = await server.listen();
    client = new QueryClient();
    books = booksOf(client);
    page = document.createElement('main');
    root = undefined;
  });

  afterEach(async () => {
    root?.unmount();
    books.stop();
    client.clear();
    await server.close();
  });

  function BookView({ symbol }: { readonly symbol: string }): ReactElement {
    const { data } = useQuery(books.options(symbol));
    const { data: status } = useQuery(books.status(symbol));
    return createElement('p', null, `${symbol} ${data?.total ?? '?'} of ${data?.seq ?? '?'} ${status.phase}`);
  }

  function SuspendedView({ symbol }: { readonly symbol: string }): ReactElement {
    const { data } = useSuspenseQuery(books.options(symbol));
    return createElement('p', null, `${data.total} of ${data.seq}`);
  }

  const app = (...children: ReactElement[]): ReactElement =>
    createElement(StrictMode, null, createElement(QueryClientProvider, { client }, ...children));
  const suspended = (): ReactElement =>
    app(createElement(Suspense, { fallback: 'loading' }, createElement(SuspendedView, { symbol: 'A' })));

  it('shows one feed in two components, also after the connection was cut, and leaves none open', async () => {
    root = createRoot(page);
    const view = (key: string, symbol = 'A'): ReactElement => createElement(BookView, { key, symbol });
    root.render(app(view('1'), view('2')));
    await until(() => page.textContent === 'A 0 of 0 open'.repeat(2));
    server.publish();
    await until(() => page.textContent === 'A 1 of 1 open'.repeat(2));
    // Of the two renderings of StrictMode, too.
    expect([server.feeds.size, server.loads]).toEqual([1, ['/book/A']]);
    server.cut();
    server.publish();
    await until(() => page.textContent === 'A 2 of 2 open'.repeat(2));
    server.publish();
    await until(() => page.textContent === 'A 3 of 3 open'.repeat(2));
    root.render(app(view('1', 'B')));
    await until(() => page.textContent === 'B 3 of 3 open' && server.feeds.size === 1);
    root.unmount();
    await until(() => server.feeds.size === 0);
  });

  it('suspends until the first load, and then follows the feed', async () => {
    root = createRoot(page);
    server.publish();
    root.render(suspended());
    await until(() => page.textContent === '1 of 1' && server.loads.length === 2);
    await until(() => client.isFetching() === 0);
    server.publish();
    await until(() => page.textContent === '2 of 2');
    expect([server.feeds.size, server.loads.length]).toEqual([1, 2]);
  });

  it('renders on a server without a feed, and goes on in the browser without a change in between', async () => {
    const serverClient = new QueryClient();
    const serverBooks = booksOf(serverClient);
    server.publish();
    await serverClient.query(serverBooks.options('A'));
    const state = JSON.stringify(dehydrate(serverClient));
    const browserClient = client;
    client = serverClient;
    page.innerHTML = renderToString(suspended());
    client = browserClient;
    expect([page.textContent, server.opened]).toEqual(['1 of 1', []]);
    serverBooks.stop();
    serverClient.clear();

    server.publish();
    hydrate(client, JSON.parse(state) as DehydratedState);
    const errors: unknown[] = [];
    const texts: unknown[] = [];
    const watch = new MutationObserver(() => texts.push(page.textContent));
    watch.observe(page, { subtree: true, childList: true, characterData: true });
    root = hydrateRoot(page, suspended(), { onRecoverableError: (error) => errors.push(error) });
    await until(() => page.textContent === '2 of 2');
    watch.disconnect();
    expect([errors, texts, server.loads.length]).toEqual([[], ['2 of 2'], 2]);
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this never came true: ${String(condition)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
