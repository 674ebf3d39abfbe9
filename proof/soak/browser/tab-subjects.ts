// What each of many tabs has: both ways to share one connection.
import { connection, sse$, storedCursor, type Connection, type CursorStore } from 'ngx-comet/core';
import { connectionAcrossTabs, shareAcrossTabs } from 'ngx-comet/tabs';
import { Subject } from 'rxjs';
import { FeedChecker } from '../feed-checker';
import {
  connected,
  KEPT,
  overRoutes,
  quiet,
  resume,
  routes,
  sendVia,
  shared,
  telling,
  type Numbered,
  type Publish,
  type Subject$,
} from './subjects';

export function inTab(): readonly Subject$[] {
  const feed = '/feeds/tabs';
  const across = (cursor: CursorStore): Connection<Numbered, Publish> =>
    connection<Numbered, Publish>(routes(feed), {
      ...connected,
      resume: { ...resume, store: cursor },
      sendVia: sendVia(feed),
    });
  return [
    overRoutes('connectionAcrossTabs', (commands) =>
      connectionAcrossTabs<Numbered, Publish>('soak', across, { tail: KEPT, logger: telling(commands) }),
    ),
    sharedAcrossTabs(feed),
  ];
}

/** It emits only messages, so no gap can be reported in it. */
function sharedAcrossTabs(feed: string): Subject$ {
  const checker = new FeedChecker('messages');
  const messages$ = sse$<Numbered>(`${feed}/sse`, {
    ...shared,
    observe: 'messages',
    resume: { store: storedCursor('prices'), window: KEPT },
  }).pipe(shareAcrossTabs('prices', { tail: KEPT, logger: quiet }));
  let subscription = new Subject<unknown>().subscribe();
  return {
    name: 'shareAcrossTabs',
    checker,
    commands: undefined,
    say: () => undefined,
    start: () => {
      checker.beginsAnew();
      subscription = messages$.subscribe({
        next: ({ data: { value } }) => {
          if (value.n !== undefined) checker.arrived(value.n);
        },
        error: (error: unknown) => {
          checker.ended(String(error));
        },
        complete: () => {
          checker.ended('complete');
        },
      });
    },
    stop: () => {
      subscription.unsubscribe();
    },
  };
}
