import { untracked, type Injector } from '@angular/core';
import { toStatus, type Connection, type ConnectionStatus, type PushEvent, type PushLogger } from 'ngx-comet/core';
import { Subject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { eventsOf, statusOf } from '../service/events-of';
import { PUSH_CLOCK, PUSH_LOGGER } from '../service/tokens';
import { isPushEvent } from './is-push-event';
import { RejectionCount } from './rejection-count';

/**
 * A source of `pushSignal()` and `pushResource()`: a stream of `PushService`, the events of any stream, a connection,
 * or any Observable.
 */
export type PushSource<T> = Observable<T> | Observable<PushEvent<T>> | Pick<Connection<T>, 'events$'>;

export interface Follower<T> {
  value(value: T): void;
  status(status: ConnectionStatus): void;
}

/** Follows sources with the clock and the logger of an injector. */
export class Follow {
  readonly #clock: SchedulerLike;
  readonly #logger: PushLogger;

  constructor(injector: Injector) {
    this.#clock = injector.get(PUSH_CLOCK);
    this.#logger = injector.get(PUSH_LOGGER);
  }

  /** Subscribes, and passes values and status to the follower. It never throws, whatever the source does. */
  start<T>(source: PushSource<T>, follower: Follower<T>): Subscription {
    const values = 'events$' in source ? (source as Partial<Connection<T>>).data$ : source;
    const status$ = 'events$' in source ? (source as Partial<Connection<T>>).status$ : statusOf(source);
    return untracked(() =>
      values === undefined || status$ === undefined
        ? this.#byEvents(source, follower)
        : followConnection(values as Observable<T>, status$, follower),
    );
  }

  #byEvents<T>(source: PushSource<T>, follower: Follower<T>): Subscription {
    const events = new Subject<PushEvent<unknown>>();
    const rejections = new RejectionCount(this.#logger, () => this.#clock.now());
    const ended = events.pipe(toStatus(this.#clock)).subscribe((status) => follower.status(status));
    const twin = 'events$' in source ? undefined : eventsOf(source);
    const take = (event: PushEvent<unknown>): void => {
      events.next(event);
      if (event.kind === 'message') {
        follower.value((twin?.emits === 'messages' ? event.message : event.message.data) as T);
      } else if (event.kind === 'rejected') {
        // A stream of events does not log rejected messages, because its subscriber gets them.
        rejections.rejected(event.error, event.raw);
      }
    };
    const end = { error: (error: unknown) => events.error(error), complete: () => events.complete() };
    let subscription: Subscription;
    if ('events$' in source) subscription = source.events$.subscribe({ next: take, ...end });
    else if (twin !== undefined) subscription = twin.events().subscribe({ next: take, ...end });
    else {
      // It may emit events or data, and data may look like an event.
      const next = (value: unknown): void => (isPushEvent(value) ? take(value) : follower.value(value as T));
      subscription = (source as Observable<unknown>).subscribe({ next, ...end });
    }
    subscription.add(ended);
    subscription.add(() => rejections.end());
    return subscription;
  }
}

/** A connection emits its status to late subscribers too, and logs rejected messages itself. */
function followConnection<T>(
  values: Observable<T>,
  status$: Observable<ConnectionStatus>,
  follower: Follower<T>,
): Subscription {
  const subscription = status$.subscribe((status) => follower.status(status));
  // If another subscriber opens the connection again after its end, its status is of no interest here.
  const ended = (): void => subscription.unsubscribe();
  subscription.add(values.subscribe({ next: (value) => follower.value(value), error: ended, complete: ended }));
  return subscription;
}
