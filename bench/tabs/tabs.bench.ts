// One feed in 1 to 10 tabs of a browser.
import { parseArgs } from 'node:util';
import { Lab } from '../costs-support/lab.ts';
import { median } from '../support/median.ts';
import { publish } from '../support/report.ts';
import type { Cell } from '../support/table.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const COUNTS = values.short ? [1, 3] : [1, 2, 5, 10];
const messages = values.short ? 50 : 300;
/** Milliseconds from one message to the next. */
const EVERY = 20;
const WAYS = ['sse$ in each tab', 'shareAcrossTabs(sse$)', 'websocket$ in each tab', 'connectionAcrossTabs(websocket)'];

const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const lab = await Lab.open(new URL('page.ts', import.meta.url));
const rows: Cell[][] = [];
let complete = true;
try {
  for (const way of WAYS) {
    for (const count of COUNTS) {
      const context = await lab.context();
      const tabs = await Promise.all(Array.from({ length: count }, () => lab.page(context)));
      for (const { page } of tabs) {
        await page.evaluate(([name, feed]) => window.tabs.open(name, feed), [way, lab.origin] as const);
      }
      // Until every tab follows: tabs that share a connection find each other first.
      const follows = new Set<number>();
      for (let tries = 0; follows.size < count && tries < 50; tries++) {
        lab.server.publish(JSON.stringify({ n: 0, at: Date.now() }));
        await delay(200);
        for (const [at, { page }] of tabs.entries()) {
          if ((await page.evaluate(() => window.tabs.take())).length > 0) follows.add(at);
        }
      }
      await delay(300);
      for (const { page } of tabs) await page.evaluate(() => window.tabs.take());
      const cpuOfAll = async (): Promise<number> => {
        const times = await Promise.all(tabs.map(({ cpu }) => cpu()));
        return times.reduce((sum, time) => sum + time, 0);
      };
      const before = await cpuOfAll();
      for (let n = 1; n <= messages; n++) {
        lab.server.publish(JSON.stringify({ n, at: Date.now() }));
        await delay(EVERY);
      }
      await delay(500);
      const cpu = ((await cpuOfAll()) - before) / messages;
      const latencies = await Promise.all(tabs.map(({ page }) => page.evaluate(() => window.tabs.take())));
      const whole = latencies.filter(({ length }) => length === messages).length;
      // A browser has at most six connections to one server by HTTP/1.1.
      complete &&= whole === count || way === 'sse$ in each tab';
      const delivered = whole === count ? 'all' : `in ${whole} of ${count} tabs`;
      rows.push([way, count, lab.server.open, cpu, median(latencies.flat()), delivered]);
      await context.close();
      for (let waited = 0; lab.server.open > 0 && waited < 5_000; waited += 50) await delay(50);
    }
  }
} finally {
  await lab.close();
}
const most = COUNTS.at(-1) ?? 1;
const last = rows.find(([way, count]) => way === 'connectionAcrossTabs(websocket)' && count === most);
publish(
  {
    subject: 'tabs',
    title: 'One feed in many tabs',
    about:
      `${messages} messages, one every ${EVERY} ms, in tabs of one browser: the connections at the server, the processor time of the threads of all pages ` +
      'per message, and the time from the server to a tab. Chromium opens at most six connections to one server by HTTP/1.1.',
    summary: `${most} tabs have ${String(last?.[2])} connection by connectionAcrossTabs`,
    packages: ['rxjs'],
    browser: lab.version,
    tables: [
      {
        columns: [
          'way',
          { title: 'tabs' },
          { title: 'connections' },
          { title: 'CPU of all tabs', unit: 'ms a message', digits: 2 },
          { title: 'latency, median', unit: 'ms', digits: 1 },
          'delivered',
        ],
        rows,
      },
    ],
    goals: [],
    delivered: complete,
    raw: rows,
  },
  { short: values.short },
);
