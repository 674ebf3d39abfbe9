import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { Book, serveBook } from './book.ts';
import { serveControl } from './control.ts';
import { serveCors } from './cors.ts';
import { Faults } from './faults.ts';
import { FeedService } from './feed-service.ts';
import { Hub } from './hub.ts';
import { Listeners } from './listeners.ts';
import { LiveConnections } from './live-connections.ts';
import { serveApp, serveIndex } from './pages.ts';
import { FEED_ROUTES } from './routes/feed-routes.ts';
import type { PushServer, PushServerOptions } from './push-server.ts';
import { inspect } from './routes/inspect.ts';
import { publish } from './routes/publish.ts';

export type { PushServer, PushServerOptions } from './push-server.ts';

/** Creates a server that does not listen yet. Throws a `TypeError` for a wrong option. */
export function createPushServer(options: PushServerOptions = {}): PushServer {
  const { host = '127.0.0.1', also = [], cors = 'on', webSocketOrigins } = options;
  const hub = new Hub(options);
  const book = new Book(hub, options.tickEvery ?? 250);
  const connections = new LiveConnections(FEED_ROUTES.map(({ transport }) => transport));
  const faults = new Faults(connections);
  hub.nameMessage = faults.nameMessage;
  const feeds = new FeedService({ routes: FEED_ROUTES, hub, faults, connections, webSocketOrigins });
  const app = Fastify({ exposeHeadRoutes: false });
  const listeners = new Listeners({
    request: (request, response) => app.routing(request, response),
    upgrade: (request, socket, head) => void feeds.upgrade(request, socket, head),
  });
  const ended = new AbortController();
  let urls: readonly URL[] = [];

  const server: PushServer = {
    hub,
    faults,
    cors,
    listen: async (port = 0) => {
      await app.ready();
      urls = await listeners.listen(host, [port, ...also]);
      hub.start();
      book.start();
      return urls[0] as URL;
    },
    restart: async ({ ms = 0, forget = false } = {}) => {
      await listeners.close();
      if (forget) hub.forget();
      await wait(ms, undefined, { signal: ended.signal }).catch(() => undefined);
      const ports = urls.map(({ port }) => Number(port));
      if (!ended.signal.aborted) await listeners.listen(host, ports);
    },
    close: async () => {
      ended.abort();
      hub.stop();
      book.stop();
      const closed = listeners.close();
      // After the close: otherwise `reset` would send what `silence` holds back.
      faults.reset();
      await closed;
      await app.close();
    },
    stats: () => ({
      origins: urls.map(({ origin }) => origin),
      live: connections.counts(),
      requests: feeds.requests,
      preflights: feeds.preflights,
      published: hub.published,
      faults: faults.active,
    }),
  };

  assemble(app, server, feeds, options.static);
  // After the hooks of CORS.
  app.register(async (routes) => serveBook(routes, book));
  return server;
}

function assemble(app: FastifyInstance, server: PushServer, feeds: FeedService, directory: string | undefined): void {
  // Every body stays text: the route decides how to read it, not the content type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  feeds.registerFirst(app);
  serveCors(app, () => server.cors);
  // A plugin, so that the routes are registered after the hooks of CORS.
  app.register(async (routes) => {
    feeds.register(routes);
    publish(routes, server.hub);
    inspect(routes);
    serveControl(routes, server);
    if (directory === undefined) serveIndex(routes, FEED_ROUTES);
  });
  if (directory !== undefined) serveApp(app, directory);
}
