import { expect } from '@playwright/test';
import { matrix } from './frame/matrix';
import { nginx, NGINX } from './frame/nginx';
import type { Backend } from './frame/server';

const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so';

interface Nchan extends Backend {
  /** Ends the channel, and with it every subscription to it. */
  remove(channel: string): Promise<void>;
}

async function start(): Promise<Nchan> {
  const { port, stop } = await nginx(
    (_home, at) => `
      server {
        listen 127.0.0.1:${at};
        nchan_message_buffer_length 100; nchan_channel_id $1; nchan_subscriber_first_message oldest;
        location ~ ^/pub/(\\w+)$ { nchan_publisher; }
        location ~ ^/sub/(\\w+)$ { nchan_subscriber; nchan_subscriber_last_message_id $http_last_event_id $arg_last_event_id; }
      }`,
    `load_module ${NCHAN};`,
  );
  const ask = async (channel: string, how: RequestInit): Promise<Response> =>
    fetch(`http://127.0.0.1:${port}/pub/${channel}`, how);
  return {
    origin: `http://127.0.0.1:${port}`,
    async publish(channel, n) {
      expect((await ask(channel, { method: 'POST', body: JSON.stringify({ n }) })).ok).toBe(true);
    },
    async subscribers(channel) {
      const answer = await ask(channel, { headers: { accept: 'application/json' } });
      return answer.ok ? ((await answer.json()) as { readonly subscribers: number }).subscribers : 0;
    },
    async remove(channel) {
      expect((await ask(channel, { method: 'DELETE' })).ok).toBe(true);
    },
    stop,
  };
}

matrix<Nchan>({
  name: 'nginx + nchan',
  programs: [NGINX, NCHAN],
  start,
  feeds: {
    sse: {
      to: ({ http, channel }) => ({ recipe: 'sse', url: `${http}/sub/${channel}` }),
      questions: { order: true, 'hang-up': true, resume: { history: 'kept', says: 'unknown' } },
    },
    'websocket, ws+meta.nchan': {
      to: ({ ws, channel }) => ({ recipe: 'nchan ws+meta', url: `${ws}/sub/${channel}` }),
      questions: {
        order: true,
        resume: { history: 'kept', says: 'unknown' },
      },
    },
  },
});
