import { Observable, share } from 'rxjs';
import { currentDocument, listen } from './listen';

/** Events of the page that matter to every connection. */
export type PageEvent =
  /** The page is frozen or in the back-forward cache. */
  | { readonly kind: 'frozen' }
  /** The page is back. */
  | { readonly kind: 'thawed' }
  /** The page was prerendered, and the user opens it now. */
  | { readonly kind: 'activated' }
  /** The machine has a network again. */
  | { readonly kind: 'online' }
  /** The user looks at the page again. */
  | { readonly kind: 'visible' }
  /** The machine slept. Connections that were open at the time `before` may be dead. */
  | { readonly kind: 'slept'; readonly before: number };

const TICK = 1_000;
const LATE = 5_000;
/** Browsers may run the timers of a hidden page only once a minute. Only a longer gap is a sleep. */
const LATE_WHILE_HIDDEN = 90_000;

/** The events of the page. All connections share one set of listeners. */
export const pageEvents: Observable<PageEvent> = /* @__PURE__ */ new Observable<PageEvent>((subscriber) => {
  const removals = [
    listen(globalThis, 'pagehide', () => {
      subscriber.next({ kind: 'frozen' });
    }),
    listen(globalThis, 'pageshow', () => {
      subscriber.next({ kind: 'thawed' });
    }),
    listen(currentDocument(), 'freeze', () => {
      subscriber.next({ kind: 'frozen' });
    }),
    listen(currentDocument(), 'resume', () => {
      subscriber.next({ kind: 'thawed' });
    }),
    listen(currentDocument(), 'prerenderingchange', () => {
      subscriber.next({ kind: 'activated' });
    }),
    listen(globalThis, 'online', () => {
      subscriber.next({ kind: 'online' });
    }),
    listen(currentDocument(), 'visibilitychange', () => {
      if (!isHidden()) subscriber.next({ kind: 'visible' });
    }),
    watchClock((before) => {
      subscriber.next({ kind: 'slept', before });
    }),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}).pipe(share());

/** Sleep fires no event. Only the wall clock shows it: a short timer fires much too late. */
function watchClock(slept: (before: number) => void): () => void {
  let last = Date.now();
  let wasHidden = isHidden();
  const timer = setInterval(() => {
    const now = Date.now();
    const hidden = isHidden();
    const before = last;
    const late = now - last - TICK > (hidden || wasHidden ? LATE_WHILE_HIDDEN : LATE);
    last = now;
    wasHidden = hidden;
    if (late) slept(before);
  }, TICK);
  return () => {
    clearInterval(timer);
  };
}

function isHidden(): boolean {
  return currentDocument()?.visibilityState === 'hidden';
}
