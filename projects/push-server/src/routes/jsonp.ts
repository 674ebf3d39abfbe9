import { BadRequest } from '../refusal.ts';
import type { FeedRoute, HttpExchange } from './feed-route.ts';
import { hold } from './hold.ts';

/** JSONP: a script that passes one message to a function of the page. */
export const jsonp: FeedRoute = {
  transport: 'jsonp',
  methods: ['GET'],
  summary:
    '?callback= is called with the message after ?cursor= or null; held for ?hold= ms (0); ?batch=1: with an array of all',
  serve: async (exchange: HttpExchange) => {
    const { query, reply, known, encode } = exchange;
    const callback = query.text('callback') ?? '';
    // The name runs as code in the page, so it must be harmless.
    if (!/^[\w$.]{1,128}$/.test(callback))
      throw new BadRequest(`callback: expected up to 128 of [\\w$.], got ${callback}`);
    const batch = query.flag('batch');
    const messages = await hold(exchange, query.number('hold', 0));
    // A single message is always a new one: otherwise a replay would never reach it.
    const first = messages.find(({ offset }) => offset > known);
    const json = batch ? `[${messages.map(encode).join()}]` : first ? encode(first) : 'null';
    reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff');
    // Without the comment the file would begin with the callback's name, and could pass for another file type.
    return reply.type('application/javascript; charset=utf-8').send(`/**/${callback}(${json});\n`);
  },
};
