import { Readable } from 'node:stream';
import Fastify, { type FastifyReply, type FastifyRequest } from 'fastify';
import { matrix } from './frame/matrix';
import { Channels, type Following } from './support/channels';
import {
  asArray,
  CORS,
  echoOf,
  event,
  EVENTS,
  IDLE,
  JSON_LINES,
  line,
  PLAIN,
  REFUSAL,
  type Plain,
} from './support/plain';

interface OfChannel {
  Params: { readonly channel: string };
  Querystring: { readonly after?: string };
}

function asked(
  { headers, params, query }: FastifyRequest<OfChannel>,
  reply: FastifyReply,
): readonly [channel: string, after: number, how: Following] {
  const gone = new AbortController();
  reply.raw.on('close', () => {
    gone.abort();
  });
  const after = Number(headers['last-event-id'] ?? query.after ?? 0);
  return [params.channel, after, { idle: IDLE, signal: gone.signal }];
}

async function* written(news: AsyncIterable<readonly number[]>, write: (n: number) => string): AsyncGenerator<string> {
  for await (const numbers of news) yield numbers.map(write).join('');
}

async function start(): Promise<Plain> {
  const channels = new Channels();
  const app = Fastify({ forceCloseConnections: true });
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(CORS);
    if (request.method === 'OPTIONS') await reply.code(204).send();
  });
  app.options('/*', (_request, reply) => reply.code(204).send());
  app.get<OfChannel>('/sse/:channel', (request, reply) =>
    reply.headers(EVENTS).send(Readable.from(written(channels.follow(...asked(request, reply)), event))),
  );
  app.get<OfChannel>('/lines/:channel', (request, reply) =>
    reply.type(JSON_LINES).send(Readable.from(written(channels.follow(...asked(request, reply)), line))),
  );
  app.get<OfChannel>('/poll/:channel', async (request, reply) => {
    const numbers = await channels.next(...asked(request, reply));
    return numbers === undefined ? reply.code(204).send() : asArray(numbers);
  });
  app.post('/echo', (request, reply) => reply.headers(EVENTS).send(echoOf(request.body)));
  app.get<{ Params: { readonly status: string } }>('/refused/:status', ({ params }, reply) =>
    reply.code(Number(params.status)).header('retry-after', '1').type('text/plain').send(REFUSAL),
  );
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { ...channels, origin, stop: () => app.close() };
}

matrix<Plain>({
  name: 'Fastify 5',
  start,
  feeds: {
    'server-sent events': PLAIN.sse,
    'HTTP stream, lines': PLAIN['http stream, lines'],
    'long polling': PLAIN['long polling'],
  },
});
