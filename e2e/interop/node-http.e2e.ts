import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { matrix } from './frame/matrix';
import { Channels } from './support/channels';
import { listening } from './support/listening';
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

/** The answers that go on, by path: their type, and a message on the wire. */
const STREAMS: Readonly<Record<string, readonly [type: string, write: (n: number) => string]>> = {
  sse: ['text/event-stream', event],
  lines: [JSON_LINES, line],
  // Nothing is between the values.
  json: ['application/json', (n) => `{"n":${n}}`],
  'json-seq': ['application/json-seq', (n) => `\x1e${line(n)}`],
};

async function start(): Promise<Plain> {
  const channels = new Channels();
  const server = createServer((request, response) => void answer(request, response, channels));
  return { ...channels, ...(await listening(server)) };
}

async function answer(request: IncomingMessage, response: ServerResponse, channels: Channels): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
  const [kind = '', channel = ''] = pathname.slice(1).split('/');
  for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
  response.setHeader('cache-control', 'no-store');
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (kind === 'refused')
    return void response.writeHead(Number(channel), { 'content-type': 'text/plain', 'retry-after': '1' }).end(REFUSAL);
  if (kind === 'echo') return void response.writeHead(200, EVENTS).end(echoOf(await json(request)));
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  const lastId = request.headers['last-event-id'];
  if (lastId !== undefined) response.setHeader('last-event-id', lastId);
  const after = Number(lastId ?? searchParams.get('after') ?? 0);
  const following = { idle: IDLE, signal: gone.signal };
  const stream = STREAMS[kind];
  if (stream) {
    const [type, write] = stream;
    response.writeHead(200, { 'content-type': type }).flushHeaders();
    for await (const numbers of channels.follow(channel, after, following)) response.write(numbers.map(write).join(''));
    return void response.end();
  }
  // A request that is held is answered by the first news.
  const news = await channels.next(channel, after, following);
  const body = news === undefined ? 'null' : JSON.stringify(asArray(news));
  if (kind === 'jsonp') {
    const script = `${searchParams.get('callback') ?? ''}(${body})`;
    return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
  }
  if (news === undefined) response.writeHead(204).end();
  else response.writeHead(200, { 'content-type': 'application/json' }).end(body);
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
