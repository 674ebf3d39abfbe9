import { setImmediate } from 'node:timers';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  inject,
  Injectable,
  InjectionToken,
  input,
  PLATFORM_ID,
} from '@angular/core';
import { TestBed, type ComponentFixture } from '@angular/core/testing';
import { injectQuery, provideTanStackQuery, QueryClient, QueryObserver } from '@tanstack/angular-query-experimental';
import { constant, injectPush, providePush, PUSH_LOGGER, sse$, withRetry } from 'ngx-comet';
import { feedQuery } from './feed-query';
import { BookServer, type Book, type Change } from './spec-support/book-server';

const URL = new InjectionToken<string>('the address of the server');

@Injectable({ providedIn: 'root' })
class Books {
  readonly #url = inject(URL);
  readonly #sse$ = injectPush(sse$);
  readonly #books = feedQuery(inject(QueryClient), {
    name: 'book',
    load: async (symbol: string, signal): Promise<Book> => {
      const answer = await fetch(`${this.#url}/book/${symbol}`, { signal });
      return (await answer.json()) as Book;
    },
    open: (symbol) => this.#sse$<Change>(`${this.#url}/changes/${symbol}`, { observe: 'events' }),
    includes: (book, { data }) => data.seq <= book.seq,
    apply: (book, { data }) => ({ seq: data.seq, total: book.total + data.add }),
  });
  readonly options = this.#books.options;
  readonly status = this.#books.status;

  constructor() {
    inject(DestroyRef).onDestroy(this.#books.stop);
  }
}

@Component({
  selector: 'app-book',
  template: '{{ symbol() }} {{ book.data()?.total }} of {{ book.data()?.seq }} {{ status.data().phase }}',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class BookComponent {
  readonly symbol = input('A');
  readonly #books = inject(Books);
  readonly book = injectQuery(() => this.#books.options(this.symbol()));
  readonly status = injectQuery(() => this.#books.status(this.symbol()));
}

describe('feedQuery in Angular, with a server of server-sent events', () => {
  let server: BookServer;
  let url: string;

  beforeEach(async () => {
    server = new BookServer();
    url = await server.listen();
  });

  afterEach(async () => {
    TestBed.resetTestingModule();
    await server.close();
  });

  function configure(platform: 'browser' | 'server'): void {
    TestBed.configureTestingModule({
      providers: [
        provideTanStackQuery(new QueryClient()),
        providePush(withRetry(constant(1))),
        { provide: URL, useValue: url },
        // On a server it says that nothing connects.
        { provide: PUSH_LOGGER, useValue: { warn: () => undefined } },
        { provide: PLATFORM_ID, useValue: platform },
      ],
    });
  }

  const text = (fixture: ComponentFixture<unknown>): string | null => {
    fixture.detectChanges();
    return (fixture.nativeElement as HTMLElement).textContent;
  };

  it('shows one feed in two components, also after the connection was cut, and leaves none open', async () => {
    configure('browser');
    const one = TestBed.createComponent(BookComponent);
    const two = TestBed.createComponent(BookComponent);
    const shown = (expected: string): Promise<void> => until(() => text(one) === expected && text(two) === expected);
    await shown('A 0 of 0 open');
    server.publish();
    await shown('A 1 of 1 open');
    expect([server.opened, server.loads]).toEqual([['/changes/A'], ['/book/A']]);
    server.cut();
    server.publish();
    await shown('A 2 of 2 open');
    server.publish();
    await shown('A 3 of 3 open');
    one.destroy();
    two.componentRef.setInput('symbol', 'B');
    await until(() => text(two) === 'B 3 of 3 open' && server.feeds.size === 1);
    two.destroy();
    await until(() => server.feeds.size === 0);
  });

  it('loads without a feed when a server renders, and is stable then', async () => {
    configure('server');
    server.publish();
    const fixture = TestBed.createComponent(BookComponent);
    await until(() => text(fixture) === 'A 1 of 1 paused');
    await fixture.whenStable();
    expect([server.opened, server.loads]).toEqual([[], ['/book/A']]);
  });

  it('closes its feeds with the application, also those that somebody outside observes', async () => {
    configure('browser');
    const client = TestBed.inject(QueryClient);
    const unsubscribe = new QueryObserver(client, TestBed.inject(Books).options('A')).subscribe(() => undefined);
    await until(() => server.feeds.size === 1);
    TestBed.resetTestingModule();
    await until(() => server.feeds.size === 0);
    unsubscribe();
    client.clear();
  });
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 4_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`this never came true: ${String(condition)}`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}
