// Servers that are programs of their own: PHP's built-in one, nginx in front of another server, and nginx with nchan.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../support/certificate';
import type { InteropServer } from './servers';

export const PHP = '/usr/bin/php';
export const NGINX = '/usr/sbin/nginx';
export const NCHAN = '/usr/lib/nginx/modules/ngx_nchan_module.so';

/** `php -S` serves one stream per worker. */
export async function php(): Promise<InteropServer> {
  const port = await freePort();
  const child = spawn(PHP, ['-S', `127.0.0.1:${port}`, join(__dirname, 'php/index.php')], {
    env: { ...process.env, PHP_CLI_SERVER_WORKERS: '4' },
    stdio: 'ignore',
    detached: true,
  });
  await accepts(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    held: () => (existsSync(join(tmpdir(), `held-${port}`)) ? 1 : 0),
    stop: () => {
      endGroup(child);
    },
  };
}

/** nginx with HTTP/2, a self-signed certificate, and gzip, as a proxy in front of a server. */
export async function nginx(behind: InteropServer): Promise<InteropServer> {
  const { port, stop } = await runNginx((home, at) => {
    makeCertificate(home);
    return configuration(home, at, behind.origin);
  });
  return {
    origin: `https://127.0.0.1:${port}`,
    held: () => behind.held(),
    stop: async () => {
      stop();
      await behind.stop();
    },
  };
}

/** nginx with nchan: a message that is published to a channel is sent to all its subscribers. */
export interface Nchan {
  /** The URL for subscribers, without the name of the channel at its end. */
  readonly url: string;
  /** The URL for clients that also publish over the WebSocket. */
  readonly pubsubUrl: string;
  publish(channel: string, text: string): Promise<void>;
  /** Ends the channel, and with it every subscription to it. */
  remove(channel: string): Promise<void>;
  stop(): void;
}

export async function nchan(): Promise<Nchan> {
  const { port, stop } = await runNginx(
    (home, at) => `
      load_module ${NCHAN};
      ${common(home)}
        server {
          listen 127.0.0.1:${at};
          location ~ ^/pub/(\\w+)$ { nchan_publisher; nchan_channel_id $1; nchan_message_buffer_length 100; }
          location ~ ^/sub/(\\w+)$ {
            nchan_subscriber websocket; nchan_channel_id $1; nchan_subscriber_first_message oldest;
            nchan_subscriber_last_message_id $arg_after; nchan_subscriber_timeout 1s;
          }
          location ~ ^/pubsub/(\\w+)$ { nchan_pubsub websocket; nchan_channel_id $1; }
        }
      }`,
  );
  const ask = async (channel: string, how: RequestInit): Promise<void> => {
    const { ok, status } = await fetch(`http://127.0.0.1:${port}/pub/${channel}`, how);
    if (!ok) throw new Error(`nchan answered with ${status}`);
  };
  return {
    url: `ws://127.0.0.1:${port}/sub/`,
    pubsubUrl: `ws://127.0.0.1:${port}/pubsub/`,
    publish: (channel, text) => ask(channel, { method: 'POST', body: text }),
    remove: (channel) => ask(channel, { method: 'DELETE' }),
    stop,
  };
}

async function runNginx(
  configure: (home: string, port: number) => string,
): Promise<{ readonly port: number; readonly stop: () => void }> {
  const port = await freePort();
  const home = mkdtempSync(join(tmpdir(), 'nginx-'));
  for (const folder of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'nginx.conf'), configure(home, port));
  const child = spawn(NGINX, ['-p', home, '-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')], {
    stdio: 'ignore',
    detached: true,
  });
  await accepts(port);
  return {
    port,
    stop: () => {
      endGroup(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The beginning of every configuration; it leaves the `http` block open. */
const common = (home: string): string => `
  daemon off; pid ${home}/nginx.pid; worker_processes 1;
  ${process.getuid?.() === 0 ? 'user root;' : ''}
  events { worker_connections 64; }
  http {
    access_log off;
    client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
    uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;`;

const configuration = (home: string, port: number, upstream: string): string => `
  ${common(home)}
    gzip on; gzip_min_length 0; gzip_types text/event-stream application/x-ndjson;
    server {
      listen 127.0.0.1:${port} ssl http2;
      ssl_certificate ${home}/cert.pem; ssl_certificate_key ${home}/key.pem;
      location / { proxy_pass ${upstream}; proxy_http_version 1.1; proxy_set_header Connection ''; }
    }
  }`;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function accepts(port: number, within = 10_000): Promise<void> {
  const deadline = Date.now() + within;
  const knock = (): Promise<boolean> =>
    new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.once('error', () => {
        setTimeout(resolve, 50, false);
      });
    });
  while (!(await knock())) {
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${port}`);
  }
}

/** The workers outlive their parent, so the whole group is ended. */
export function endGroup({ pid }: ChildProcess): void {
  if (pid !== undefined) process.kill(-pid, 'SIGKILL');
}
