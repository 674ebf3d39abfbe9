// nginx in front of an application that streams: what its defaults do to a stream, and what cures it.
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { makeCertificate } from '../support/certificate';
import { poll } from '../support/poll';
import { publish, type Cell } from './frame/cell';
import { matrix } from './frame/matrix';
import { nginx, NGINX } from './frame/nginx';
import type { Backend, Feed } from './frame/server';

/** An application with event streams at /plain/CHANNEL, and at /unbuffered/CHANNEL with the header that nginx honours. */
async function application(): Promise<Omit<Backend, 'origin'> & { readonly port: number }> {
  const channels = new Map<string, { readonly sent: number[]; readonly open: Set<ServerResponse> }>();
  const channelOf = (name: string) => {
    const channel = channels.get(name) ?? { sent: [], open: new Set() };
    channels.set(name, channel);
    return channel;
  };
  const event = (n: number): string => `id: ${n}\ndata: ${JSON.stringify({ n })}\n\n`;
  const server = createServer((request, response) => {
    const [, how, name = ''] = (request.url ?? '').split('/');
    const { sent, open } = channelOf(name);
    response.writeHead(200, {
      'content-type': 'text/event-stream',
      'access-control-allow-origin': '*',
      ...(how === 'unbuffered' ? { 'x-accel-buffering': 'no' } : {}),
    });
    const after = Number(request.headers['last-event-id'] ?? 0);
    response.write(
      `: hello\n\n${sent
        .filter((n) => n > after)
        .map(event)
        .join('')}`,
    );
    open.add(response);
    response.on('close', () => open.delete(response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    publish: (name, n) => {
      const { sent, open } = channelOf(name);
      sent.push(n);
      for (const response of open) response.write(event(n));
      return Promise.resolve();
    },
    subscribers: (name) => channelOf(name).open.size,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function start(): Promise<Backend> {
  const { port: upstream, publish: publishing, subscribers, stop } = await application();
  const front = await nginx((home, at) => {
    makeCertificate(home);
    return `
      server {
        listen 127.0.0.1:${at} ssl http2;
        ssl_certificate ${home}/cert.pem; ssl_certificate_key ${home}/key.pem;
        gzip_types text/event-stream; gzip_min_length 0;
        location /default/ { proxy_pass http://127.0.0.1:${upstream}/plain/; }
        location /cured/ { proxy_pass http://127.0.0.1:${upstream}/unbuffered/; }
        location /off/ { proxy_pass http://127.0.0.1:${upstream}/plain/; proxy_buffering off; }
        location /gzip/ { gzip on; proxy_pass http://127.0.0.1:${upstream}/plain/; proxy_http_version 1.1; }
        location /gzip-cured/ { gzip on; proxy_pass http://127.0.0.1:${upstream}/unbuffered/; proxy_http_version 1.1; }
      }`;
  });
  return {
    origin: `https://127.0.0.1:${front.port}`,
    publish: publishing,
    ...(subscribers === undefined ? {} : { subscribers }),
    stop: async () => {
      front.stop();
      await stop();
    },
  };
}

/** Nothing comes through, and only a limit for silence tells. */
async function isHeldBack(cell: Cell): Promise<void> {
  await cell.lab.visit(cell.place.http);
  const limits = { connectTimeout: 700, idleTimeout: 700 };
  const feed = await cell.lab.start({ ...cell.subscribed, given: { options: limits } });
  await poll(() => cell.server.subscribers?.(cell.place.channel)).toBe(1);
  await publish(cell, 1);
  await poll(async () => (await feed.seen()).lost.length).toBeGreaterThan(0);
  const { lost, numbers } = await feed.seen();
  expect(lost[0]?.code).toMatch(/^(connect-timeout|silence)$/);
  expect(numbers).toEqual([]);
}

const at =
  (location: string): Feed['to'] =>
  ({ http, channel }) => ({
    recipe: 'sse',
    url: `${http}/${location}/${channel}`,
    given: { sequence: true },
  });
const kept = { history: 'kept', says: 'resumed' } as const;

matrix({
  name: 'nginx as a proxy',
  programs: [NGINX],
  start,
  feeds: {
    'sse, by default': {
      to: at('default'),
      questions: {},
      traps: { 'a stream that is held back is noticed': isHeldBack },
    },
    'sse, with gzip': { to: at('gzip'), questions: {}, traps: { 'a stream that is held back is noticed': isHeldBack } },
    'sse, X-Accel-Buffering': { to: at('cured'), questions: { order: true, resume: kept, 'hang-up': true } },
    'sse, X-Accel-Buffering and gzip': { to: at('gzip-cured'), questions: { order: true, resume: kept } },
    'sse, proxy_buffering off': { to: at('off'), questions: { order: true, 'hang-up': true } },
  },
});
