import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { createSession } from 'better-sse';
import { matrix } from './frame/matrix';
import { Channels } from './support/channels';
import { listening } from './support/listening';
import { CORS, IDLE, PLAIN, REFUSAL, type Plain } from './support/plain';

async function answer(request: IncomingMessage, response: ServerResponse, channels: Channels): Promise<void> {
  const [, kind, channel = ''] = (request.url ?? '').split('/');
  for (const [name, value] of Object.entries(CORS)) response.setHeader(name, value);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (kind === 'refused')
    return void response.writeHead(Number(channel), { 'content-type': 'text/plain', 'retry-after': '1' }).end(REFUSAL);
  const body = request.method === 'POST' ? await json(request) : undefined;
  const session = await createSession(request, response);
  if (kind === 'echo') return void session.push(body).push({}, 'done');
  const gone = new AbortController();
  session.once('disconnected', () => {
    gone.abort();
  });
  const following = { idle: IDLE, signal: gone.signal };
  for await (const numbers of channels.follow(channel, Number(session.lastId), following))
    for (const n of numbers) session.push({ n }, 'message', String(n));
  response.end();
}

async function start(): Promise<Plain> {
  const channels = new Channels();
  const server = createServer((request, response) => void answer(request, response, channels));
  return { ...channels, ...(await listening(server)) };
}

matrix<Plain>({
  name: 'better-sse',
  start,
  feeds: { 'server-sent events': PLAIN.sse },
});
