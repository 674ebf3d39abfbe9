import { createServer } from 'node:http';
import express, { type Request, type Response } from 'express';
import { matrix } from './frame/matrix';
import { Channels, type Following } from './support/channels';
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

type OfChannel = Request<{ readonly channel: string }>;

function asked(request: OfChannel, response: Response): readonly [channel: string, after: number, how: Following] {
  const gone = new AbortController();
  response.on('close', () => {
    gone.abort();
  });
  const after = Number(request.get('last-event-id') ?? request.query['after'] ?? 0);
  return [request.params.channel, after, { idle: IDLE, signal: gone.signal }];
}

async function start(): Promise<Plain> {
  const channels = new Channels();
  const app = express();
  app.use((request, response, next) => {
    response.set(CORS);
    if (request.method === 'OPTIONS') response.sendStatus(204);
    else next();
  });
  app.get('/sse/:channel', async (request: OfChannel, response) => {
    response.set(EVENTS).flushHeaders();
    for await (const numbers of channels.follow(...asked(request, response)))
      response.write(numbers.map(event).join(''));
    response.end();
  });
  app.get('/lines/:channel', async (request: OfChannel, response) => {
    response.type(JSON_LINES).flushHeaders();
    for await (const numbers of channels.follow(...asked(request, response)))
      response.write(numbers.map(line).join(''));
    response.end();
  });
  app.get('/poll/:channel', async (request: OfChannel, response) => {
    const numbers = await channels.next(...asked(request, response));
    if (numbers === undefined) response.sendStatus(204);
    else response.json(asArray(numbers));
  });
  app.get('/jsonp/:channel', async (request: OfChannel, response) => {
    const numbers = await channels.next(...asked(request, response));
    response.jsonp(numbers === undefined ? null : asArray(numbers));
  });
  app.post('/echo', express.json(), (request, response) => {
    response.set(EVENTS).end(echoOf(request.body));
  });
  app.get('/refused/:status', ({ params }, response) => {
    response.status(Number(params.status)).set('retry-after', '1').type('text').send(REFUSAL);
  });
  return { ...channels, ...(await listening(createServer(app))) };
}

matrix<Plain>({
  name: 'Express 5',
  start,
  feeds: {
    'server-sent events': PLAIN.sse,
    'HTTP stream, lines': PLAIN['http stream, lines'],
    'long polling': PLAIN['long polling'],
    'JSONP (res.jsonp)': PLAIN.jsonp,
  },
});
