import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Access } from './access.ts';
import { isPreflight } from './cors.ts';
import type { Faults } from './faults.ts';
import { passGate } from './gate.ts';
import type { Hub } from './hub.ts';
import type { Limits } from './limits.ts';
import type { LiveConnection, LiveConnections } from './live-connections.ts';
import { Query } from './query.ts';
import { Refusal } from './refusal.ts';
import { refuseSocket } from './refuse-socket.ts';
import type { Exchange, FeedRoute } from './routes/feed-route.ts';
import { startOf } from './start.ts';

const FEED_PATH = /^\/feeds\/([\w-]{1,100})\/([\w-]+)(?:\?|$)/;

/** The parts that a {@link FeedService} uses. */
export interface FeedServiceParts {
  readonly routes: readonly FeedRoute[];
  readonly hub: Hub;
  readonly faults: Faults;
  readonly connections: LiveConnections;
  readonly access: Access;
  readonly limits: Limits;
}

/** Serves the feed routes, over HTTP and by upgrade, and applies the faults. */
export class FeedService {
  readonly #parts: FeedServiceParts;
  readonly #routes: ReadonlyMap<string, FeedRoute>;
  readonly #requests = new Map<string, number>();
  #preflights = 0;

  constructor(parts: FeedServiceParts) {
    this.#parts = parts;
    this.#routes = new Map(parts.routes.map((route) => [route.transport, route]));
  }

  /** How many requests arrived for each transport, and in total; preflights are counted separately. */
  get requests(): Record<string, number> {
    const counts = this.#parts.routes.map(({ transport }) => [transport, this.#requests.get(transport) ?? 0] as const);
    return { ...Object.fromEntries(counts), total: counts.reduce((sum, [, count]) => sum + count, 0) };
  }

  get preflights(): number {
    return this.#preflights;
  }

  /** Counts and refuses requests. Must be registered before CORS: preflights are counted and refused as well. */
  registerFirst(app: FastifyInstance): void {
    app.addHook('onRequest', (request, reply, done) => {
      const control = request.url.startsWith('/control');
      const preflight = isPreflight(request);
      if (preflight && !control) this.#preflights += 1;
      const place = this.#place(request.url);
      if (place && !preflight) this.#count(place.route);
      if (!place || !this.#parts.faults.find('refuse', place)) return done();
      reply.hijack();
      request.raw.socket.resetAndDestroy();
    });
  }

  /** Registers the routes. */
  register(app: FastifyInstance): void {
    for (const route of this.#parts.routes) {
      app.route<{ Params: { feed: string } }>({
        method: route.methods,
        url: `/feeds/:feed(^[\\w-]{1,100}$)/${route.transport}`,
        handler: async (request, reply) => {
          const { connections, faults } = this.#parts;
          const { socket } = request.raw;
          const connection = connections.open(route.transport, request.params.feed, socket, (gone) =>
            reply.raw.once('close', gone),
          );
          const cursor = cursorOf(request.url, request.headers);
          const answer = await passGate(faults, connection, cursor);
          if (connection.signal.aborted) return reply.hijack();
          if (answer) return reply.code(answer.status).headers(answer.headers).send(answer.body);
          await route.serve({ ...this.#exchange(connection, request.url, cursor), request, reply });
          return reply;
        },
      });
    }
  }

  /** Answers an upgrade request. */
  async upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      await this.#upgrade(request, socket, head);
    } catch (error) {
      if (!(error instanceof Refusal)) process.emitWarning(String(error));
      const [status, text] = error instanceof Refusal ? [error.statusCode, error.message] : [500, 'failed'];
      refuseSocket(socket, status, { 'content-type': 'text/plain; charset=utf-8' }, text);
    }
  }

  async #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const { url = '', headers } = request;
    const place = this.#place(url);
    if (!place?.route.upgrade) throw new Refusal(404, 'not found');
    this.#count(place.route);
    const { connections, faults, access } = this.#parts;
    if (faults.find('refuse', place)) return void socket.resetAndDestroy();
    const refusal = access.originRefusal(headers);
    if (refusal) throw refusal;
    const connection = connections.open(place.transport, place.feed, socket, (gone) => socket.once('close', gone));
    const cursor = cursorOf(url, headers);
    const answer = await passGate(faults, connection, cursor);
    if (connection.signal.aborted) return;
    if (answer) return refuseSocket(socket, answer.status, answer.headers, answer.body);
    place.route.upgrade({ ...this.#exchange(connection, url, cursor), request, socket, head });
  }

  #exchange(connection: LiveConnection, url: string, cursor: string | undefined): Exchange {
    const { hub, faults, limits } = this.#parts;
    const query = new Query(url);
    const feed = hub.feed(connection.feed);
    const beginning = query.flag('latest', true) ? 'latest' : 'next';
    return {
      ...startOf(faults, { feed, connection, cursor, beginning }),
      hub,
      feed,
      query,
      limits,
      connection,
      startIn: (other, from) => startOf(faults, { feed: other, connection, cursor: from, beginning: 'latest' }),
      begin: () => faults.lifetimes.begin(connection),
    };
  }

  #place(url: string): { readonly feed: string; readonly transport: string; readonly route: FeedRoute } | undefined {
    const [, feed, transport] = FEED_PATH.exec(url) ?? [];
    const route = this.#routes.get(transport ?? '');
    return feed !== undefined && route ? { feed, transport: route.transport, route } : undefined;
  }

  #count({ transport }: FeedRoute): void {
    this.#requests.set(transport, (this.#requests.get(transport) ?? 0) + 1);
  }
}

/** The header is newer: an `EventSource` keeps the cursor of its first URL in every later request. */
function cursorOf(url: string, { 'last-event-id': header }: IncomingHttpHeaders): string | undefined {
  const query = new Query(url);
  // Ids are UTF-8 in headers, which Node reads as Latin-1.
  const id = header === undefined ? '' : Buffer.from(String(header), 'latin1').toString();
  return id || query.text('lastEventId') || query.text('cursor');
}
