import { realpathSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type {} from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { FeedRoute } from './routes/feed-route.ts';

// The Angular CLI's names of files that never change: main-ABCD1234.js.
const HASHED = /-[A-Z0-9]{8}\.\w+$/;
const FOREVER = 'public, max-age=31536000, immutable';

/** Serves a single-page app. All its addresses return `index.html`. */
export function serveApp(app: FastifyInstance, directory: string): void {
  // Loaded only when needed: most tests use only the feeds and need not load its dependencies.
  app.register(import('@fastify/static'), {
    root: resolve(directory),
    dotfiles: 'ignore',
    allowedPath: (path, root) => typeof root === 'string' && isInside(join(root, path), root),
    cacheControl: false,
    setHeaders: (reply, path) => void reply.header('cache-control', HASHED.test(path) ? FOREVER : 'no-cache'),
  });
  app.setNotFoundHandler((request, reply) =>
    isPage(request) ? reply.sendFile('index.html') : reply.code(404).send({ error: 'not found' }),
  );
}

/** Without an app, the front page lists the routes. */
export function serveIndex(app: FastifyInstance, routes: readonly FeedRoute[]): void {
  const lines = [
    'push-server',
    '',
    ...routes.map(
      ({ transport, methods, summary }) => `${methods.join('|')} /feeds/:feed/${transport}\n    ${summary}`,
    ),
    'POST /feeds/:feed\n    publishes the JSON body',
    'ANY /inspect\n    the request as the server received it',
    'GET /control/stats, POST /control/:fault\n    see the README',
    '',
  ];
  app.get('/', (_, reply) => reply.type('text/plain; charset=utf-8').send(lines.join('\n')));
}

// A link may lead out of the directory. What is missing leads nowhere.
function isInside(path: string, root: string): boolean {
  try {
    const [real, top] = [realpathSync(path), realpathSync(root)];
    return real === top || real.startsWith(top + sep);
  } catch {
    return true;
  }
}

// A missing file is not a page: a request for an old chunk must not return HTML.
function isPage({ method, url }: FastifyRequest): boolean {
  const [path = ''] = url.split('?');
  return (
    (method === 'GET' || method === 'HEAD') &&
    !/^\/(?:feeds|control|inspect)(?:\/|$)|\.\w+$|(?:\/|%2f)(?:\.|%2e)/i.test(path)
  );
}
