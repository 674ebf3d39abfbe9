import { computed, inject, signal, type Signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import type { PushEvent, TransportName } from 'ngx-comet';
import { of, switchMap, tap, type Observable } from 'rxjs';
import { EventLog } from '../log/event-log';
import { CLOSED, feedState, type FeedState } from './feed-state';
import type { Quote } from './quote';

/** The feed of a panel, which can be opened and closed. Create it in an injection context. */
export class Feed {
  readonly #log = inject(EventLog);
  // Counts the openings, so that a feed that has ended can be opened again.
  readonly #opening = signal<number | undefined>(1);
  #openings = 1;
  #last = CLOSED;

  /** The state for the panel. While the feed is open it has one connection, and a new one when its source changes. */
  readonly state$: Observable<FeedState>;

  constructor(transport: TransportName, source: Signal<Observable<PushEvent<Quote>>>) {
    const wanted = computed(() =>
      this.#opening() === undefined ? undefined : { events$: source(), is: this.#opening() },
    );
    this.state$ = toObservable(wanted).pipe(
      switchMap((feed) =>
        feed === undefined
          ? of({ ...this.#last, status: CLOSED.status, rate: 0 })
          : feedState(feed.events$.pipe(this.#log.watching(transport))),
      ),
      tap((state) => (this.#last = state)),
    );
  }

  /** Subscribes, and subscribes again if the feed has ended. */
  open(): void {
    this.#opening.set(++this.#openings);
  }

  /** Unsubscribes. */
  close(): void {
    this.#opening.set(undefined);
  }
}
