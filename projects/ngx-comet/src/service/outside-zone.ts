import { NgZone, untracked } from '@angular/core';
import {
  from,
  Observable,
  type ObservableInput,
  type SchedulerAction,
  type SchedulerLike,
  type Subscription,
} from 'rxjs';

// The operators of ngx-comet/core that hold values back read it, to enter the zone once per batch.
const DELIVERY: unique symbol = Symbol.for('ngx-comet.delivery');

interface Delivering<T> {
  readonly [DELIVERY]?: {
    readonly outside: Observable<T>;
    readonly enter: (deliver: () => void) => void;
    readonly atOnce?: boolean | undefined;
  };
}

/**
 * Runs a stream outside the zone, so that its timers and reads trigger no change detection. Its values are delivered
 * inside, at once and in order. All values of one turn of the event loop, such as the messages of one chunk, cause one
 * change detection. Subscribing is untracked: an effect that opens a stream must not run again because a function of the
 * application, such as that of the URL, reads a signal.
 */
export function outsideZone<T>(zone: NgZone, source: Observable<T>): Observable<T> {
  const own = (source as Delivering<T>)[DELIVERY];
  const outside = new Observable<T>((subscriber) =>
    zone.runOutsideAngular(() => untracked(() => source.subscribe(subscriber))),
  );
  if (!hasZone(zone)) return own === undefined ? outside : deliveredAtOnce(outside, () => own.atOnce === true);
  const enter = entrance(zone);
  const inside = new Observable<T>((subscriber) =>
    outside.subscribe({
      next: (value) => enter(() => subscriber.next(value)),
      error: (error: unknown) => enter(() => subscriber.error(error)),
      complete: () => enter(() => subscriber.complete()),
    }),
  );
  const delivery = {
    outside,
    enter,
    get atOnce() {
      return own?.atOnce;
    },
  };
  return Object.assign(inside, { [DELIVERY]: delivery });
}

/**
 * Changes a stream, and keeps how it delivers its values. `enter` runs a function of the application in the zone, as it
 * expects.
 */
export function inContext<T, R>(
  stream: Observable<T>,
  change: (values: Observable<T>, enter: (call: () => void) => void) => Observable<R>,
): Observable<R> {
  const delivery = (stream as Delivering<T>)[DELIVERY];
  const changed = change(stream, inPlace);
  if (delivery === undefined) return changed;
  const { outside, enter } = delivery;
  return Object.assign(changed, {
    [DELIVERY]: {
      outside: change(outside, enter),
      enter,
      get atOnce() {
        return delivery.atOnce;
      },
    },
  });
}

function inPlace(call: () => void): void {
  call();
}

/**
 * Makes the operators that hold values back pass on the values of this stream at once, while `isDue()` returns `true`.
 */
export function deliveredAtOnce<T>(stream: Observable<T>, isDue = () => true): Observable<T> {
  const delivery = {
    outside: stream,
    enter: (deliver: () => void): void => deliver(),
    get atOnce() {
      return isDue();
    },
  };
  return Object.assign(stream, { [DELIVERY]: delivery });
}

/**
 * Delivers the values of an Observable of the application, such as a gate or outgoing messages, outside the zone.
 * Otherwise a connection that such a value opens runs inside, and each of its reads triggers change detection.
 */
export function deliveredOutside<T>(zone: NgZone, source: Observable<T>): Observable<T> {
  if (!hasZone(zone)) return source;
  const delivered = new Observable<T>((subscriber) =>
    source.subscribe({
      next: (value) => zone.runOutsideAngular(() => subscriber.next(value)),
      error: (error: unknown) => zone.runOutsideAngular(() => subscriber.error(error)),
      complete: () => zone.runOutsideAngular(() => subscriber.complete()),
    }),
  );
  // The marks of a gate, such as the reason that the status shows while the gate is closed.
  copyMarks(source, delivered);
  return delivered;
}

function copyMarks(source: object, target: object): void {
  for (const mark of Object.getOwnPropertySymbols(source)) {
    Object.defineProperty(target, mark, Object.getOwnPropertyDescriptor(source, mark) ?? {});
  }
}

/**
 * Starts the timers of a clock outside the zone, whoever causes them. Otherwise a subscriber that leaves a connection
 * starts the timer of `linger` inside, which keeps the application unstable and triggers change detection.
 */
export function scheduledOutside(zone: NgZone, clock: SchedulerLike): SchedulerLike {
  // A wrong clock is reported by the connection.
  if (!hasZone(zone) || typeof (clock as Partial<SchedulerLike>).schedule !== 'function') return clock;
  const outside: SchedulerLike = {
    now: () => clock.now(),
    schedule: <S>(work: (this: SchedulerAction<S>, state: S) => void, delay = 0, state?: S): Subscription =>
      zone.runOutsideAngular(() =>
        // The overloads of RxJS differ only in whether `state` may be left out.
        clock.schedule(work as (this: SchedulerAction<S>, state?: S) => void, delay, state),
      ),
  };
  // A clock of tests carries their network.
  copyMarks(clock, outside);
  return outside;
}

/** Calls a function of the application inside the zone, as it expects, and delivers its results outside. */
export function calledInside<A extends readonly unknown[], T>(
  zone: NgZone,
  call: (...args: A) => ObservableInput<T>,
): (...args: A) => ObservableInput<T> {
  if (!hasZone(zone)) return call;
  return (...args) => {
    const values = zone.run(() => call(...args));
    // Not a source of values: the stream reports it.
    if (typeof values === 'string') return values;
    return deliveredOutside(
      zone,
      new Observable<T>((subscriber) => zone.run(() => from(values).subscribe(subscriber))),
    );
  };
}

/** In a zoneless app the injected zone is no instance of `NgZone`: it just calls functions in place. */
function hasZone(zone: NgZone): boolean {
  return zone instanceof NgZone;
}

/**
 * Leaving the zone triggers change detection, unless a microtask is pending inside. So the first entry of a turn adds
 * an empty microtask, which runs when the turn is over.
 */
function entrance(zone: NgZone): (deliver: () => void) => void {
  let entered = false;
  const over = (): void => {
    entered = false;
  };
  return (deliver) => {
    zone.run(() => {
      if (!entered) {
        entered = true;
        void Promise.resolve().then(over);
      }
      deliver();
    });
  };
}
