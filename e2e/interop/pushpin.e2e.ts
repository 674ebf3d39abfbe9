// Pushpin holds the connections; an application behind it says by GRIP (https://pushpin.org/docs/protocols/grip) which
// channel each of them gets.
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { poll } from '../support/poll';
import { open, publish, receives } from './frame/cell';
import { matrix } from './frame/matrix';
import { accepts, freePort, makeHome, program, removeHome } from './frame/programs';
import type { Backend, Feed } from './frame/server';

/** Pushpin's own runner gives each of them a process group of its own, and so would leave them if it was killed. */
const PARTS = ['condure', 'zurl', 'pushpin-proxy', 'pushpin-handler'].map((name) => `/usr/bin/${name}`);

interface Pushpin extends Backend {
  /** The channels whose WebSocket was closed, as the application was told. */
  readonly closed: ReadonlySet<string>;
}

/** The forms of a message, by the first part of the path. */
const FORMS: Readonly<Record<string, (n: number) => string>> = {
  sse: (n) => `id: ${n}\ndata: {"n":${n}}\n\n`,
  lines: (n) => `{"n":${n}}\n`,
  poll: (n) => `{"n":${n}}`,
  ws: (n) => `{"n":${n}}`,
};
const TYPES: Readonly<Record<string, string>> = {
  sse: 'text/event-stream',
  lines: 'application/x-ndjson',
  poll: 'application/json',
  ws: 'application/websocket-events',
};

/** The application: it keeps what was published, and never holds a connection itself. */
async function application() {
  const last = new Map<string, number>();
  const closed = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await buffer(request);
    const url = new URL(request.url ?? '', 'http://application');
    const [, form = '', channel = ''] = url.pathname.split('/');
    const type = TYPES[form];
    if (type === undefined) return void response.writeHead(403).end('not yours');
    const { 'last-event-id': header, 'grip-last': recovering } = request.headers;
    // When Pushpin asks again, it says what it has sent since.
    const sent = /last-id=(\d+)/.exec(String(recovering))?.[1];
    const latest = last.get(channel) ?? 0;
    const from = Number(sent ?? url.searchParams.get('after') ?? header ?? latest);
    const missed = Array.from({ length: latest - from }, (_, index) => FORMS[form]?.(from + 1 + index) ?? '');
    response.setHeader('content-type', type);
    if (form === 'ws' && body.toString('latin1').startsWith('CLOSE')) {
      closed.add(channel);
      response.end(body);
    } else if (form === 'ws') {
      const subscribe = `c:${JSON.stringify({ type: 'subscribe', channel: `ws-${channel}` })}`;
      response.setHeader('sec-websocket-extensions', 'grip');
      response.end(`OPEN\r\nTEXT ${subscribe.length.toString(16)}\r\n${subscribe}\r\n`);
    } else if (form === 'poll' && missed[0] !== undefined) response.end(missed[0]);
    else {
      // If a message was published since this answer, Pushpin asks again: a poll as it was, a stream at the link.
      response.setHeader('grip-channel', `${form}-${channel}${form === 'lines' ? '' : `; prev-id=${latest}`}`);
      response.setHeader('grip-hold', form === 'poll' ? 'response' : 'stream');
      if (form === 'sse') response.setHeader('grip-link', `</sse/${channel}?after=${latest}>; rel=next`);
      if (form === 'poll') response.writeHead(204).end();
      // Firefox opens a stream with its first byte.
      else response.end(`${form === 'sse' ? ': hello\n' : ''}\n${missed.join('')}`);
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, last, closed, server };
}

/** One message for the subscribers of all forms. */
const items = (channel: string, n: number) =>
  Object.entries(FORMS).map(([form, write]) => ({
    channel: `${form}-${channel}`,
    id: String(n),
    ...(form === 'poll' || form === 'sse' ? { 'prev-id': String(n - 1) } : {}),
    formats: {
      'http-stream': { content: write(n) },
      'http-response': { headers: { 'Content-Type': TYPES[form] ?? '' }, body: write(n) },
      'ws-message': { content: write(n) },
    },
  }));

async function start(): Promise<Pushpin> {
  const { port: upstream, last, closed, server } = await application();
  const [port, pull, http, subscribe, command] = await Promise.all(Array.from({ length: 5 }, freePort));
  const home = makeHome('pushpin');
  mkdirSync(join(home, 'run'));
  writeFileSync(join(home, 'routes'), `* 127.0.0.1:${upstream},over_http\n`);
  writeFileSync(
    join(home, 'pushpin.conf'),
    `[global]
include=/usr/lib/pushpin/internal.conf
rundir=${home}/run
ipc_prefix=p-
[proxy]
routesfile=${home}/routes
auto_cross_origin=true
zurl_out_specs=ipc://{rundir}/{ipc_prefix}zurl-in
zurl_out_stream_specs=ipc://{rundir}/{ipc_prefix}zurl-in-stream
zurl_in_specs=ipc://{rundir}/{ipc_prefix}zurl-out
[handler]
push_in_spec=tcp://127.0.0.1:${pull}
push_in_http_addr=127.0.0.1
push_in_http_port=${http}
push_in_sub_specs=tcp://127.0.0.1:${subscribe}
command_spec=tcp://127.0.0.1:${command}
`,
  );
  const zurl = `ipc://${home}/run/p-zurl`;
  writeFileSync(
    join(home, 'zurl.conf'),
    `[General]\nin_spec=${zurl}-in\nin_stream_spec=${zurl}-in-stream\nout_spec=${zurl}-out\ndefpolicy=allow\n`,
  );
  const configured = ['--config', join(home, 'pushpin.conf'), '--ipc-prefix=p-', '--loglevel=2'];
  const args = [
    [`--listen=127.0.0.1:${port},stream`, `--zclient-stream=ipc://${home}/run/p-condure`],
    [`--config=${join(home, 'zurl.conf')}`],
    configured,
    configured,
  ];
  const running = PARTS.map((part, index) => program(part, args[index] ?? []));
  await Promise.all([accepts(port ?? 0), accepts(http ?? 0)]);
  return {
    origin: `http://127.0.0.1:${port}`,
    closed,
    async publish(channel, n) {
      last.set(channel, n);
      const body = JSON.stringify({ items: items(channel, n) });
      const headers = { 'content-type': 'application/json' };
      expect((await fetch(`http://127.0.0.1:${http}/publish/`, { method: 'POST', headers, body })).ok).toBe(true);
    },
    stop: () => {
      for (const part of running) part.end();
      server.closeAllConnections();
      server.close();
      removeHome(home);
    },
  };
}

const forbidden = { code: 'http', transient: false, status: 403, body: 'not yours' } as const;

const longPoll: Feed<Pushpin> = {
  to: ({ http, channel }) => ({
    recipe: 'long polling',
    url: `${http}/poll/${channel}`,
    given: { idFrom: 'n', options: { resume: { query: 'after', from: '0', trusted: true } } },
    opensWithNews: true,
  }),
  questions: {
    order: true,
    resume: { history: 'kept', says: 'resumed' },
    refusal: { to: ({ http }) => ({ recipe: 'long polling', url: `${http}/closed/` }), error: forbidden },
    'other origin': true,
  },
};

matrix<Pushpin>({
  name: 'Pushpin',
  programs: PARTS,
  start,
  feeds: {
    'long polling': longPoll,
    'http stream': {
      to: ({ http, channel }) => ({
        recipe: 'http-stream',
        url: `${http}/lines/${channel}`,
        given: { sequence: true },
      }),
      questions: {
        order: true,
        resume: { history: 'none', says: 'gap' },
        refusal: { to: ({ http }) => ({ recipe: 'http-stream', url: `${http}/closed/` }), error: forbidden },
        'other origin': true,
        'hang-up': true,
      },
    },
    sse: {
      to: ({ http, channel }) => ({ recipe: 'sse', url: `${http}/sse/${channel}`, given: { sequence: true } }),
      questions: {
        order: true,
        resume: { history: 'kept', says: 'resumed' },
        refusal: { to: ({ http }) => ({ recipe: 'sse', url: `${http}/closed/` }), error: forbidden },
        'other origin': true,
        'hang-up': true,
      },
    },
    websocket: {
      to: ({ ws, channel }) => ({ recipe: 'websocket', url: `${ws}/ws/${channel}`, given: { sequence: true } }),
      questions: {
        order: true,
        resume: { history: 'none', says: 'gap' },
        refusal: {
          to: ({ ws }) => ({ recipe: 'websocket', url: `${ws}/closed/` }),
          error: { code: 'network', transient: true, closeCode: 1006 },
        },
        'other origin': true,
      },
      traps: {
        // Pushpin keeps the TCP connection, and tells the application at once.
        'hang-up, as the application is told': async (cell) => {
          const feed = await open(cell);
          await publish(cell, 1);
          await receives(feed, [1]);
          await feed.stop();
          await poll(() => cell.server.closed.has(cell.place.channel)).toBe(true);
        },
      },
    },
  },
});
