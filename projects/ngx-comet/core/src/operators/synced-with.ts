import { Observable, type OperatorFunction, type Subscriber } from 'rxjs';
import { checkOptions, need } from '../checks/check';
import { aFunction, wholeFrom } from '../checks/kinds';
import type { PushEvent } from '../vocabulary/push-event';
import { type Delivery, inContext } from './delivery';
import { keepingStatus } from './keeping-status';
import { type CheckedOptions, SyncedState } from './synced-state';
import type { SyncedWithOptions } from './synced-with-options';
import { numberOr } from '../platform/number-or';

declare const ngDevMode: object | boolean | undefined;

/**
 * A snapshot, then the feed on top of it: loads a state, applies the messages of the feed to it, and loads it again
 * whenever messages are missing. It takes the events of a stream (`observe: 'events'`), and emits the state after each
 * snapshot and after each message that changed it.
 *
 * It calls `load` after the connection opened, so that nothing is missed in between: `'first'` for the first time,
 * later `'gap'` and `'unknown'`, by the continuity that the event `open` reports. It never loads for `'resumed'`. Give
 * the stream a `sequence`: without numbers, a connection that lost nothing is `'unknown'` too, and is loaded for.
 *
 * Messages that arrive while it loads are kept. With the snapshot, those that it includes are dropped, and the others
 * are applied in order. Until then nothing is emitted. Another gap while it loads unsubscribes from the load and starts
 * a new one. When more than `max` messages arrive, they are dropped, and it loads again after the present load. A
 * message that was rejected is missing in the state as well: it loads again, for that reason at most twice in 5 s.
 *
 * `pushSignal()` and `pushResource()` show the state together with the status of the connection. If the stream
 * completes while it loads, the state is emitted before the completion.
 *
 * Errors of the stream, of `load`, `includes` and `apply` are passed on unchanged. A `load` that completes without a
 * value is a final `PushError` of code `protocol`. A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * const book$ = sse$<Change>('/book/changes', { observe: 'events', sequence: ({ data }) => data.seq }).pipe(
 *   syncedWith({
 *     load: () => http.get<Book>('/book').pipe(retryWithBackoff()),
 *     includes: (book, { data }) => data.seq <= book.seq,
 *     apply: (book, { data }) => ({ ...book, ...data }),
 *   }),
 * );
 * ```
 */
export function syncedWith<T, S>(options: SyncedWithOptions<T, S>): OperatorFunction<PushEvent<T>, S> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkOptions<SyncedWithOptions<unknown, unknown>>('syncedWith', options as SyncedWithOptions<unknown, unknown>, {
      load: aFunction,
      includes: aFunction,
      apply: aFunction,
      max: wholeFrom(1),
    });
    need('load', options.load, aFunction);
    need('includes', options.includes, aFunction);
    need('apply', options.apply, aFunction);
  }
  const { load, includes, apply } = options;
  const checked = { load, includes, apply, max: numberOr(10_000, options.max, 1) };
  return keepingStatus<PushEvent<T>, S>(
    (source) =>
      inContext(
        source,
        (events$, enter) => new Observable((subscriber) => follow(events$, checked, enter, subscriber)),
      ),
    // The source is one of events, so the events that somebody made for a test need no mark.
    (event) => (event.kind === 'message' ? undefined : event),
  );
}

function follow<T, S>(
  events$: Observable<PushEvent<T>>,
  options: CheckedOptions<T, S>,
  enter: Delivery<unknown>['enter'],
  subscriber: Subscriber<S>,
): void {
  const synced = new SyncedState<T, S>(options, {
    state: (state) => subscriber.next(state),
    enter,
    error: (error) => subscriber.error(error),
    complete: () => subscriber.complete(),
  });
  // Added first, because the subscriber may unsubscribe on the first state.
  subscriber.add(() => synced.stop());
  subscriber.add(
    events$.subscribe({
      next: (event) => synced.event(event),
      error: (error: unknown) => synced.fail(error),
      complete: () => synced.sourceCompleted(),
    }),
  );
}
