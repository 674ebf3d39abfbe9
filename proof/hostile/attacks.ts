import { gzipSync } from 'node:zlib';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { constant, httpStream$, pollingStream$, sse$, websocket$, type PushEvent } from 'ngx-comet/core';
import type { Observable } from 'rxjs';
import type { WebSocket } from 'ws';
import type { Logger } from './outcome.ts';
import { flood, drip } from './flood.ts';

const MIB = 1_048_576;

/** What every stream gets. */
export interface Shared {
  readonly logger: Logger;
  /** Milliseconds. */
  readonly connectTimeout: number;
  readonly maxMessageSize: number;
  readonly headers: Readonly<Record<string, string>>;
}

type Answer = (response: ServerResponse, request: IncomingMessage, earlier: number) => unknown;

/** A server that misbehaves, and the stream that meets it. */
export interface Attack {
  readonly what: string;
  readonly open: (url: string, shared: Shared) => Observable<PushEvent<unknown>>;
  /** Answers a request; `earlier` is how many there were before it. */
  readonly answer?: Answer;
  /** Answers a request for a WebSocket. */
  readonly handshake?: (socket: Duplex) => unknown;
  /** Talks on an accepted WebSocket. */
  readonly talk?: (socket: WebSocket) => unknown;
  /** How the stream must end. */
  readonly ends: RegExp;
}

const once = { retry: false, observe: 'events' } as const;
const again = { retry: constant(10), observe: 'events' } as const;
const sse = (url: string, shared: Shared): Observable<PushEvent<unknown>> => sse$(url, { ...shared, ...once });
const lines = (url: string, shared: Shared): Observable<PushEvent<unknown>> => httpStream$(url, { ...shared, ...once });
const json = (url: string, shared: Shared): Observable<PushEvent<unknown>> =>
  httpStream$(url, { ...shared, ...once, framing: 'json' });
const poll = (url: string, shared: Shared): Observable<PushEvent<unknown>> =>
  pollingStream$(url, { ...shared, ...once, timeout: 1_000 });
const pollOnce = (url: string, shared: Shared): Observable<PushEvent<unknown>> =>
  pollingStream$(url, { ...shared, ...once, until: () => true });
const socket = (url: string, { logger, connectTimeout, maxMessageSize }: Shared): Observable<PushEvent<unknown>> =>
  websocket$(url.replace('http', 'ws'), { logger, connectTimeout, maxMessageSize, ...once });
const sseAgain = (url: string, shared: Shared): Observable<PushEvent<unknown>> => sse$(url, { ...shared, ...again });

const events = { 'content-type': 'text/event-stream' };
const ndjson = { 'content-type': 'application/x-ndjson' };
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** Sends an event once, and ends the feed when it is asked again. */
const eventThenEnd =
  (event: string): Answer =>
  (response, _, earlier) => {
    if (earlier > 0) return response.writeHead(204).end();
    return response.writeHead(200, events).end(event);
  };

const SIZES: readonly Attack[] = [
  {
    what: 'endless headers',
    open: sse,
    answer: ({ socket: raw }) => raw && flood(raw, 'x: y\r\n'.repeat(1_000), 'HTTP/1.1 200 OK\r\n'),
    ends: /^error network$/,
  },
  {
    what: 'an event without an end',
    open: sse,
    answer: (r) => flood(r.writeHead(200, events), 'x'.repeat(65_536), 'data: '),
    ends: /^error overflow$/,
  },
  {
    what: 'an event of endless lines',
    open: sse,
    answer: (r) => flood(r.writeHead(200, events), 'data: x\n'.repeat(8_192)),
    ends: /^error overflow$/,
  },
  {
    what: 'a line without an end',
    open: lines,
    answer: (r) => flood(r.writeHead(200, ndjson), 'x'.repeat(65_536)),
    ends: /^error overflow$/,
  },
  {
    what: 'a JSON value without an end',
    open: json,
    answer: (r) => flood(r.writeHead(200, ndjson), '['.repeat(65_536)),
    ends: /^error overflow$/,
  },
  {
    what: 'an answer without an end to a poll',
    open: poll,
    answer: (r) => flood(r.writeHead(200, ndjson), ' '.repeat(65_536)),
    ends: /^error overflow$/,
  },
  {
    what: 'a refusal of 5 MB',
    open: sse,
    answer: (r) => r.writeHead(500).end('x'.repeat(5 * MIB)),
    ends: /^error http, body of 4096$/,
  },
  {
    what: 'a refusal without an end',
    open: sse,
    answer: (r) => flood(r.writeHead(404), 'x'.repeat(65_536)),
    ends: /^error http, body of 4096$/,
  },
  {
    what: 'a gzip bomb, 200 MiB in 200 KB',
    open: lines,
    answer: (r) => r.writeHead(200, { ...ndjson, 'content-encoding': 'gzip' }).end(BOMB),
    ends: /^error overflow$/,
  },
  {
    what: 'a refusal that is a gzip bomb',
    open: poll,
    answer: (r) => r.writeHead(500, { 'content-encoding': 'gzip' }).end(BOMB),
    ends: /^error http, body of 4096$/,
  },
  {
    what: '64 MiB of comments',
    open: sse,
    answer: (r) => flood(r.writeHead(200, events), `:${'x'.repeat(65_000)}\n`, '', 64 * MIB),
    ends: /^error closed$/,
  },
  {
    what: 'a frame over maxMessageSize',
    open: socket,
    talk: (s) => s.send('x'.repeat(2 * MIB)),
    ends: /^error overflow$/,
  },
  {
    what: 'a compressed frame, 64 MiB in 64 KB',
    open: socket,
    talk: (s) => s.send('x'.repeat(64 * MIB)),
    ends: /^error overflow$/,
  },
];

const CONTENTS: readonly Attack[] = [
  {
    what: 'an id of 1 MB',
    open: sseAgain,
    answer: eventThenEnd(`id: ${'x'.repeat(1_000_000)}\ndata: 1\n\n`),
    ends: /^complete, 1 message$/,
  },
  {
    what: 'an id of control characters',
    open: sseAgain,
    answer: eventThenEnd('id: a\u0001\u001b[31m\u007f\u0085b\ndata: 1\n\n'),
    ends: /^complete, 1 message$/,
  },
  {
    what: 'an id that ends a header',
    open: (url, shared) =>
      httpStream$<{ id: string }>(url, {
        ...shared,
        ...again,
        onEnd: 'reconnect',
        id: ({ id }) => id,
        resume: { header: 'Last-Event-ID' },
      }),
    answer: (response, { headers }, earlier) => {
      if (earlier === 0)
        return response.writeHead(200, ndjson).end(`${JSON.stringify({ id: 'a\r\nx-injected: 1' })}\n`);
      return response.writeHead('x-injected' in headers ? 400 : 418).end();
    },
    ends: /^error http 418/,
  },
  {
    what: 'keys of prototypes',
    open: pollOnce,
    answer: (r) =>
      r.writeHead(200, ndjson).end('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'),
    ends: /^complete, 1 message$/,
  },
  {
    what: 'JSON in 200,000 levels',
    open: pollOnce,
    answer: (r) => r.writeHead(200, ndjson).end(nested(200_000)),
    ends: /^complete, 1 message$/,
  },
  {
    what: 'JSON in 200,000 levels, framed as JSON',
    open: json,
    answer: (r) => r.writeHead(200, ndjson).end(nested(200_000)),
    ends: /^error overflow$/,
  },
  {
    what: '20,000 bad messages',
    open: lines,
    answer: (r) => r.writeHead(200, ndjson).end('{\n'.repeat(20_000)),
    ends: /^complete, 20000 rejected$/,
  },
  {
    what: 'bytes that are no UTF-8',
    open: lines,
    answer: (r) =>
      r.writeHead(200, ndjson).end(Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 10, 0x22, 0xed, 0xa0, 0x80, 0x22, 10])),
    ends: /^complete, 1 message, 1 rejected$/,
  },
  {
    what: 'a web page',
    open: sse,
    answer: (r) => r.writeHead(200, { 'content-type': 'text/html' }).end('<script>'),
    ends: /^error content-type$/,
  },
  {
    what: 'binary data as an event stream',
    open: sse,
    answer: (r) => r.writeHead(200, events).end(Buffer.alloc(100_000, 0)),
    ends: /^error closed$/,
  },
];

const PROTOCOLS: readonly Attack[] = [
  {
    what: 'endless redirects',
    open: sse,
    answer: (r, request) => r.writeHead(302, { location: `${request.url ?? ''}x` }).end(),
    ends: /^error network$/,
  },
  {
    what: 'a redirect to nowhere',
    open: poll,
    answer: (r) => r.writeHead(302, { location: 'http://[' }).end(),
    ends: /^error \w/,
  },
  {
    what: 'headers, a byte at a time',
    open: sse,
    answer: ({ socket: raw }) => raw && drip(raw, 'HTTP/1.1 200 OK\r\nx: '),
    ends: /^error connect-timeout$/,
  },
  {
    what: 'an answer to a poll, a byte at a time',
    open: poll,
    answer: (r) => drip(r.writeHead(200, ndjson), '1'),
    ends: /^error timeout$/,
  },
  {
    what: 'silence',
    open: (url, shared) => sse$(url, { ...shared, ...once, idleTimeout: 300 }),
    answer: (r) => r.writeHead(200, events).flushHeaders(),
    ends: /^error silence$/,
  },
  {
    what: 'two lengths',
    open: poll,
    answer: ({ socket: raw }) => raw?.end('HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 9\r\n\r\n1'),
    ends: /^error network$/,
  },
  {
    what: 'a broken chunk',
    open: lines,
    answer: ({ socket: raw }) => raw?.end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n1'),
    ends: /^error network$/,
  },
  {
    what: 'no HTTP',
    open: sse,
    answer: ({ socket: raw }) => raw?.end(Buffer.from([0x16, 3, 1, 0, 0, 255])),
    ends: /^error network$/,
  },
  {
    what: 'Retry-After and retry beyond all timers',
    open: (url, shared) => sse$(url, { ...shared, observe: 'events' }),
    answer: (r) => r.writeHead(503, { 'retry-after': '99999999999999' }).end(),
    ends: /^lost http, next within 2147483647$/,
  },
  {
    what: 'a handshake with a wrong key',
    open: socket,
    handshake: (raw) =>
      raw.end('HTTP/1.1 101 x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-accept: x\r\n\r\n'),
    ends: /^error (?:network|closed)$/,
  },
  {
    what: 'frames with reserved bits',
    open: socket,
    talk: (s) => rawSocket(s).write(Buffer.from([0xff, 0x01, 0x00])),
    ends: /^error (?:closed|network|protocol)$/,
  },
  {
    what: 'a close frame of one byte',
    open: socket,
    talk: (s) => rawSocket(s).write(Buffer.from([0x88, 0x01, 0x00])),
    ends: /^error (?:closed|network|protocol)$|^complete$/,
  },
];

export const ATTACKS: readonly Attack[] = [...SIZES, ...CONTENTS, ...PROTOCOLS];

const BOMB = gzipSync(Buffer.alloc(200 * MIB, 'x'));

/** Where bytes go out that are no frames. */
function rawSocket(socket: WebSocket): { write(bytes: Buffer): unknown } {
  const raw: unknown = Reflect.get(socket, '_socket');
  if (typeof raw !== 'object' || raw === null || !('write' in raw) || typeof raw.write !== 'function')
    throw new Error('no socket');
  const { write } = raw;
  return { write: (bytes) => void Reflect.apply(write, raw, [bytes]) };
}
