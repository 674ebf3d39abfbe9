// nginx in a folder of its own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accepts, freePort, makeHome, program, removeHome } from './programs';

export const NGINX = '/usr/sbin/nginx';

export interface Nginx {
  readonly port: number;
  stop(): void;
}

/** Starts nginx with what stands in its `http` block, given its folder and its port. `before` stands before all blocks. */
export async function nginx(http: (home: string, port: number) => string, before = ''): Promise<Nginx> {
  const port = await freePort();
  const home = makeHome('nginx');
  for (const folder of ['body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']) mkdirSync(join(home, folder));
  writeFileSync(
    join(home, 'nginx.conf'),
    `${before}
    daemon off; pid ${home}/nginx.pid; worker_processes 1;
    ${process.getuid?.() === 0 ? 'user root;' : ''}
    events { worker_connections 256; }
    http {
      access_log off; include /etc/nginx/mime.types;
      client_body_temp_path ${home}/body; proxy_temp_path ${home}/proxy; fastcgi_temp_path ${home}/fastcgi;
      uwsgi_temp_path ${home}/uwsgi; scgi_temp_path ${home}/scgi;
      ${http(home, port)}
    }`,
  );
  const running = program(NGINX, ['-p', home, '-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')]);
  await accepts(port);
  return {
    port,
    stop: () => {
      running.end();
      removeHome(home);
    },
  };
}
