import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import { Hono, type Context } from 'hono';
import { cors } from 'hono/cors';
import type { StatusCode } from 'hono/utils/http-status';
import { stream, streamSSE } from 'hono/streaming';
import { matrix } from './frame/matrix';
import { Channels, type Following } from './support/channels';
import { asArray, IDLE, JSON_LINES, line, PLAIN, REFUSAL, type Plain } from './support/plain';

function asked(context: Context, signal: AbortSignal): readonly [channel: string, after: number, how: Following] {
  const after = Number(context.req.header('last-event-id') ?? context.req.query('after') ?? 0);
  return [context.req.param('channel') ?? '', after, { idle: IDLE, signal }];
}

async function start(): Promise<Plain> {
  const channels = new Channels();
  const app = new Hono();
  app.use(cors({ origin: '*' }));
  app.get('/sse/:channel', (context) =>
    streamSSE(context, async (sse) => {
      const gone = new AbortController();
      sse.onAbort(() => {
        gone.abort();
      });
      for await (const numbers of channels.follow(...asked(context, gone.signal)))
        for (const n of numbers) await sse.writeSSE({ id: String(n), data: JSON.stringify({ n }) });
    }),
  );
  app.get('/lines/:channel', (context) => {
    context.header('content-type', JSON_LINES);
    return stream(context, async (body) => {
      const gone = new AbortController();
      body.onAbort(() => {
        gone.abort();
      });
      for await (const numbers of channels.follow(...asked(context, gone.signal)))
        await body.write(numbers.map(line).join(''));
    });
  });
  app.get('/poll/:channel', async (context) => {
    const numbers = await channels.next(...asked(context, context.req.raw.signal));
    return numbers === undefined ? context.body(null, 204) : context.json(asArray(numbers));
  });
  app.post('/echo', (context) =>
    streamSSE(context, async (sse) => {
      await sse.writeSSE({ data: JSON.stringify(await context.req.json()) });
      await sse.writeSSE({ event: 'done', data: '{}' });
    }),
  );
  app.get('/refused/:status', (context) => {
    context.status(Number(context.req.param('status')) as StatusCode);
    context.header('retry-after', '1');
    return context.text(REFUSAL);
  });
  const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }) as Server;
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    ...channels,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

matrix<Plain>({
  name: 'Hono 4',
  start,
  feeds: {
    'server-sent events (streamSSE)': PLAIN.sse,
    'HTTP stream, lines (stream)': PLAIN['http stream, lines'],
    'long polling': PLAIN['long polling'],
  },
});
