// What runs in the page under test: one feed for all tabs, with what was seen of it kept for the test to look at.
import { sse$, storedCursor } from 'ngx-comet/core';
import { shareAcrossTabs } from 'ngx-comet/tabs';

interface Message {
  readonly seq: number;
}

export interface Watched {
  /** The numbers of the messages, in the order they came. */
  readonly seen: number[];
  /** How often this tab ran the source. */
  led: number;
  end: string;
}

declare global {
  interface Window {
    sharing: Watched;
    leave: () => void;
    /** What the other tab reported. */
    other?: Watched;
    signal: (what: 'start' | 'report') => void;
  }
}

const watched: Watched = { seen: [], led: 0, end: '' };
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

// A driver that sees one tab only speaks to the other one through the first.
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
