import { setTimeout as wait } from 'node:timers/promises';
import Fastify, { type FastifyInstance } from 'fastify';
import { Access } from './access.ts';
import { Book, serveBook } from './book.ts';
import { serveControl } from './control.ts';
import { checkedCors, serveCors } from './cors.ts';
import { Faults } from './faults.ts';
import { FeedService } from './feed-service.ts';
import { Hub } from './hub.ts';
import { checkedLimits, type Limits } from './limits.ts';
import { Listeners, type Handlers } from './listeners.ts';
import { LiveConnections } from './live-connections.ts';
import { serveApp, serveIndex } from './pages.ts';
import { FEED_ROUTES } from './routes/feed-routes.ts';
import type { PushServer, PushServerOptions } from './push-server.ts';
import { inspect } from './routes/inspect.ts';
import { publish } from './routes/publish.ts';

export type { PushServer, PushServerOptions } from './push-server.ts';

/** Creates a server that does not listen yet. Throws a `TypeError` for a wrong option. */
export function createPushServer(options: PushServerOptions = {}): PushServer {
  const { host = '127.0.0.1', also = [] } = options;
  let cors = checkedCors(options.cors ?? 'on');
  const limits = checkedLimits(options.limits);
  const access = new Access(options);
  const hub = new Hub(options, limits);
  const book = new Book(hub, options.tickEvery ?? 250);
  const connections = new LiveConnections(
    FEED_ROUTES.map(({ transport }) => transport),
    limits,
  );
  const faults = new Faults(connections, limits.faults);
  hub.nameMessage = faults.nameMessage;
  const feeds = new FeedService({ routes: FEED_ROUTES, hub, faults, connections, access, limits });
  const app = Fastify({ exposeHeadRoutes: false, bodyLimit: limits.body });
  const handlers: Handlers = {
    request: (request, response) => app.routing(request, response),
    upgrade: (request, socket, head) => void feeds.upgrade(request, socket, head),
  };
  const listeners = new Listeners(handlers, access, limits);
  const ended = new AbortController();
  let urls: readonly URL[] = [];
  let restarts: Promise<void> = Promise.resolve();

  const server: PushServer = {
    hub,
    faults,
    get cors() {
      return cors;
    },
    set cors(mode) {
      cors = checkedCors(mode);
    },
    listen: async (port = 0) => {
      await app.ready();
      urls = await listeners.listen(host, [port, ...also]);
      hub.start();
      book.start();
      return urls[0] as URL;
    },
    restart: ({ ms = 0, forget = false } = {}) => {
      // One after the other: two at once would listen on the same ports.
      const restarted = restarts.then(async () => {
        await listeners.close();
        if (forget) hub.forget();
        await wait(ms, undefined, { signal: ended.signal }).catch(() => undefined);
        const ports = urls.map(({ port }) => Number(port));
        if (!ended.signal.aborted) await listeners.listen(host, ports);
      });
      restarts = restarted.catch(() => undefined);
      return restarted;
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
      feeds: hub.size,
      faults: faults.active,
    }),
  };

  assemble(app, { server, feeds, access, limits }, options.static);
  // After the hooks of CORS.
  app.register(async (routes) => serveBook(routes, book));
  return server;
}

interface Parts {
  readonly server: PushServer;
  readonly feeds: FeedService;
  readonly access: Access;
  readonly limits: Limits;
}

function assemble(app: FastifyInstance, { server, feeds, access, limits }: Parts, directory: string | undefined): void {
  // Every body stays text: the route decides how to read it, not the content type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  feeds.registerFirst(app);
  serveCors(app, access, () => server.cors);
  // A plugin, so that the routes are registered after the hooks of CORS.
  app.register(async (routes) => {
    feeds.register(routes);
    if (directory === undefined) serveIndex(routes, FEED_ROUTES);
  });
  app.register(async (routes) => {
    // By the route and not by the path, which can be written in several ways.
    routes.addHook('onRequest', (request, _, done) => done(access.originRefusal(request.headers)));
    publish(routes, server.hub, limits.depth);
    inspect(routes);
    serveControl(routes, server);
  });
  if (directory !== undefined) serveApp(app, directory);
}
