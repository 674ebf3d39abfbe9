import { NgZone } from '@angular/core';
import { from, Observable, type ObservableInput } from 'rxjs';

// The operators of ngx-comet/core that hold values back look for it, so as to enter once per batch.
const DELIVERY: unique symbol = Symbol.for('ngx-comet.delivery');

interface Delivering {
  readonly [DELIVERY]?: { readonly atOnce?: boolean | undefined };
}

/**
 * Runs a stream outside the zone, so that its timers and reads trigger no change detection, and delivers inside: all that is
 * delivered in one turn of the event loop, such as the messages of one chunk, is followed by one change detection, with nothing
 * put off or reordered. Without zone.js it is the stream itself.
 */
export function outsideZone<T>(zone: NgZone, source: Observable<T>): Observable<T> {
  if (!hasZone(zone)) return source;
  const enter = entrance(zone);
  const outside = new Observable<T>((subscriber) => zone.runOutsideAngular(() => source.subscribe(subscriber)));
  const inside = new Observable<T>((subscriber) =>
    outside.subscribe({
      next: (value) => enter(() => subscriber.next(value)),
      error: (error: unknown) => enter(() => subscriber.error(error)),
      complete: () => enter(() => subscriber.complete()),
    }),
  );
  const own = (source as Delivering)[DELIVERY];
  const delivery = {
    outside,
    enter,
    get atOnce() {
      return own?.atOnce;
    },
  };
  return Object.assign(inside, { [DELIVERY]: delivery });
}

/** Has the operators that hold values back pass those of this stream on as they come, as long as `isDue()`. */
export function deliveredAtOnce<T>(stream: Observable<T>, isDue = () => true): Observable<T> {
  const delivery = {
    outside: stream,
    enter: (handOver: () => void): void => handOver(),
    get atOnce() {
      return isDue();
    },
  };
  return Object.assign(stream, { [DELIVERY]: delivery });
}

/**
 * Hears a source of the application, be it a gate or what is to be sent, outside the zone: what a stream does on its account
 * must not happen inside, or every read of a connection that it opened would trigger change detection.
 */
export function heardOutside<T>(zone: NgZone, source: Observable<T>): Observable<T> {
  if (!hasZone(zone)) return source;
  const heard = new Observable<T>((subscriber) =>
    source.subscribe({
      next: (value) => zone.runOutsideAngular(() => subscriber.next(value)),
      error: (error: unknown) => zone.runOutsideAngular(() => subscriber.error(error)),
      complete: () => zone.runOutsideAngular(() => subscriber.complete()),
    }),
  );
  // What marks a gate, such as the reason that the status shows while it is shut.
  for (const mark of Object.getOwnPropertySymbols(source)) {
    Object.defineProperty(heard, mark, Object.getOwnPropertyDescriptor(source, mark) ?? {});
  }
  return heard;
}

/** Runs a function of the application inside the zone, as it expects, and hears its result outside. */
export function askedInside<A extends readonly unknown[], T>(
  zone: NgZone,
  ask: (...args: A) => ObservableInput<T>,
): (...args: A) => ObservableInput<T> {
  if (!hasZone(zone)) return ask;
  return (...args) => {
    const answers = zone.run(() => ask(...args));
    // What is no source of values is for the stream to refuse.
    if (typeof answers === 'string') return answers;
    return heardOutside(zone, new Observable<T>((subscriber) => zone.run(() => from(answers).subscribe(subscriber))));
  };
}

/** In a zoneless app what stands for the zone runs everything in place, and is no `NgZone`. */
function hasZone(zone: NgZone): boolean {
  return zone instanceof NgZone;
}

/**
 * Leaving the zone triggers change detection unless something is to be done inside first: so the first to enter in a turn puts
 * an empty microtask there, which runs when the turn is over.
 */
function entrance(zone: NgZone): (handOver: () => void) => void {
  let entered = false;
  const over = (): void => {
    entered = false;
  };
  return (handOver) => {
    zone.run(() => {
      if (!entered) {
        entered = true;
        void Promise.resolve().then(over);
      }
      handOver();
    });
  };
}
