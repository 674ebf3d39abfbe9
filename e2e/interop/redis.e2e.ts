// Two nodes of nchan that share a Redis, behind haproxy, which gives every new connection to the other node.
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { makeCertificate } from '../support/certificate';
import { poll } from '../support/poll';
import { open, publish, receives } from './frame/cell';
import { matrix } from './frame/matrix';
import { NCHAN, nchanBackend, type Nchan } from './frame/nchan';
import { NGINX, nginx, type Nginx } from './frame/nginx';
import { accepts, freePort, makeHome, program, removeHome, type Program } from './frame/programs';

const REDIS = '/usr/bin/redis-server';
const HAPROXY = '/usr/sbin/haproxy';

const node = (redis: number): Promise<Nginx> =>
  nginx(
    (_home, at) => `
      upstream redis { nchan_redis_server redis://127.0.0.1:${redis}; }
      server {
        listen 127.0.0.1:${at};
        nchan_message_buffer_length 100; nchan_channel_id $1;
        nchan_subscriber_first_message oldest;
        nchan_subscriber_last_message_id $http_last_event_id $arg_last_event_id;
        location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_redis_pass redis; }
        location ~ ^/sub/(\\w+)$ { nchan_subscriber; nchan_redis_pass redis; }
      }`,
    `load_module ${NCHAN};`,
  );

async function haproxy(
  home: string,
  nodes: readonly Nginx[],
): Promise<{ readonly port: number; readonly running: Program }> {
  const port = await freePort();
  makeCertificate(home);
  const both = join(home, 'both.pem');
  copyFileSync(join(home, 'cert.pem'), both);
  appendFileSync(both, readFileSync(join(home, 'key.pem')));
  writeFileSync(
    join(home, 'haproxy.cfg'),
    `defaults
  mode http
  option http-no-delay
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout tunnel 60s
frontend all
  bind 127.0.0.1:${port} ssl crt ${both} alpn h2,http/1.1
  default_backend nodes
backend nodes
  balance roundrobin
${nodes.map((one, index) => `  server node${index} 127.0.0.1:${one.port}`).join('\n')}
`,
  );
  const running = program(HAPROXY, ['-db', '-f', join(home, 'haproxy.cfg')]);
  await accepts(port);
  return { port, running };
}

async function start(): Promise<Nchan> {
  const home = makeHome('redis');
  const port = await freePort();
  const redis = program(REDIS, ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', home]);
  await accepts(port);
  const nodes = [await node(port), await node(port)];
  const balancer = await haproxy(home, nodes);
  const stop = (): void => {
    balancer.running.end();
    for (const one of nodes) one.stop();
    redis.end();
    removeHome(home);
  };
  const ports = nodes.map((one) => one.port);
  // A node answers 503 until it is connected to Redis.
  for (const at of ports) {
    await poll(
      async () => (await fetch(`http://127.0.0.1:${at}/pub/ready`, { method: 'POST', body: 'ready' })).ok,
    ).toBe(true);
  }
  return nchanBackend(`https://127.0.0.1:${balancer.port}`, ports, stop);
}

const kept = { history: 'kept', says: 'resumed' } as const;

matrix<Nchan>({
  name: 'nchan ×2 + Redis + haproxy',
  programs: [NGINX, NCHAN, REDIS, HAPROXY],
  start,
  feeds: {
    'long polling': {
      to: ({ http, channel }) => ({ recipe: 'long polling', url: `${http}/sub/${channel}` }),
      questions: { order: true, resume: { history: 'kept', says: 'unknown' } },
      traps: {
        'it speaks HTTP/2': async (cell) => {
          const feed = await open(cell);
          await publish(cell, 1);
          await receives(feed, [1]);
          await poll(() => cell.lab.protocolOf('/sub/')).toBe('h2');
        },
      },
    },
    sse: {
      to: ({ http, channel }) => ({ recipe: 'sse', url: `${http}/sub/${channel}`, given: { sequence: true } }),
      questions: { order: true, resume: kept },
      traps: {
        'twelve feeds of a page get every message': async (cell) => {
          await cell.lab.visit(cell.place.http);
          const feeds = await Promise.all(Array.from({ length: 12 }, () => cell.lab.start(cell.subscribed)));
          await publish(cell, 1, 3);
          for (const feed of feeds) await receives(feed, [1, 2, 3]);
          // A browser may open six before it knows that the server speaks HTTP/2.
          expect(cell.proxy.open()).toBeLessThanOrEqual(6);
        },
      },
    },
    'websocket, ws+meta.nchan': {
      to: ({ ws, channel }) => ({ recipe: 'nchan ws+meta', url: `${ws}/sub/${channel}` }),
      questions: { order: true, resume: { history: 'kept', says: 'unknown' } },
    },
  },
});
