import { untracked, type Injector } from '@angular/core';
import { toStatus, type Connection, type ConnectionStatus, type PushEvent, type PushLogger } from 'ngx-comet/core';
import { Subject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { eventsOf, statusOf } from '../service/events-of';
import { isPushEvent } from './is-push-event';
import { PUSH_CLOCK, PUSH_LOGGER } from '../service/tokens';

/**
 * What `pushSignal()` and `pushResource()` follow: a stream of `PushService`, the events of any stream, a connection, or any
 * Observable.
 */
export type PushSource<T> = Observable<T> | Observable<PushEvent<T>> | Pick<Connection<T>, 'events$'>;

export interface Follower<T> {
  value(value: T): void;
  status(status: ConnectionStatus): void;
}

/** How a source is followed from an injector. */
export class Follow {
  readonly #clock: SchedulerLike;
  readonly #logger: PushLogger;

  constructor(injector: Injector) {
    this.#clock = injector.get(PUSH_CLOCK);
    this.#logger = injector.get(PUSH_LOGGER);
  }

  /** Subscribes, and tells values and status apart; never throws, whatever the source does. */
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
    const ended = events.pipe(toStatus(this.#clock)).subscribe((status) => follower.status(status));
    const twin = 'events$' in source ? undefined : eventsOf(source);
    const stream: Observable<unknown> = 'events$' in source ? source.events$ : (twin?.events() ?? source);
    const subscription = stream.subscribe({
      next: (value) => {
        if (!isPushEvent(value)) return follower.value(value as T);
        events.next(value);
        if (value.kind === 'message') {
          follower.value((twin?.emits === 'messages' ? value.message : value.message.data) as T);
        } else if (value.kind === 'rejected') {
          // Nobody else is told: who takes events is expected to look at them.
          const { error, raw } = value;
          this.#logger.warn(`ngx-comet: a message was rejected: ${error.message}`, { error, raw });
        }
      },
      error: (error: unknown) => events.error(error),
      complete: () => events.complete(),
    });
    subscription.add(ended);
    return subscription;
  }
}

/** A connection tells its status to whoever comes late too, and its logger of what was rejected. */
function followConnection<T>(
  values: Observable<T>,
  status$: Observable<ConnectionStatus>,
  follower: Follower<T>,
): Subscription {
  const subscription = status$.subscribe((status) => follower.status(status));
  // Whoever opens it again after its end does so for others.
  const ended = (): void => subscription.unsubscribe();
  subscription.add(values.subscribe({ next: (value) => follower.value(value), error: ended, complete: ended }));
  return subscription;
}
