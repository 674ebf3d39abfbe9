import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Page } from '@playwright/test';
import { build } from 'esbuild';
import { WebSocketServer, type WebSocket } from 'ws';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import { median } from '../support/median.ts';
import { publish } from '../support/report.ts';
import type { Kind } from './page.ts';

const KINDS: readonly Kind[] = ['WebSocket', 'websocket$', 'WebSocketStream'];
const KIB = 1024;

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

await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
const { port } = http.address() as AddressInfo;
const browser = await chromium.launch(CHROMIUM);
try {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${port}/`);
  const figures = await measured(tab, `ws://127.0.0.1:${port}`);
  const middle = (kind: Kind, figure: keyof Figures[Kind]): number => median(figures[kind][figure]);
  publish(
    {
      subject: 'websocket-stream',
      title: 'websocket$ and WebSocketStream',
      about: `
Receiving ${messages.toLocaleString('en')} small messages; receiving messages of 1 KiB that the page handles more slowly
than they come; and sending ${sent.count.toLocaleString('en')} messages of ${sent.size / KIB} KiB. Medians of ${rounds} rounds.
The figures for [ADR 4](../../docs/adr/0004-websocket-stream.md). There is no goal to meet.`,
      summary: `receiving: ${(middle('WebSocketStream', 'receive') / middle('websocket$', 'receive')).toFixed(1)} times as fast as WebSocketStream`,
      packages: ['ws'],
      browser: `Chromium ${browser.version()}`,
      tables: [
        {
          columns: [
            'API',
            { title: 'receiving', unit: 'ms' },
            { title: `arrived when ${handled} were handled`, unit: 'KiB' },
            { title: 'sending', unit: 'ms' },
            { title: 'largest buffer of the platform', unit: 'KiB' },
          ],
          rows: KINDS.map((kind) => [
            kind,
            middle(kind, 'receive'),
            middle(kind, 'arrived'),
            middle(kind, 'send'),
            middle(kind, 'buffered'),
          ]),
        },
      ],
      chart: {
        kind: 'bars',
        title: `Receiving ${messages.toLocaleString('en')} messages`,
        unit: 'ms; less is better',
        categories: KINDS,
        series: [{ name: 'ms', values: KINDS.map((kind) => middle(kind, 'receive')) }],
        ours: ['websocket$'],
      },
      goals: [],
      delivered: true,
      raw: { messages, handled, sent, figures },
    },
    flags,
  );
} finally {
  await browser.close();
  for (const socket of sockets.clients) socket.terminate();
  http.close();
}
