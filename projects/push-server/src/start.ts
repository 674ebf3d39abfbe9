import type { Beginning, Feed, FeedMessage } from './feed.ts';
import type { Faults } from './faults.ts';
import type { LiveConnection } from './live-connections.ts';

/** Where an exchange begins to send, by its cursor and the faults. */
export interface Start {
  /** The last cursor that the client reports, unless a fault ignores it. */
  readonly cursor: string | undefined;
  /** The offset after which to send. */
  readonly position: number;
  /** The offset of the last message that the client has: greater than `position` if older messages are replayed. */
  readonly known: number;
  /** The response header `Last-Event-ID`, as it is now; `undefined` = none. */
  readonly lastEventId: () => string | undefined;
  /** The JSON of a message as it is sent on this connection. */
  readonly encode: (message: FeedMessage) => string;
}

/** What determines a {@link Start}. */
export interface Request {
  readonly feed: Feed;
  readonly connection: LiveConnection;
  readonly cursor: string | undefined;
  readonly beginning: Beginning;
}

const NONE = (): undefined => undefined;

/** Finds the start for a cursor. */
export function startOf(faults: Faults, { feed, connection, cursor, beginning }: Request): Start {
  const place = { feed: feed.name, transport: connection.transport };
  const encode = ({ json }: FeedMessage): string => faults.garble(json, connection);

  const ignored = cursor === undefined ? undefined : faults.find('ignoreCursors', place);
  if (cursor === undefined || ignored) {
    // `earliest` is the cursor of Mercure that asks for everything.
    if (ignored?.from === 'earliest') return { cursor: 'earliest', position: 0, known: 0, lastEventId: NONE, encode };
    const position = feed.position(undefined, ignored?.from ?? beginning);
    return { cursor: undefined, position, known: position, lastEventId: NONE, encode };
  }

  const known = feed.position(cursor, beginning);
  const replay = faults.find('replay', place);
  if (!replay) return { cursor, position: known, known, lastEventId: () => feed.lastEventId(cursor), encode };
  return {
    cursor,
    position: Math.max(0, known - replay.count),
    known,
    // It would not be the cursor, which a client takes for a gap.
    lastEventId: NONE,
    encode: (message) => {
      const changed = replay.payloads === 'changed' && message.offset <= known;
      return faults.garble(changed ? `${message.json.slice(0, -1)},"replayed":true}` : message.json, connection);
    },
  };
}
