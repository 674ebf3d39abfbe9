import { Observable, share } from 'rxjs';
import { currentDocument, listen } from './listen';

/** What happens to the page as a whole, and matters to every connection. */
export type PageEvent =
  /** The page is put away: into the back-forward cache, or frozen. */
  | { readonly kind: 'frozen' }
  /** The page is back. */
  | { readonly kind: 'thawed' }
  /** The machine found a network. */
  | { readonly kind: 'online' }
  /** Time passed that nobody ran in: what was open `before` that is not to be trusted. */
  | { readonly kind: 'slept'; readonly before: number };

const TICK = 1_000;
const LATE = 5_000;
/** Browsers let the timers of a hidden page run once a minute: only a longer hole is a sleep. */
const LATE_WHILE_HIDDEN = 90_000;

/** The page's events, one set of listeners however many connections there are. */
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
    listen(globalThis, 'online', () => {
      subscriber.next({ kind: 'online' });
    }),
    watchClock((before) => {
      subscriber.next({ kind: 'slept', before });
    }),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}).pipe(share());

/** A sleeping machine fires no event: only the wall clock tells, when a short timer finds that it is much later. */
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
