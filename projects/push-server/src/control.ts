import type { FastifyInstance } from 'fastify';
import { checkedFeedName } from './checks.ts';
import type { CorsMode } from './cors.ts';
import { KINDS, type Lasting, type Lifetime } from './faults.ts';
import type { Scope } from './live-connections.ts';
import type { PushServer } from './push-server.ts';
import { Query } from './query.ts';
import { BadRequest } from './refusal.ts';

/** Milliseconds. Nobody can end a restart over HTTP. */
const LONGEST_RESTART = 60_000;

type Control = (server: PushServer, query: Query) => unknown;

const CONTROLS: Readonly<Record<string, Control>> = {
  drop: ({ faults }, query) => ({
    connections: faults.drop({ ...scopeOf(query), graceful: query.flag('graceful') }),
  }),
  close: ({ faults }, query) => ({
    connections: faults.close({
      ...scopeOf(query),
      code: query.number('code', undefined),
      reason: query.text('reason'),
    }),
  }),
  refuse: ({ faults }, query) => faults.refuse(lastingOf(query)),
  delay: ({ faults }, query) =>
    faults.delay({ ...scopeOf(query), ms: query.number('ms', 1000), for: query.number('for', undefined) }),
  unavailable: ({ faults }, query) => faults.unavailable({ ...lastingOf(query), retryAfter: query.text('retryAfter') }),
  status: ({ faults }, query) =>
    faults.status({
      ...lastingOf(query),
      code: query.number('code', 500),
      location: query.text('location'),
      to: query.word('to', ['all', 'resuming']),
    }),
  html: ({ faults }, query) => faults.html(lastingOf(query)),
  silence: ({ faults }, query) => faults.silence(lastingOf(query)),
  buffer: ({ faults }, query) => faults.buffer(lastingOf(query)),
  garbage: ({ faults }, query) => faults.garbage({ ...scopeOf(query), count: query.number('count', 1, 1) }),
  ids: ({ faults }, query) => faults.ids({ ...lastingOf(query), ...idsOf(query) }),
  ignoreCursors: ({ faults }, query) =>
    faults.ignoreCursors({ ...lastingOf(query), from: query.word('from', ['latest', 'next', 'earliest']) }),
  replay: ({ faults }, query) =>
    faults.replay({
      ...lastingOf(query),
      count: query.number('count', undefined, 1),
      payloads: query.word('payloads', ['same', 'changed']),
    }),
  rotate: ({ faults }, query) => faults.rotate(lifetimeOf(query)),
  cut: ({ faults }, query) => faults.cut(lifetimeOf(query)),
  renumber: ({ hub }, query) => hub.renumber({ feed: feedOf(query), forget: query.flag('forget') }),
  trim: ({ hub }, query) => hub.trim(feedOf(query)),
  cors: (server, query) => {
    server.cors = corsOf(query);
  },
  reset: ({ faults }, query) =>
    faults.reset(query.text('fault') === undefined ? undefined : query.word('fault', KINDS)),
};

/** `/control`: sets faults over HTTP. No fault affects it. */
export function serveControl(app: FastifyInstance, server: PushServer): void {
  app.get('/control/stats', (_, reply) => reply.header('cache-control', 'no-store').send(server.stats()));

  app.post('/control/restart', (request, reply) => {
    const query = new Query(request.url);
    const options = { ms: query.number('ms', 0), forget: query.flag('forget') };
    if (options.ms > LONGEST_RESTART) throw new BadRequest(`ms: expected up to ${LONGEST_RESTART}, got ${options.ms}`);
    // The response must be sent before the restart closes its connection.
    reply.raw.once(
      'finish',
      () => void server.restart(options).catch((error: unknown) => process.emitWarning(String(error))),
    );
    return reply.header('connection', 'close').send({ control: 'restart' });
  });

  app.post<{ Params: { name: string } }>('/control/:name', (request, reply) => {
    const { name } = request.params;
    const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
    if (!control)
      return reply.code(404).send({ error: `expected one of restart, ${Object.keys(CONTROLS).join(', ')}` });
    try {
      return reply.send({ control: name, ...(control(server, new Query(request.url)) ?? {}) });
    } catch (error) {
      // In process a wrong option is a `TypeError`; over HTTP it is the client's mistake.
      throw error instanceof TypeError ? new BadRequest(error.message) : error;
    }
  });
}

function scopeOf(query: Query): Scope {
  return { feed: feedOf(query), transport: query.text('transport') };
}

function feedOf(query: Query): string | undefined {
  const feed = query.text('feed');
  return feed === undefined ? undefined : checkedFeedName(feed);
}

function lastingOf(query: Query): Lasting {
  return { ...scopeOf(query), ms: query.number('ms', undefined) };
}

function lifetimeOf(query: Query): Lifetime {
  return {
    ...lastingOf(query),
    every: query.number('every', undefined, 1),
    count: query.number('count', undefined, 1),
  };
}

function idsOf(query: Query): { readonly list: readonly string[] } | { readonly share: number } {
  const [list, share] = [query.list('list'), query.number('share', undefined, 1)];
  if (list !== undefined && share === undefined) return { list };
  if (share !== undefined && list === undefined) return { share };
  throw new BadRequest('ids: expected list or share');
}

function corsOf(query: Query): CorsMode {
  if (query.word('mode', ['on', 'off']) === 'off') return 'off';
  const origins = query.list('origins') ?? ['*'];
  return {
    origins: origins.length === 1 && origins[0] !== undefined ? origins[0] : origins,
    credentials: query.flag('credentials'),
    allowHeaders: query.list('allowHeaders'),
    exposeHeaders: query.list('exposeHeaders'),
    maxAge: query.number('maxAge', undefined),
  };
}
