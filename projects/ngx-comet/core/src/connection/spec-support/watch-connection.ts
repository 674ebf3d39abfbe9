import { constant } from '../../schedule/constant';
import { text } from '../../decode/text';
import type { Connection } from '../connection-handle';
import type { ConnectionOptions } from '../connection-options';
import type { ConnectionStatus } from '../../vocabulary/connection-status';
import type { PushEvent } from '../../vocabulary/push-event';
import type { Route } from '../../route/route';
import { expectLawful } from '../../spec-support/status-machine';
import { connection } from '../connection';

/** A connection and what was seen of it. */
export interface Watched {
  readonly feed: Connection<string, string>;
  readonly events: PushEvent<string>[];
  readonly statuses: ConnectionStatus[];
  /** The messages that came. */
  readonly data: () => string[];
  /** How it ended, if it did: the error, or `'complete'`. */
  readonly end: () => unknown;
  /** What happened, in short. */
  readonly story: () => string[];
  readonly stop: () => void;
}

/**
 * Subscribes to the events of a connection over these routes; texts, a retry after one second. Stopping fails the test if the
 * status took a way that it must not.
 */
export function watchConnection(
  routes: readonly Route<string>[],
  options: ConnectionOptions<string, string> = {},
): Watched {
  const feed = connection<string, string>(routes, { decode: text(), retry: constant(1_000), ...options });
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
      expectLawful(statuses);
    },
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
  }
}
