import { computed, inject, signal, type Signal } from '@angular/core';
import { toObservable } from '@angular/core/rxjs-interop';
import type { PushEvent, TransportName } from 'ngx-comet';
import { of, switchMap, tap, type Observable } from 'rxjs';
import { EventLog } from '../log/event-log';
import { CLOSED, feedState, type FeedState } from './feed-state';
import type { Quote } from './quote';

/** A panel's feed and its switch; to be created where `inject()` can be called. */
export class Feed {
  readonly #log = inject(EventLog);
  // Counts the openings, so that a feed that has ended can be opened again.
  readonly #opening = signal<number | undefined>(1);
  #openings = 1;
  #last = CLOSED;

  /** What the panel shows; one connection, while the switch is on. It is made anew when its source changes. */
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

  /** Subscribes, anew if need be. */
  open(): void {
    this.#opening.set(++this.#openings);
  }

  /** Unsubscribes. */
  close(): void {
    this.#opening.set(undefined);
  }
}
