import { constant } from '../../schedule/constant';
import { text } from '../../decode/text';
import type { Connection } from '../connection-handle';
import type { ConnectionOptions } from '../connection-options';
import type { ConnectionStatus } from '../../vocabulary/connection-status';
import type { PushEvent } from '../../vocabulary/push-event';
import type { Route } from '../../route/route';
import { expectLawful } from '../../spec-support/status-machine';
import { inVirtualTime } from '../../spec-support/virtual-time';
import { connection } from '../connection';
import { FakeRoute } from './fake-route';

/** A connection and what it emitted. */
export interface Watched {
  readonly feed: Connection<string, string>;
  readonly events: PushEvent<string>[];
  readonly statuses: ConnectionStatus[];
  /** The payloads that arrived. */
  readonly data: () => string[];
  /** How it ended, if it did: the error, or `'complete'`. */
  readonly end: () => unknown;
  /** The events in short form. */
  readonly story: () => string[];
  readonly stop: () => void;
}

/**
 * Subscribes to the events of a connection over these routes. It decodes texts, retries after one second and does not
 * linger. `stop` fails the test if a status followed another one that it must not follow.
 */
export function watchConnection(
  routes: readonly Route<string>[],
  options: ConnectionOptions<string, string> = {},
): Watched {
  const feed = connection<string, string>(routes, {
    decode: text(),
    retry: constant(1_000),
    linger: 0,
    ...options,
  });
  const reconnect = jest.spyOn(feed, 'reconnect');
  const events: PushEvent<string>[] = [];
  const statuses: ConnectionStatus[] = [];
  let end: unknown;
  const status = feed.status$.subscribe((value) => statuses.push(value));
  const subscription = feed.events$.subscribe({
    next: (event) => events.push(event),
    error: (error: unknown) => (end = error),
    complete: () => (end = 'complete'),
  });
  return {
    feed,
    events,
    statuses,
    data: () => events.flatMap((event) => (event.kind === 'message' ? [event.message.data] : [])),
    end: () => end,
    story: () => events.map(inShort),
    stop: () => {
      subscription.unsubscribe();
      status.unsubscribe();
      expectLawful(statuses, reconnect.mock.calls.length);
    },
  };
}

/**
 * Gives the tests of a `describe` block virtual time and an empty storage. Returns `watchConnection`, whose connections
 * end with the test. No attempt over a fake route may be left then.
 */
export function watchInVirtualTime(): typeof watchConnection {
  const all: Watched[] = [];
  const used = new Set<FakeRoute>();

  inVirtualTime(() => {
    for (const { stop, feed } of all.splice(0)) {
      stop();
      // It may linger.
      feed.close();
    }
  });

  beforeEach(() => {
    localStorage.clear();
  });

  afterEach(() => {
    const live = [...used].filter(({ isLive }) => isLive).map(({ transport }) => transport);
    used.clear();
    expect(live).toEqual([]);
  });

  return (routes, options) => {
    for (const route of routes) if (route instanceof FakeRoute) used.add(route);
    const watched = watchConnection(routes, options);
    all.push(watched);
    return watched;
  };
}

function inShort(event: PushEvent<string>): string {
  switch (event.kind) {
    case 'connecting':
      return `${event.transport}?`;
    case 'open':
      return `${event.transport} open, ${event.continuity}`;
    case 'message':
      return event.message.data;
    case 'lost':
      return `${event.transport} ${event.error.code}, ${event.retryIn}`;
    case 'paused':
      return event.reason;
    case 'rejected':
      return event.error.code;
    case 'comment':
      return `: ${event.text}`;
  }
}
