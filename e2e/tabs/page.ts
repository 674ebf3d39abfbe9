// The page under test: one feed for all tabs. It records the messages for the test.
import { sse$, storedCursor } from 'ngx-comet/core';
import { shareAcrossTabs } from 'ngx-comet/tabs';

interface Message {
  readonly seq: number;
}

export interface Watched {
  /** The numbers of the messages, in the order of arrival. */
  readonly seen: number[];
  /** How often this tab ran the source. */
  led: number;
  end: string;
  /** How often this tab asked to lead. */
  asked: number;
  /** True if this page was restored from the back-forward cache. */
  restored: boolean;
}

declare global {
  interface Window {
    sharing: Watched;
    leave: () => void;
    /** The state of the other tab. */
    other?: Watched;
    signal: (what: 'start' | 'report') => void;
  }
}

const watched: Watched = { seen: [], led: 0, asked: 0, end: '', restored: false };
addEventListener('pageshow', ({ persisted }) => {
  watched.restored ||= persisted;
});
// The browser itself delays the question of a prerendered page, so it must be seen here.
if ('LockManager' in window) {
  const { request } = LockManager.prototype;
  LockManager.prototype.request = function (this: LockManager, ...question: unknown[]) {
    watched.asked++;
    return Reflect.apply(request, this, question);
  } as typeof request;
}
const prices$ = sse$<Message>('/feeds/ticker/sse', {
  observe: 'messages',
  headers: () => {
    watched.led++;
    return {};
  },
  resume: { store: storedCursor('ticker') },
}).pipe(shareAcrossTabs('ticker'));

function start(): void {
  const subscription = prices$.subscribe({
    next: ({ data }) => watched.seen.push(data.seq),
    error: (error: unknown) => (watched.end = String(error)),
    complete: () => (watched.end = 'complete'),
  });
  window.leave = () => {
    subscription.unsubscribe();
  };
}

// A test that controls only one tab reaches the other one through it.
function listen(): void {
  const signals = new BroadcastChannel('test');
  signals.onmessage = ({ data }) => {
    if (data === 'start') start();
    else if (data === 'report') signals.postMessage(watched);
    else window.other = data as Watched;
  };
  window.signal = (what) => {
    signals.postMessage(what);
  };
}

window.sharing = watched;
if ('BroadcastChannel' in window) listen();
if (!location.search.includes('wait')) start();
