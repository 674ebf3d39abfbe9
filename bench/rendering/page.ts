// The page that shows a feed in a list, in one of several ways; see bench/README.md.
import '@angular/compiler';
import { AsyncPipe } from '@angular/common';
import {
  ApplicationRef,
  ChangeDetectionStrategy,
  ChangeDetectorRef,
  Component,
  inject,
  provideZonelessChangeDetection,
  signal,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { batchFrames, conflateBy, websocket$ } from 'ngx-comet';
import { animationFrames, buffer, bufferTime, filter, map, NEVER, scan, tap, type Observable } from 'rxjs';

interface Quote {
  readonly n: number;
  readonly symbol: string;
  readonly price: number;
}

/** The result of a run. */
export interface Outcome {
  /** When the last message reached the list, in milliseconds since 1970. The server uses the same clock. */
  readonly endedAt: number;
  readonly delivered: number;
  /** How often the template of the list ran, and how many frames the page had in that time. */
  readonly passes: number;
  readonly frames: number;
  /** The longest time from one frame to the next, in milliseconds. */
  readonly longestGap: number;
  /** Whether the list shows the last quote of every symbol. */
  readonly right: boolean;
}

declare global {
  interface Window {
    show(way: string, url: string, messages: number, patience: number): Promise<Outcome>;
  }
}

const ROWS = 100;
const template = `
  <p hidden>{{ pass() }}</p>
  <ul>
    @for (quote of ROWS_OF_WAY; track quote.symbol) {
      <li>{{ quote.symbol }} <b>{{ quote.price }}</b> <i [class.up]="quote.n % 2">{{ quote.n }}</i></li>
    }
  </ul>
`;
const none: readonly Quote[] = Array.from({ length: ROWS }, (_, i) => ({ n: -1, symbol: `S${i}`, price: 0 }));

let passes = 0;
let delivered = 0;
let deliveredAt = 0;
let lists = 0;
let conflated = false;
let feed: Observable<Quote> = NEVER;

function updated(rows: readonly Quote[], quotes: readonly Quote[]): readonly Quote[] {
  const next = rows.slice();
  for (const quote of quotes) next[quote.n % ROWS] = quote;
  return next;
}

/** Counts the messages that reached the list, or were replaced by a later one on purpose. */
const count = tap<readonly Quote[]>((quotes) => {
  lists++;
  for (const { n } of quotes) delivered = conflated ? Math.max(delivered, n + 1) : delivered + 1;
  deliveredAt = performance.timeOrigin + performance.now();
});
const each = map((quote: Quote): readonly Quote[] => [quote]);

/** Turns the feed into the lists of quotes that reach the view together. */
const WAYS: Readonly<Record<string, (source: Observable<Quote>) => Observable<readonly Quote[]>>> = {
  'nothing shown': (source) => source.pipe(each),
  'signal per message': (source) => source.pipe(each),
  'async per message': (source) => source.pipe(each),
  'markForCheck per message': (source) => source.pipe(each),
  'every frame': (source) =>
    source.pipe(
      buffer(animationFrames()),
      filter(({ length }) => length > 0),
    ),
  'every 100 ms': (source) =>
    source.pipe(
      bufferTime(100),
      filter(({ length }) => length > 0),
    ),
  'batchFrames()': (source) => source.pipe(batchFrames()),
  'batchFrames() | async': (source) => source.pipe(batchFrames()),
  'conflateBy(symbol)': (source) => source.pipe(conflateBy(({ symbol }) => symbol)),
};

class Counting {
  pass(): number {
    return ++passes;
  }
}

@Component({
  selector: 'app-list',
  template: template.replace('ROWS_OF_WAY', 'rows()'),
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class SignalList extends Counting {
  readonly rows = signal(none);
  readonly subscription = shownLists().subscribe((quotes) => this.rows.update((rows) => updated(rows, quotes)));
}

@Component({
  selector: 'app-list',
  imports: [AsyncPipe],
  template: template.replace('ROWS_OF_WAY', 'rows$ | async'),
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class AsyncList extends Counting {
  readonly rows$ = shownLists().pipe(scan(updated, none));
}

@Component({
  selector: 'app-list',
  template: template.replace('ROWS_OF_WAY', 'rows'),
  changeDetection: ChangeDetectionStrategy.OnPush,
})
class MarkingList extends Counting {
  rows = none;
  readonly #view = inject(ChangeDetectorRef);
  readonly subscription = shownLists().subscribe((quotes) => {
    this.rows = updated(this.rows, quotes);
    this.#view.markForCheck();
  });
}

@Component({ selector: 'app-list', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class Nothing {
  readonly subscription = shownLists().subscribe();
}

let chosen: (source: Observable<Quote>) => Observable<readonly Quote[]> = (source) => source.pipe(each);

function shownLists(): Observable<readonly Quote[]> {
  return chosen(feed).pipe(count);
}

function listOf(way: string): typeof SignalList | typeof AsyncList | typeof MarkingList | typeof Nothing {
  if (way === 'nothing shown') return Nothing;
  if (way === 'markForCheck per message') return MarkingList;
  return way.includes('async') ? AsyncList : SignalList;
}

window.show = async (way: string, url: string, messages: number, patience: number): Promise<Outcome> => {
  const choice = WAYS[way];
  if (choice === undefined) throw new Error(`there is no way called ${way}`);
  chosen = choice;
  conflated = way.startsWith('conflate');
  feed = websocket$<Quote>(url, { retry: false });
  const began = performance.now();
  let frames = 0;
  let longestGap = 0;
  let last = began;
  let over = false;
  const frame = (at: number): void => {
    if (over) return;
    frames++;
    // From the third list on: before that the application starts.
    if (lists > 2) longestGap = Math.max(longestGap, at - last);
    last = at;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  const app = await bootstrapApplication(listOf(way), { providers: [provideZonelessChangeDetection()] });
  await new Promise<void>((resolve) => {
    const look = setInterval(() => {
      if (delivered < messages && performance.now() - began < patience) return;
      clearInterval(look);
      resolve();
    }, 10);
  });
  over = true;
  await app.injector.get(ApplicationRef).whenStable();
  const outcome = { endedAt: deliveredAt, delivered, passes, frames, longestGap };
  await new Promise((resolve) => requestAnimationFrame(resolve));
  app.tick();
  const shown = [...document.querySelectorAll('i')].map(({ textContent }) => Number(textContent));
  const right = way === 'nothing shown' || shown.every((n, row) => n === messages - ROWS + row);
  app.destroy();
  return { ...outcome, right };
};
