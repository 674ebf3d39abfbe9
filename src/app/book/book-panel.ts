import { DecimalPipe } from '@angular/common';
import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButton } from '@angular/material/button';
import { constant, pushResource, PushService, retryWithBackoff, syncedWith, type LoadCause } from 'ngx-comet';
import { map, tap, type Observable } from 'rxjs';
import { fromFetch } from 'rxjs/fetch';
import { describeError } from '../feeds/describe';
import { Icon } from '../icon';
import { EventLog } from '../log/event-log';
import { StatusLine } from '../panels/status-line';
import { BOOK_GAP } from '../server/faults';
import { PushServer } from '../server/push-server';
import { ServerAddress } from '../server/server-address';
import { applied, bookOf, type Book, type BookSnapshot, type Change, type Side } from './book';

/** How many prices of a side are shown. */
const ROWS = 6;

interface Row {
  readonly price: number;
  readonly size: number;
  /** The part of the largest size, from 0 to 1. */
  readonly share: number;
}

/** An order book: a snapshot, then the feed on top of it. */
@Component({
  selector: 'app-book-panel',
  imports: [DecimalPipe, Icon, MatButton, StatusLine],
  templateUrl: './book-panel.html',
  styleUrl: './book-panel.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class BookPanel {
  readonly #push = inject(PushService);
  readonly #server = inject(PushServer);
  readonly #log = inject(EventLog);
  readonly #address = inject(ServerAddress);

  // Closed at first, because a browser holds only six connections to a server open, and the cards above need them.
  protected readonly live = signal(false);
  protected readonly loads = signal<readonly LoadCause[]>([]);
  protected readonly gapInProgress = signal(false);

  protected readonly book = pushResource({
    params: () =>
      this.live() ? { feed: this.#address.book('sse'), snapshot: this.#address.book('snapshot') } : undefined,
    stream: ({ params: { feed, snapshot } }) => this.#book(feed, snapshot),
  });
  protected readonly bids = computed(() => rowsOf(this.book.value()?.bids, (a, b) => b - a));
  protected readonly asks = computed(() => rowsOf(this.book.value()?.asks, (a, b) => a - b));
  protected readonly error = computed(() => {
    const error = this.book.error();
    return error === undefined ? undefined : describeError(error);
  });

  protected open(): void {
    this.loads.set([]);
    this.live.set(true);
  }

  protected close(): void {
    this.live.set(false);
  }

  protected async makeGap(): Promise<void> {
    this.gapInProgress.set(true);
    await this.#server.cause(BOOK_GAP);
    this.gapInProgress.set(false);
  }

  #book(feed: string, snapshot: string): Observable<Book> {
    return this.#push
      .sse$<Change>(feed, {
        observe: 'events',
        idleTimeout: 3_000,
        resume: { query: 'cursor' },
        sequence: ({ data }) => data.seq,
      })
      .pipe(
        this.#log.watching('sse'),
        syncedWith({
          load: (cause) =>
            this.#load(snapshot).pipe(tap(() => this.loads.update((loads) => [...loads, cause].slice(-99)))),
          includes: (book, { data }) => data.seq <= book.seq,
          apply: (book, { data }) => applied(book, data),
        }),
      );
  }

  #load(url: string): Observable<Book> {
    return fromFetch(url, { selector: readSnapshot }).pipe(map(bookOf), retryWithBackoff(constant(1_000)));
  }
}

async function readSnapshot(answer: Response): Promise<BookSnapshot> {
  if (!answer.ok) throw new Error(`the snapshot was answered with ${answer.status}`);
  return (await answer.json()) as BookSnapshot;
}

function rowsOf(side: Side | undefined, order: (a: number, b: number) => number): readonly (Row | undefined)[] {
  const prices = [...(side?.keys() ?? [])].sort(order).slice(0, ROWS);
  const sizes = prices.map((price) => side?.get(price) ?? 0);
  const most = Math.max(...sizes);
  const rows = prices.map((price, i) => ({ price, size: sizes[i] ?? 0, share: (sizes[i] ?? 0) / most }));
  // Always as many rows, so that a price that comes or goes moves nothing.
  return Array.from({ length: ROWS }, (_, i) => rows[i]);
}
