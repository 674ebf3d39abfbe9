import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Feed, FeedMessage } from '../feed.ts';
import type { Hub } from '../hub.ts';
import type { LiveConnection } from '../live-connections.ts';
import type { Query } from '../query.ts';

/** What a route gets to answer one request for a feed. */
export interface Exchange {
  readonly hub: Hub;
  readonly feed: Feed;
  readonly query: Query;
  /** The last cursor that the client reports. */
  readonly cursor: string | undefined;
  /** The number after which to continue, by that cursor. */
  readonly position: number;
  readonly connection: LiveConnection;
  /** The JSON of a message as it is sent on this connection. */
  readonly encode: (message: FeedMessage) => string;
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
