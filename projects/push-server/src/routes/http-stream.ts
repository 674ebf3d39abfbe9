import { BadRequest } from '../refusal.ts';
import type { FeedRoute, HttpExchange } from './feed-route.ts';
import { streamMessages, type StreamFormat } from './stream-messages.ts';

type Framing = Pick<StreamFormat, 'contentType' | 'frame' | 'heartbeat'>;

const FRAMINGS = {
  lines: { contentType: 'application/x-ndjson', frame: (_, json) => `${json}\n`, heartbeat: '\n' },
  // RFC 7464: a record separator before each text, a line feed after it.
  'json-seq': { contentType: 'application/json-seq', frame: (_, json) => `\x1e${json}\n`, heartbeat: '\n' },
  sse: {
    contentType: 'text/event-stream; charset=utf-8',
    frame: ({ id }, json) => `id: ${id}\ndata: ${json}\n\n`,
    heartbeat: ':\n\n',
  },
  crlf: { contentType: 'application/x-ndjson', frame: (_, json) => `${json}\r\n`, heartbeat: '\r\n' },
  chunks: { contentType: 'text/plain; charset=utf-8', frame: (_, json) => json, heartbeat: '' },
} satisfies Record<string, Framing>;

/** HTTP streaming: one response that never ends. */
export const httpStream: FeedRoute = {
  transport: 'http-stream',
  methods: ['GET', 'POST'],
  summary: 'one held response; ?framing=lines|json-seq|sse|crlf|chunks, ?heartbeat= ms (0), ?limit= messages',
  serve: (exchange: HttpExchange) => {
    const { query } = exchange;
    const framing = query.word('framing', ['lines', 'json-seq', 'sse', 'crlf', 'chunks']);
    const heartbeatEvery = query.number('heartbeat', 0);
    if (framing === 'chunks' && heartbeatEvery > 0)
      throw new BadRequest('heartbeat: a chunk of its own would be a message');
    streamMessages(exchange, { ...FRAMINGS[framing], opening: '', heartbeatEvery });
  },
};
