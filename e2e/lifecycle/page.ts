import {
  hidden,
  online,
  sse$,
  storedCursor,
  toStatus,
  websocket$,
  type ConnectionStatus,
  type PushEvent,
} from 'ngx-comet/core';
import { Subject } from 'rxjs';

interface Message {
  readonly id: string;
  readonly seq: number;
}

/** The state that the test reads. */
export interface Watched {
  /** The numbers of the messages, in the order of arrival. */
  readonly seen: number[];
  readonly phases: string[];
  /** How many connections were lost. */
  losses: number;
  reasons: string[];
  /** True if this page was restored from the back-forward cache. */
  restored: boolean;
  /** True if the script ran before the user opened the page. */
  readonly prerendered: boolean;
}

declare global {
  interface Window {
    watched: Watched;
  }
}

const watched: Watched = {
  seen: [],
  phases: [],
  losses: 0,
  reasons: [],
  restored: false,
  prerendered: (document as { readonly prerendering?: boolean }).prerendering === true,
};
window.watched = watched;
addEventListener('pageshow', ({ persisted }) => {
  watched.restored ||= persisted;
});

const params = new URLSearchParams(location.search);
const options = {
  observe: 'events',
  // Milliseconds. With a long wait only events of the platform end it within a test.
  retry: () => Number(params.get('retry') ?? 50),
  gate: online(),
  ...(params.has('hidden') && { pauseWhile: hidden() }),
} as const;
const source$ =
  params.get('transport') === 'websocket'
    ? websocket$<Message>('/feeds/ticker/websocket', { ...options, id: ({ id }) => id, resume: { query: 'cursor' } })
    : sse$<Message>('/feeds/ticker/sse', {
        ...options,
        ...(params.has('stored') && { resume: { store: storedCursor('ticker') } }),
      });
// Both subscribers get the first event too.
const events$ = new Subject<PushEvent<Message>>();

events$.subscribe((event) => {
  if (event.kind === 'message') watched.seen.push(event.message.data.seq);
  if (event.kind === 'lost') watched.losses++;
  if (event.kind === 'paused') watched.reasons.push(event.reason);
});
events$.pipe(toStatus()).subscribe(({ phase }: ConnectionStatus) => watched.phases.push(phase));
source$.subscribe(events$);
