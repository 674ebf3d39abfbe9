import { resumption, type FeedRoute, type HttpExchange } from './feed-route.ts';
import { hold } from './hold.ts';

/** Long polling: the response waits until there is a message. */
export const longPolling: FeedRoute = {
  transport: 'long-polling',
  methods: ['GET'],
  summary: 'held until there is a message after ?cursor=, then NDJSON; 204 after ?hold= ms (25000)',
  serve: async (exchange: HttpExchange) => {
    const { query, reply, encode } = exchange;
    const messages = await hold(exchange, query.number('hold', 25_000));
    reply.headers({ 'cache-control': 'no-store', ...resumption(exchange) });
    if (messages.length === 0) return reply.code(204).send();
    return reply.type('application/x-ndjson').send(messages.map((message) => `${encode(message)}\n`).join(''));
  },
};
