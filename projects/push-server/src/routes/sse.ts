import { BadRequest } from '../refusal.ts';
import type { FeedRoute, HttpExchange } from './feed-route.ts';
import { streamMessages } from './stream-messages.ts';

/** Server-sent events (WHATWG HTML). */
export const sse: FeedRoute = {
  transport: 'sse',
  methods: ['GET', 'POST'],
  summary: 'text/event-stream; ?event= names the events, ?retry= ms, ?heartbeat= ms (15000), ?limit= messages',
  serve: (exchange: HttpExchange) => {
    const { query } = exchange;
    const retry = query.number('retry', undefined);
    const event = query.text('event');
    if (event !== undefined && /[\r\n]/.test(event)) throw new BadRequest('event: expected one line');
    const named = event === undefined ? '' : `event: ${event}\n`;
    streamMessages(exchange, {
      contentType: 'text/event-stream; charset=utf-8',
      opening: retry === undefined ? '' : `retry: ${retry}\n\n`,
      frame: ({ id }, json) => `id: ${id}\n${named}data: ${json}\n\n`,
      heartbeat: ':\n\n',
      heartbeatEvery: query.number('heartbeat', 15_000),
    });
  },
};
