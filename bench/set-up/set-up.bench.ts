// From the subscription to the first message, and what subscribing and unsubscribing costs.
import { parseArgs } from 'node:util';
import { Lab } from '../costs-support/lab.ts';
import { median } from '../support/median.ts';
import { publish } from '../support/report.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const [times, churns, rounds] = values.short ? [10, 100, 1] : [50, 1_000, 3];
const CLIENTS = [
  'native EventSource',
  'sse$',
  'eventsource-client',
  'fetch-event-source',
  'event-source-polyfill',
  'httpStream$',
  'pollingStream$',
  'jsonp$, polling',
  'native WebSocket',
  'websocket$',
  'rxjs webSocket',
  'partysocket',
  'reconnecting-websocket',
];
const OURS = CLIENTS.filter((name) => name.includes('$'));

const measured = CLIENTS.map((client) => ({
  client,
  first: [] as number[],
  cpu: [] as number[],
  churn: [] as number[],
}));
let delivered = true;
const lab = await Lab.open(new URL('page.ts', import.meta.url));
const feed = `${lab.origin}?n=1`;
try {
  for (let round = 0; round < rounds; round++) {
    for (const one of measured) {
      const { page, cpu, close } = await lab.page();
      const first = (count: number): Promise<number[]> =>
        page.evaluate(([name, url, n]) => window.setUp.first(name, url, n), [one.client, feed, count] as const);
      await first(5);
      const before = await cpu();
      const taken = await first(times);
      delivered &&= taken.length === times;
      one.first.push(...taken);
      one.cpu.push(((await cpu()) - before) / times);
      const start = await cpu();
      await page.evaluate(([name, url, n]) => window.setUp.churn(name, url, n), [one.client, feed, churns] as const);
      one.churn.push((((await cpu()) - start) / churns) * 1_000);
      await close();
    }
  }
} finally {
  await lab.close();
}

const rows = measured.map(({ client, first, cpu, churn }) => ({
  client,
  first: median(first),
  cpu: median(cpu),
  churn: median(churn),
}));
const of = (name: string): string => rows.find(({ client }) => client === name)?.cpu.toFixed(2) ?? '–';
publish(
  {
    subject: 'set-up',
    title: 'From the subscription to the first message',
    about:
      "In Chromium, from the call to the first message of a server on the same machine: elapsed time, and the processor time of the page's thread. " +
      'The last column is the processor time to subscribe and to unsubscribe at once, on average.',
    summary: `the first message of sse$ takes ${of('sse$')} ms of processor time, that of the native EventSource ${of('native EventSource')} ms`,
    packages: [
      'rxjs',
      '@microsoft/fetch-event-source',
      'event-source-polyfill',
      'eventsource-client',
      'partysocket',
      'reconnecting-websocket',
    ],
    browser: lab.version,
    tables: [
      {
        columns: [
          'client',
          { title: 'first message', unit: 'ms', digits: 2 },
          { title: 'CPU', unit: 'ms', digits: 2 },
          { title: 'CPU of subscribe and unsubscribe', unit: 'µs', digits: 0 },
          'delivered',
        ],
        rows: rows.map(({ client, first, cpu, churn }) => [client, first, cpu, churn, 'all']),
      },
    ],
    chart: {
      kind: 'bars',
      title: 'From the subscription to the first message',
      unit: 'ms of processor time',
      categories: CLIENTS,
      series: [{ name: 'CPU', values: rows.map(({ cpu }) => cpu) }],
      ours: OURS,
    },
    goals: [],
    delivered,
    raw: measured,
  },
  { short: values.short },
);
