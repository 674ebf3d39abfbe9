import { untracked, type Injector } from '@angular/core';
import {
  pushEvent,
  toStatus,
  type Connection,
  type ConnectionStatus,
  type PushEvent,
  type PushLogger,
} from 'ngx-comet/core';
import { map, Subject, type Observable, type SchedulerLike, type Subscription } from 'rxjs';
import { reportingOf, reportingStatus, type Reporting, type StatusReport } from '../service/events-of';
import { isPushEvent } from '../service/is-push-event';
import { PUSH_CLOCK, PUSH_LOGGER } from '../service/tokens';
import { RejectionCount } from './rejection-count';

/** A source whose messages are the values: the events of any stream, or a connection. */
export type PushEventSource<T> = Observable<PushEvent<T>> | Pick<Connection<T>, 'events$'>;

/**
 * A source of `pushSignal()` and `pushResource()`: a stream of `PushService`, the events of any stream, a connection or
 * one of its streams, any of these piped through operators of this package, or any Observable.
 */
export type PushSource<T> = Observable<T> | PushEventSource<T>;

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

  /**
   * Subscribes, and passes values and status to the follower. It never throws, whatever the source does. What the source
   * calls meanwhile is untracked.
   */
  start<T>(source: PushSource<T>, follower: Follower<T>): Subscription {
    return untracked(() => this.#start(source, follower));
  }

  #start<T>(source: PushSource<T>, follower: Follower<T>): Subscription {
    const rejections = new RejectionCount(this.#logger, () => this.#clock.now());
    const events = new Subject<PushEvent<unknown>>();
    let closed = false;
    const report: StatusReport = {
      event: (event) => {
        events.next(event);
        // A stream of events does not log rejected messages, because its subscriber gets them.
        if (event.kind === 'rejected') rejections.rejected(event.error, event.raw);
      },
      status: (status) => {
        closed = status.phase === 'closed';
        follower.status(status);
      },
    };
    const subscription = events.pipe(toStatus(this.#clock)).subscribe((status) => report.status(status));
    subscription.add(() => rejections.end());
    const reporting = reportingFor(source);
    const values = reporting?.(report) ?? unmarked(source);
    subscription.add(
      values.subscribe({
        next: (value) => {
          // Data may look like an event: only the mark decides.
          if (!isPushEvent(value)) follower.value(value as T);
          else if (value.kind === 'message') follower.value(value.message.data as T);
          else if (reporting === undefined) report.event(value);
        },
        // A source that reported its end knows best why.
        error: (error: unknown) => (closed ? undefined : events.error(error)),
        complete: () => (closed ? undefined : events.complete()),
      }),
    );
    return subscription;
  }
}

/** How to observe a source with its status; `undefined` for a stream without a mark, which may be one of events. */
function reportingFor<T>(source: PushSource<T>): Reporting<unknown> | undefined {
  if (!('events$' in source)) return reportingOf<unknown>(source);
  const { data$, status$, events$ } = source as Partial<Connection<T>> & Pick<Connection<T>, 'events$'>;
  return data$ === undefined || status$ === undefined ? reportingOf<unknown>(events$) : reportingStatus(data$, status$);
}

/** Nothing but events comes from `events$`: those that somebody made for a test need no mark. */
function unmarked<T>(source: PushSource<T>): Observable<unknown> {
  if (!('events$' in source)) return source;
  return source.events$.pipe(map((event) => (isPushEvent(event) ? event : pushEvent(event))));
}
