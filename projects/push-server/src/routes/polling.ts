import type { Feed, FeedMessage } from '../feed.ts';
import { resumption, type FeedRoute, type HttpExchange } from './feed-route.ts';

/** Short polling: the current messages, with validators (RFC 9110 §8.8). */
export const polling: FeedRoute = {
  transport: 'polling',
  methods: ['GET'],
  summary: 'the latest message as JSON; with ?cursor= all after it as NDJSON; ETag, Last-Modified, 204',
  serve: (exchange: HttpExchange) => {
    const { feed, cursor, position, request, reply, encode } = exchange;
    const all = cursor !== undefined;
    const messages = all ? feed.after(position) : feed.after(position).slice(-1);
    const [first, latest] = [messages[0], messages.at(-1)];
    reply.headers({ 'cache-control': 'no-cache', ...resumption(exchange) });
    if (!first || !latest) return reply.code(204).send();

    // Not the id: several messages may have the same.
    const tagOf = ({ offset }: FeedMessage): string => `${feed.epoch}-${offset}`;
    const etag = first === latest ? `"${tagOf(latest)}"` : `"${tagOf(first)}:${tagOf(latest)}"`;
    reply.header('etag', etag).header('last-modified', new Date(latest.at).toUTCString());
    const { 'if-none-match': known, 'if-modified-since': since } = request.headers;
    if (known === undefined ? !all && unchangedSince(since, feed, latest) : matches(known, etag)) {
      return reply.code(304).send();
    }
    reply.type(all ? 'application/x-ndjson' : 'application/json');
    return reply.send(all ? messages.map((message) => `${encode(message)}\n`).join('') : encode(latest));
  },
};

// RFC 9110 §13.1.2, weak comparison.
function matches(header: string, etag: string): boolean {
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

// RFC 9110 §8.8.2.2: a date has seconds only. It does not show which message of the same second the client has.
function unchangedSince(header: string | undefined, feed: Feed, latest: FeedMessage): boolean {
  const second = (at: number): number => Math.floor(at / 1000);
  const before = feed.after(latest.offset - 2)[0];
  const alone =
    latest.offset === 1 || (before !== undefined && before !== latest && second(before.at) < second(latest.at));
  return header !== undefined && alone && second(Date.parse(header)) >= second(latest.at);
}
