import { Observable, Subject, Subscription } from 'rxjs';
import { currentDocument, listen } from './listen';
import { monotonicClock, monotonicNow } from './monotonic-clock';

/** Events of the page that matter to every connection. */
export type PageEvent =
  /** The page is frozen or in the back-forward cache. */
  | 'frozen'
  /** The page is back. */
  | 'thawed'
  /** The page was prerendered, and the user opens it now. */
  | 'activated'
  /** The machine has a network again. */
  | 'online'
  /** The user looks at the page again. */
  | 'visible'
  /** A second has passed. */
  | 'tick'
  /** The event loop stood still. The page was busy, or the machine slept: the clock cannot tell these apart. */
  | 'stalled'
  /** The machine slept: the clock of the durations stood still with it, and the time of the day went on. */
  | 'slept';

// Times are milliseconds.
const TICK = 1_000;
const STALLED = 5_000;
/** Browsers may run the timers of a hidden page only once a minute. */
const STALLED_WHILE_HIDDEN = 90_000;
/**
 * How late a tick is at least after a sleep. The time to stop the devices and to start them again belongs to no sleep,
 * and no program runs then. A tick that is on time shows that somebody set the time of the day.
 */
const LATE = 100;

/** The events of the page. All connections share one set of listeners. */
export const pageEvents: Observable<PageEvent> = /* @__PURE__ */ sharedPageEvents();

/** In place of `share`, which no other part of an event stream uses: an application loads less of RxJS. */
function sharedPageEvents(): Observable<PageEvent> {
  const events = new Subject<PageEvent>();
  let listeners: Subscription | undefined;
  return new Observable((subscriber) => {
    events.subscribe(subscriber);
    listeners ??= watchPage((event) => {
      events.next(event);
    });
    return () => {
      if (events.observed) return;
      listeners?.unsubscribe();
      listeners = undefined;
    };
  });
}

function watchPage(emit: (event: PageEvent) => void): Subscription {
  const listeners = new Subscription();
  const emitAt = (target: EventTarget | undefined, type: string, event: PageEvent): void => {
    listeners.add(
      listen(target, type, () => {
        emit(event);
      }),
    );
  };
  const page = currentDocument();
  emitAt(globalThis, 'pagehide', 'frozen');
  emitAt(globalThis, 'pageshow', 'thawed');
  emitAt(page, 'freeze', 'frozen');
  emitAt(page, 'resume', 'thawed');
  emitAt(page, 'prerenderingchange', 'activated');
  emitAt(globalThis, 'online', 'online');
  listeners.add(
    listen(page, 'visibilitychange', () => {
      if (!isHidden()) emit('visible');
    }),
  );
  listeners.add(watchClocks(emit));
  return listeners;
}

/**
 * Sleep fires no event. It shows in a timer that fires too late, like a busy page does, where the clock of the durations
 * goes on during a sleep. Where that clock stands still, it falls behind the time of the day.
 */
function watchClocks(emit: (event: PageEvent) => void): () => void {
  let before = readings();
  let timer: Subscription;
  const tick = (): void => {
    const now = readings();
    const passed = now.monotonic - before.monotonic;
    const late = passed - TICK;
    const slept = now.wall - before.wall - passed;
    const stalled = now.hidden || before.hidden ? STALLED_WHILE_HIDDEN : STALLED;
    before = now;
    // First, because a listener may end everything.
    wait();
    emit('tick');
    if (slept > STALLED && late > LATE) emit('slept');
    else if (late > stalled) emit('stalled');
  };
  const wait = (): void => {
    timer = monotonicClock.schedule(tick, TICK);
  };
  wait();
  return () => {
    timer.unsubscribe();
  };
}

function readings(): { readonly monotonic: number; readonly wall: number; readonly hidden: boolean } {
  return { monotonic: monotonicNow(), wall: Date.now(), hidden: isHidden() };
}

function isHidden(): boolean {
  return currentDocument()?.visibilityState === 'hidden';
}
