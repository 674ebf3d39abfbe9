// Servers of other projects, each used as in its own documentation. All of them serve the same four paths:
//   GET /sse    events {"n":1}, {"n":2}, … with ids, from the one after Last-Event-ID on; the stream ends after three
//   GET /held   one event, then nothing more
//   GET /lines  {"n":1} … {"n":5} as lines, one after the other, and the end
//   POST /echo  the body of the request as one event, then an event called "done"
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { json } from 'node:stream/consumers';
import { serve } from '@hono/node-server';
import { createSession } from 'better-sse';
import express from 'express';
import Fastify, { type FastifyReply } from 'fastify';
import { Hono } from 'hono';
import { stream, streamSSE } from 'hono/streaming';

export interface InteropServer {
  readonly origin: string;
  /** How many `/held` are open. */
  held(): number;
  stop(): Promise<void> | void;
}

const SSE_HEADERS = { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' };
const LINES_TYPE = 'application/x-ndjson';

/** The numbers of one answer to `/sse`. */
const following = (lastId: string | undefined): number[] => [1, 2, 3].map((step) => Number(lastId ?? 0) + step);
const event = (n: number): string => `id: ${n}\ndata: ${JSON.stringify({ n })}\n\n`;

/** One turn of the event loop: a message is a chunk of its own. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function* events(numbers: readonly number[]): AsyncGenerator<string> {
  for (const n of numbers) {
    yield event(n);
    await turn();
  }
}

async function* lines(): AsyncGenerator<string> {
  for (let n = 1; n <= 5; n++) {
    yield `${JSON.stringify({ n })}\n`;
    await turn();
  }
}

export async function fastify(): Promise<InteropServer> {
  const app = Fastify({ forceCloseConnections: true });
  let held = 0;
  const streaming = (reply: FastifyReply): FastifyReply => reply.headers({ ...SSE_HEADERS, 'x-accel-buffering': 'no' });
  app.get('/sse', (request, reply) => {
    const lastId = request.headers['last-event-id'] as string | undefined;
    return streaming(reply).send(Readable.from(events(following(lastId))));
  });
  app.get('/held', (_request, reply) => {
    held++;
    reply.hijack();
    reply.raw.on('close', () => held--);
    reply.raw.writeHead(200, { ...SSE_HEADERS, 'x-accel-buffering': 'no' }).write(event(1));
  });
  app.get('/lines', (_request, reply) =>
    reply.headers({ 'content-type': LINES_TYPE, 'x-accel-buffering': 'no' }).send(Readable.from(lines())),
  );
  app.post('/echo', (request, reply) => {
    const echo = `data: ${JSON.stringify(request.body)}\n\nevent: done\ndata: {}\n\n`;
    return streaming(reply).send(echo);
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  return { origin, held: () => held, stop: () => app.close() };
}

export async function hono(): Promise<InteropServer> {
  const app = new Hono();
  let held = 0;
  app.get('/sse', (context) =>
    streamSSE(context, async (sse) => {
      for (const n of following(context.req.header('last-event-id'))) {
        await sse.writeSSE({ id: String(n), data: JSON.stringify({ n }) });
      }
    }),
  );
  app.get('/held', (context) =>
    streamSSE(context, async (sse) => {
      held++;
      const left = new Promise<void>((resolve) => {
        sse.onAbort(resolve);
      });
      await sse.writeSSE({ data: '{"n":1}' });
      await left;
      held--;
    }),
  );
  app.get('/lines', (context) => {
    context.header('content-type', LINES_TYPE);
    return stream(context, async (body) => {
      for await (const line of lines()) await body.write(line);
    });
  });
  app.post('/echo', (context) =>
    streamSSE(context, async (sse) => {
      await sse.writeSSE({ data: JSON.stringify(await context.req.json()) });
      await sse.writeSSE({ event: 'done', data: '{}' });
    }),
  );
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  return running(server, () => held);
}

export async function express5(): Promise<InteropServer> {
  const app = express();
  let held = 0;
  app.get('/sse', async (request, response) => {
    response.set(SSE_HEADERS);
    for await (const text of events(following(request.get('last-event-id')))) response.write(text);
    response.end();
  });
  app.get('/held', (_request, response) => {
    held++;
    response.on('close', () => held--);
    response.set(SSE_HEADERS).write(event(1));
  });
  app.get('/lines', async (_request, response) => {
    response.type(LINES_TYPE);
    for await (const line of lines()) response.write(line);
    response.end();
  });
  app.post('/echo', express.json(), (request, response) => {
    response.set(SSE_HEADERS).end(`data: ${JSON.stringify(request.body)}\n\nevent: done\ndata: {}\n\n`);
  });
  return running(await listening(createServer(app)), () => held);
}

export async function betterSse(): Promise<InteropServer> {
  let held = 0;
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = request.method === 'POST' ? await json(request) : undefined;
    const session = await createSession(request, response);
    if (request.url === '/held') {
      held++;
      session.once('disconnected', () => held--);
      session.push({ n: 1 });
    } else if (request.url === '/sse') {
      for (const n of following(session.lastId || undefined)) session.push({ n }, 'message', String(n));
      response.end();
    } else {
      session.push(body).push({}, 'done');
    }
  };
  const server = createServer((request, response) => {
    if (request.url === '/lines') {
      response.writeHead(200, { 'content-type': LINES_TYPE });
      void (async () => {
        for await (const line of lines()) response.write(line);
        response.end();
      })();
      return;
    }
    void answer(request, response);
  });
  return running(await listening(server), () => held);
}

async function listening(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function running(server: Server, held: () => number): InteropServer {
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    held,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
