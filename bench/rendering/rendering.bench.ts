import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { build } from 'esbuild';
import { WebSocketServer, type WebSocket } from 'ws';
import { CHROMIUM } from '../../tools/browser/chromium.ts';
import { median } from '../support/median.ts';
import { publish, type Goal } from '../support/report.ts';
import type { Table } from '../support/table.ts';
import type { Outcome } from './page.ts';

/** A run, and the milliseconds from the start of its feed to its last message. */
interface Run extends Outcome {
  readonly ms: number;
}

const PER_SECOND = 5_000;
const EVERY = 10;
/** Milliseconds without a frame that a user notices. */
const LONGEST_GAP = 100;
const ALONE = 'nothing shown';
const OURS = ['batchFrames()', 'batchFrames() | async', 'conflateBy(symbol)'];
const WAYS = [
  ALONE,
  'signal per message',
  'async per message',
  'markForCheck per message',
  'every frame',
  'every 100 ms',
  ...OURS,
];

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    source: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    throttle: { type: 'string', default: '4' },
    way: { type: 'string', multiple: true },
  },
});
const seconds = flags.short ? 1 : 3;
const messages = PER_SECOND * seconds;
const rounds = Number(flags.rounds ?? (flags.short ? 1 : 5));
const throttle = Number(flags.throttle);
const patience = seconds * 1_000 + 5_000;

/** When the last feed began, in milliseconds since 1970. */
let feedBegan = NaN;

/** Sends all messages that are due, one per frame. A late timer sends more of them, so the feed ends in time. */
function feed(socket: WebSocket): void {
  const began = performance.now();
  feedBegan = performance.timeOrigin + began;
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(messages, Math.floor(((performance.now() - began) * PER_SECOND) / 1_000));
    for (; sent < due; sent++) {
      socket.send(JSON.stringify({ n: sent, symbol: `S${sent % 100}`, price: (sent % 977) / 100 }));
    }
    if (sent === messages) clearInterval(timer);
  }, EVERY);
  socket.on('close', () => clearInterval(timer));
}

async function bundled(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', import.meta.url))],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    // As in a production build: no second pass that checks the first.
    define: { ngDevMode: 'false' },
    tsconfig: fileURLToPath(new URL(`../../tsconfig${flags.source ? '.source' : ''}.json`, import.meta.url)),
  });
  return outputFiles[0]?.text ?? '';
}

async function run(browser: Browser, url: string, way: string): Promise<Run> {
  const page = await browser.newPage();
  await page.goto(url);
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const outcome = await page.evaluate(([name, feed, count, limit]) => window.show(name, feed, count, limit), [
    way,
    `${url}/feed`,
    messages,
    patience,
  ] as const);
  await page.close();
  return { ...outcome, ms: outcome.endedAt - feedBegan };
}

type Figure = 'ms' | 'passes' | 'frames' | 'longestGap' | 'delivered';
type Outcomes = ReadonlyMap<string, readonly Run[]>;

function middle(outcomes: Outcomes, way: string, figure: Figure): number {
  return median((outcomes.get(way) ?? []).map((outcome) => outcome[figure]));
}

function tableOf(outcomes: Outcomes): Table {
  return {
    columns: [
      'shown',
      { title: 'until the last message', unit: 'ms' },
      { title: 'delivered' },
      { title: 'passes' },
      { title: 'frames' },
      { title: 'longest gap', unit: 'ms' },
      'last values shown',
    ],
    rows: [...outcomes].map(([way, all]) => [
      way,
      middle(outcomes, way, 'ms'),
      Math.min(...all.map(({ delivered }) => delivered)),
      middle(outcomes, way, 'passes'),
      middle(outcomes, way, 'frames'),
      middle(outcomes, way, 'longestGap'),
      all.every(({ right }) => right) ? 'yes' : 'no',
    ]),
  };
}

function complete(outcomes: Outcomes, way: string): boolean {
  return (outcomes.get(way) ?? []).every(({ delivered, right }) => delivered === messages && right);
}

function goalsOf(outcomes: Outcomes): Goal[] {
  const of = (way: string, figure: Figure): number => middle(outcomes, way, figure);
  // If the gap is longer even with nothing shown, the machine is the reason.
  const gap = Math.max(LONGEST_GAP, of(ALONE, 'longestGap'));
  const latest = seconds * 1_100;
  const goals = OURS.filter((way) => outcomes.has(way)).flatMap((way): [string, boolean][] => {
    const ratio = of(way, 'ms') / of(ALONE, 'ms');
    return [
      [`${way}: all messages were delivered, and their last values are shown`, complete(outcomes, way)],
      [
        `${way}: the last one came ${of(way, 'ms').toFixed(0)} ms after the first was due, the goal is ${latest}`,
        of(way, 'ms') <= latest,
      ],
      [`${way}: it took ${ratio.toFixed(2)} of the time of nothing shown, the limit is 1.1`, ratio <= 1.1],
      [`${way}: at most one template pass per frame`, of(way, 'passes') <= of(way, 'frames') + 1],
      [
        `${way}: the longest time without a frame is ${of(way, 'longestGap').toFixed(0)} ms, the goal is ${gap.toFixed(0)}`,
        Math.round(of(way, 'longestGap')) <= gap,
      ],
    ];
  });
  return goals.map(([text, met]) => ({ text, met }));
}

const script = await bundled();
const server = createServer((request, response) => {
  if (request.url === '/page.js') return void response.setHeader('content-type', 'text/javascript').end(script);
  response.setHeader('content-type', 'text/html');
  response.end('<!doctype html><link rel="icon" href="data:,"><app-list></app-list><script src="/page.js"></script>');
});
new WebSocketServer({ server }).on('connection', feed);
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await chromium.launch(CHROMIUM);
try {
  const ways = flags.way ?? WAYS;
  const outcomes = new Map(ways.map((way): [string, Run[]] => [way, []]));
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`round ${round + 1} `);
    for (const way of ways) {
      outcomes.get(way)?.push(await run(browser, url, way));
      process.stderr.write('.');
    }
    process.stderr.write('\n');
  }
  const shown = ways.filter((way) => way !== ALONE);
  publish(
    {
      subject: 'rendering',
      title: 'A fast feed in a list',
      about: `
${PER_SECOND.toLocaleString('en')} messages a second for ${seconds} s come over a WebSocket, one per frame, into a list
of 100 rows. The page is a zoneless Angular application in Chromium, whose processor is throttled ${throttle} times. The
ways to show the messages take turns; medians of ${rounds} rounds. Nothing shown is the limit.`,
      summary: `batchFrames(): all after ${middle(outcomes, 'batchFrames()', 'ms').toFixed(0)} ms, nothing shown ${middle(outcomes, ALONE, 'ms').toFixed(0)}`,
      packages: ['@angular/core', 'rxjs'],
      browser: `Chromium ${browser.version()}`,
      tables: [tableOf(outcomes)],
      chart: {
        kind: 'bars',
        title: 'A fast feed in a list: until the last message is shown',
        unit: `ms after the first message was sent, at most ${patience.toLocaleString('en')}; less is better`,
        categories: shown,
        series: [{ name: 'ms', values: shown.map((way) => middle(outcomes, way, 'ms')) }],
        ours: OURS,
        limit: { name: ALONE, value: middle(outcomes, ALONE, 'ms') },
      },
      goals: goalsOf(outcomes),
      // The ways without batches lose the race against the time limit; the table shows how many they delivered.
      delivered: OURS.filter((way) => outcomes.has(way)).every((way) => complete(outcomes, way)),
      raw: { messages, seconds, throttle, rounds, outcomes: [...outcomes] },
    },
    flags,
  );
} finally {
  await browser.close();
  server.closeAllConnections();
  server.close();
}
