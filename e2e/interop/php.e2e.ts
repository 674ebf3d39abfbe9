import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrix } from './frame/matrix';
import { nginx, NGINX } from './frame/nginx';
import { accepts, freePort, makeHome, program, removeHome } from './frame/programs';
import type { Backend, Feed } from './frame/server';

const PHP = '/usr/bin/php';
const FPM = '/usr/sbin/php-fpm8.2';
const SCRIPTS = join(__dirname, 'php');

/** The messages of a channel are the lines of a file. */
function channels(home: string): Pick<Backend, 'publish'> & { readonly folder: string } {
  const folder = join(home, 'channels');
  mkdirSync(folder);
  return {
    folder,
    publish: (channel, n) => {
      appendFileSync(join(folder, channel), `${JSON.stringify({ n })}\n`);
      return Promise.resolve();
    },
  };
}

/** `php -S` serves one stream per worker. */
async function builtIn(): Promise<Backend> {
  const port = await freePort();
  const home = makeHome('php');
  const { folder, publish } = channels(home);
  const env = { ...process.env, PHP_CLI_SERVER_WORKERS: '8', CHANNELS: folder };
  const running = program(PHP, ['-d', 'output_buffering=0', '-S', `127.0.0.1:${port}`, '-t', SCRIPTS], { env });
  await accepts(port);
  return {
    origin: `http://127.0.0.1:${port}`,
    publish,
    stop: () => {
      running.end();
      removeHome(home);
    },
  };
}

async function behindNginx(): Promise<Backend> {
  const home = makeHome('php-fpm');
  const port = await freePort();
  const { folder, publish } = channels(home);
  const conf = join(home, 'fpm.conf');
  const asRoot = process.getuid?.() === 0;
  writeFileSync(
    conf,
    `[global]\nerror_log = ${home}/error.log\ndaemonize = no\npid = ${home}/fpm.pid\n[www]\n` +
      (asRoot ? 'user = root\ngroup = root\n' : '') +
      `listen = 127.0.0.1:${port}\npm = static\npm.max_children = 8\nenv[CHANNELS] = ${folder}\n` +
      // Otherwise PHP keeps 4 KiB, whatever the scripts flush.
      'php_admin_value[output_buffering] = 0\n',
  );
  const running = program(FPM, ['--fpm-config', conf, '--nodaemonize', ...(asRoot ? ['--allow-to-run-as-root'] : [])]);
  await accepts(port);
  const front = await nginx(
    (_home, at) => `
      server {
        listen 127.0.0.1:${at};
        root ${SCRIPTS};
        location ~ \\.php$ {
          include /etc/nginx/fastcgi_params;
          fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name;
          fastcgi_pass 127.0.0.1:${port};
        }
      }`,
  );
  return {
    origin: `http://127.0.0.1:${front.port}`,
    publish,
    stop: () => {
      front.stop();
      running.end();
      removeHome(home);
    },
  };
}

const refused = { code: 'http', transient: true, status: 503, retryAfter: 2_000, body: 'no more workers' } as const;
const trusted = { idFrom: 'n', options: { resume: { query: 'after', trusted: true } } } as const;

const feeds: Readonly<Record<string, Feed>> = {
  'long polling': {
    to: ({ http, channel }) => ({
      recipe: 'long polling',
      url: `${http}/poll.php?channel=${channel}`,
      given: trusted,
      opensWithNews: true,
    }),
    questions: {
      order: true,
      resume: { history: 'kept', says: 'resumed' },
      'idle end': { lost: [] },
      refusal: { to: ({ http }) => ({ recipe: 'long polling', url: `${http}/refused.php` }), error: refused },
      'other origin': true,
    },
  },
  'http stream': {
    to: ({ http }) => ({ recipe: 'php numbers', url: `${http}/streaming.php`, countsByItself: true }),
    questions: {
      order: true,
      'other origin': true,
      'hang-up': true,
      refusal: { to: ({ http }) => ({ recipe: 'php numbers', url: `${http}/refused.php` }), error: refused },
    },
    explained: { resume: 'The script counts anew for every request, and its numbers are no ids.' },
  },
  sse: {
    to: ({ http, channel }) => ({
      recipe: 'sse',
      url: `${http}/myevents.php?channel=${channel}`,
      given: { sequence: true },
    }),
    questions: {
      order: true,
      resume: { history: 'kept', says: 'resumed' },
      refusal: { to: ({ http }) => ({ recipe: 'sse', url: `${http}/refused.php` }), error: refused },
      'other origin': true,
    },
  },
  'sse, EventSource': {
    to: ({ http, channel }) => ({
      recipe: 'sse',
      url: `${http}/myevents.php?channel=${channel}`,
      given: { options: { via: 'event-source' } },
    }),
    questions: { order: true, resume: { history: 'kept', says: 'unknown' }, 'other origin': true },
  },
  jsonp: {
    to: ({ http, channel }) => ({
      recipe: 'jsonp polling',
      url: `${http}/jsonp.php?channel=${channel}`,
      given: { idFrom: 'n', options: { resume: { query: 'after' } } },
      opensWithNews: true,
    }),
    questions: { order: true, resume: { history: 'kept', says: 'unknown' }, 'other origin': true },
  },
};

for (const [name, start, programs] of [
  ['PHP, built-in server', builtIn, [PHP]],
  ['php-fpm behind nginx', behindNginx, [FPM, NGINX]],
] as const) {
  matrix({ name, programs, start, feeds });
}
