import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Feed } from '../feed.ts';
import type { Hub } from '../hub.ts';
import type { Limits } from '../limits.ts';
import type { LiveConnection } from '../live-connections.ts';
import type { Query } from '../query.ts';
import type { Start } from '../start.ts';

/** What a route gets to answer one request for a feed. */
export interface Exchange extends Start {
  readonly hub: Hub;
  readonly feed: Feed;
  readonly query: Query;
  readonly limits: Limits;
  readonly connection: LiveConnection;
  /** Where to begin in another feed on the same connection. */
  readonly startIn: (feed: Feed, cursor: string | undefined) => Start;
  /** A stream or a WebSocket calls it when it has opened, and the returned function after each message. */
  readonly begin: () => () => void;
}

/** An exchange over plain HTTP. */
export interface HttpExchange extends Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** An exchange by an upgrade of HTTP. */
export interface UpgradeExchange extends Exchange {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
}

/** One protocol, served at `/feeds/:feed/<transport>`. */
export interface FeedRoute {
  readonly transport: string;
  readonly methods: ('GET' | 'POST')[];
  /** One line for the list of routes. */
  readonly summary: string;
  readonly serve: (exchange: HttpExchange) => unknown;
  readonly upgrade?: (exchange: UpgradeExchange) => void;
}

/** The response headers that say after which message the answer goes on. */
export function resumption({ lastEventId }: Start): Record<string, string> {
  const id = lastEventId();
  // Node writes other characters as Latin-1 or as UTF-8, depending on the body.
  return id === undefined || /[^\x20-\x7e]/.test(id) ? {} : { 'last-event-id': id };
}
