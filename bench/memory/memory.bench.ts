// The heap of a page after few and after many messages of one stream that is still open.
import { parseArgs } from 'node:util';
import { Lab } from '../costs-support/lab.ts';
import { publish, type Goal } from '../support/report.ts';
import type { Cell } from '../support/table.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const [few, many] = values.short ? [1_000, 20_000] : [10_000, 1_000_000];
const MOST_GROWTH = 1024 * 1024;

/** A request costs far more than a message. */
const PER_ANSWER = 500;

interface Case {
  readonly client: string;
  readonly query: string;
  readonly title: string;
}

const plain = (client: string): Case => ({ client, query: '', title: client });
const withIds = (client: string): Case => ({ client, query: '&ids=1', title: `${client}, with ids` });
const answers = (client: string): Case => ({
  client,
  query: `&ids=1&per=${PER_ANSWER}`,
  title: `${client}, with ids, ${PER_ANSWER} per answer`,
});

const CASES = [
  ...['sse$', 'httpStream$', 'websocket$'].flatMap((name) => [plain(name), withIds(name)]),
  answers('pollingStream$, long'),
  answers('jsonp$, polling'),
];

const lab = await Lab.open(new URL('page.ts', import.meta.url));
const rows: Cell[][] = [];
const goals: Goal[] = [];
let complete = true;
try {
  for (const { client, query, title } of CASES) {
    const { page, heap, close } = await lab.page();
    const sizes: number[] = [];
    const delivered: number[] = [];
    const counts = [few, few, many];
    for (const count of counts) {
      const feed = `${lab.origin}?n=${count}${query}`;
      delivered.push(
        await page.evaluate(([who, url, messages]) => window.memory.hold(who, url, messages), [
          client,
          feed,
          count,
        ] as const),
      );
      sizes.push(await heap());
      await page.evaluate(() => window.memory.leave());
    }
    await close();
    // The first stream of a page includes one-time costs.
    const [, before = 0, after = 0] = sizes;
    const whole = delivered.every((count, i) => count === counts[i]);
    const growth = (after - before) / 1_024;
    complete &&= whole;
    goals.push({
      text: `${title} grows by ${growth.toFixed(0)} KiB, at most 1,024`,
      met: after - before <= MOST_GROWTH,
    });
    rows.push([title, before / 1_024, after / 1_024, growth, whole ? 'all' : 'not all']);
  }
} finally {
  await lab.close();
}
const [less, more] = [few, many].map((count) => `after ${count.toLocaleString('en')}`);
const grown = rows.map(([, , , growth]) => Number(growth));
publish(
  {
    subject: 'memory',
    title: 'The heap after many messages',
    about:
      'The JavaScript heap of a page in Chromium after a garbage collection, while the stream is still open: after few and after many messages.',
    summary: `the heap grows by at most ${Math.max(...grown).toFixed(0)} KiB from ${few.toLocaleString('en')} to ${many.toLocaleString('en')} messages`,
    packages: ['rxjs'],
    browser: lab.version,
    tables: [
      {
        columns: [
          'stream',
          ...[less ?? '', more ?? '', 'growth'].map((title) => ({ title, unit: 'KiB' })),
          'delivered',
        ],
        rows,
      },
    ],
    goals,
    delivered: complete,
    raw: rows,
  },
  { short: values.short },
);
