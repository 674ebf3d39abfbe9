import { cpus } from 'node:os';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { WebSocketServer, type WebSocket } from 'ws';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import type { Kind } from './page.ts';

const KINDS: readonly Kind[] = ['WebSocket', 'websocket$', 'WebSocketStream'];
const KIB = 1024;
const RESULTS = new URL('../results/', import.meta.url);

const { values: flags } = parseArgs({
  options: { short: { type: 'boolean', default: false }, source: { type: 'boolean', default: false } },
});
const rounds = flags.short ? 2 : 5;
const messages = flags.short ? 10_000 : 100_000;
const handled = flags.short ? 500 : 2_000;
const sent = { count: flags.short ? 1_000 : 8_000, size: 16 * KIB };

const tsconfig = fileURLToPath(new URL(`../../tsconfig${flags.source ? '.source' : ''}.json`, import.meta.url));
const page = fileURLToPath(new URL('page.ts', import.meta.url));
const { outputFiles } = await build({
  entryPoints: [page],
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  tsconfig,
});

const http = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html');
  response.end(`<!doctype html><link rel="icon" href="data:,"><script>${outputFiles[0]?.text ?? ''}</script>`);
});
const sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
sockets.on('connection', (socket, request) => {
  const path = request.url ?? '';
  if (path === '/numbers') numbers(socket);
  else if (path === '/flood') flood(socket);
  else sink(socket);
});

/** Sends small messages one after the other, and a last one. */
function numbers(socket: WebSocket): void {
  for (let n = 0; n < messages; n++) socket.send(`{"n":${n},"symbol":"S${n % 500}","price":100.5}`);
  socket.send('last');
}

/** Sends as fast as the connection allows, until it is closed. */
function flood(socket: WebSocket): void {
  const message = 'x'.repeat(KIB);
  const more = (): void => {
    if (socket.readyState !== socket.OPEN) return;
    while (socket.bufferedAmount < 64 * KIB) socket.send(message);
    setImmediate(more);
  };
  more();
}

/** Sends `last` when everything has arrived. */
function sink(socket: WebSocket): void {
  let bytes = 0;
  socket.on('message', (data) => {
    bytes += (data as Buffer).length;
    if (bytes === sent.count * sent.size) socket.send('last');
  });
}

/** The figures of each kind, round by round. */
type Figures = Record<Kind, { receive: number[]; arrived: number[]; send: number[]; buffered: number[] }>;

async function measured(tab: Page, url: string): Promise<Figures> {
  const figures = Object.fromEntries(
    KINDS.map((kind) => [kind, { receive: [], arrived: [], send: [], buffered: [] }]),
  ) as unknown as Figures;
  // The first round warms up.
  for (let round = 0; round <= rounds; round++) {
    for (const kind of KINDS) {
      const receive = await tab.evaluate(([k, u]) => window.trial.receive(k, u), [kind, `${url}/numbers`] as const);
      const arrived = await tab.evaluate(([k, u, count]) => window.trial.lag(k, u, count), [
        kind,
        `${url}/flood`,
        handled,
      ] as const);
      const { ms, buffered } = await tab.evaluate(([k, u, count, size]) => window.trial.send(k, u, count, size), [
        kind,
        `${url}/sink`,
        sent.count,
        sent.size,
      ] as const);
      if (round === 0) continue;
      figures[kind].receive.push(receive);
      figures[kind].arrived.push(arrived);
      figures[kind].send.push(ms);
      figures[kind].buffered.push(buffered / KIB);
    }
  }
  return figures;
}

const median = (all: readonly number[]): number => [...all].sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? NaN;

await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
const { port } = http.address() as AddressInfo;
const browser = await chromium.launch(CHROMIUM);
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  const figures = await measured(tab, `ws://127.0.0.1:${port}`);
  const cpu = cpus()[0]?.model ?? 'unknown';
  console.log(
    `Chromium ${browser.version()}, Node ${process.version}, ${cpus().length} × ${cpu}; medians of ${rounds}\n`,
  );
  console.log(
    `receive: ms for ${messages} small messages; arrived: KiB in the page when ${handled} of 1 KiB were handled;`,
  );
  console.log(
    `send: ms for ${sent.count} messages of ${sent.size / KIB} KiB; buffered: KiB, the largest buffer of the platform\n`,
  );
  console.table(
    Object.fromEntries(
      KINDS.map((kind) => [
        kind,
        Object.fromEntries(Object.entries(figures[kind]).map(([name, all]) => [name, Math.round(median(all))])),
      ]),
    ),
  );
  mkdirSync(RESULTS, { recursive: true });
  const file = new URL(`websocket-stream${flags.short ? '-short' : ''}.json`, RESULTS);
  writeFileSync(file, JSON.stringify({ browser: browser.version(), cpu, messages, handled, sent, figures }, null, 2));
} finally {
  await browser.close();
  for (const socket of sockets.clients) socket.terminate();
  http.close();
}
