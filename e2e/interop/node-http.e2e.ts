import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { matrix } from './frame/matrix';
import { Channels } from './support/channels';
import { listening } from './support/listening';
import { event, IDLE, JSON_LINES, line, PLAIN, REFUSAL, type Plain } from './support/plain';

/** The answers that go on, by path: their type, and a message on the wire. */
const STREAMS: Readonly<Record<string, readonly [type: string, write: (n: number) => string]>> = {
  sse: ['text/event-stream', event],
  lines: [JSON_LINES, line],
  // Nothing is between the values.
  json: ['application/json', (n) => `{"n":${n}}`],
  'json-seq': ['application/json-seq', (n) => `\x1e${line(n)}`],
};

const asArray = (numbers: readonly number[]): string => JSON.stringify(numbers.map((n) => ({ n })));

async function start(): Promise<Plain> {
  const channels = new Channels();
  const server = createServer((request, response) => void answer(request, response, channels));
  return { ...channels, ...(await listening(server)) };
}

async function answer(request: IncomingMessage, response: ServerResponse, channels: Channels): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  const [kind = '', channel = ''] = pathname.slice(1).split('/');
  response.setHeader('access-control-allow-origin', '*');
  response.setHeader('access-control-allow-headers', 'last-event-id');
  response.setHeader('access-control-expose-headers', 'last-event-id, retry-after');
  response.setHeader('cache-control', 'no-store');
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (kind === 'refused')
    return void response.writeHead(Number(channel), { 'content-type': 'text/plain', 'retry-after': '1' }).end(REFUSAL);
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  const lastId = request.headers['last-event-id'];
  if (lastId !== undefined) response.setHeader('last-event-id', lastId);
  const after = Number(lastId ?? searchParams.get('after') ?? 0);
  const news = channels.follow(channel, after, { idle: IDLE, signal: gone.signal });
  const stream = STREAMS[kind];
  if (stream) {
    const [type, write] = stream;
    response.writeHead(200, { 'content-type': type }).flushHeaders();
    for await (const numbers of news) response.write(numbers.map(write).join(''));
    return void response.end();
  }
  // A request that is held is answered by the first news.
  const { value } = await news.next();
  await news.return(undefined);
  if (kind === 'jsonp') {
    const body = `${searchParams.get('callback') ?? ''}(${value ? asArray(value) : 'null'})`;
    return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(body);
  }
  if (value) response.writeHead(200, { 'content-type': 'application/json' }).end(asArray(value));
  else response.writeHead(204).end();
}

matrix<Plain>({
  name: 'node:http',
  start,
  feeds: {
    'server-sent events': PLAIN['sse, confirmed'],
    'HTTP stream, lines': PLAIN['http stream, lines'],
    'HTTP stream, json': PLAIN['http stream, json'],
    'HTTP stream, json-seq': PLAIN['http stream, json-seq'],
    'long polling': PLAIN['long polling'],
    JSONP: PLAIN.jsonp,
  },
});
