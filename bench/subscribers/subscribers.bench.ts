// One feed for 1 to 1,000 subscribers of one page.
import { parseArgs } from 'node:util';
import { exponent, MOST_EXPONENT } from '../costs-support/growth.ts';
import { Lab } from '../costs-support/lab.ts';
import { median } from '../support/median.ts';
import { publish } from '../support/report.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const COUNTS = [1, 10, 100, 1_000];
const rounds = values.short ? 1 : 5;
const messages = values.short ? 2_000 : 10_000;
const WAYS = [
  'WebSocket and a Subject',
  'websocket$ and share()',
  'sse$ and share()',
  'connection(viaWebSocket).data$',
  'connection(viaSse).data$',
];

/** Microseconds of processor time per message, by way and number of subscribers. */
const times = new Map(WAYS.map((way) => [way, COUNTS.map((): number[] => [])]));
const missing = new Set<string>();
const lab = await Lab.open(new URL('page.ts', import.meta.url));
try {
  for (let round = 0; round < rounds; round++) {
    for (const [way, perCount] of times) {
      const { page, cpu, close } = await lab.page();
      const run = (subscribers: number): Promise<number> =>
        page.evaluate(([name, feed, n, count]) => window.subscribers(name, feed, n, count), [
          way,
          `${lab.origin}?n=${messages}`,
          messages,
          subscribers,
        ] as const);
      // An engine compiles code that has run some thousand times.
      await run(1);
      await run(10);
      for (const [at, count] of COUNTS.entries()) {
        const before = await cpu();
        if ((await run(count)) !== messages * count) missing.add(way);
        perCount[at]?.push(((await cpu()) - before) * (1_000 / messages));
      }
      await close();
    }
  }
} finally {
  await lab.close();
}

const medians = [...times].map(([way, perCount]) => ({ way, costs: perCount.map(median) }));
// What one more subscriber costs: the steepest part.
const each = (costs: readonly number[]): number =>
  ((costs[3] ?? NaN) - (costs[0] ?? NaN)) / ((COUNTS[3] ?? NaN) - (COUNTS[0] ?? NaN));
const best = medians.find(({ way }) => way === 'connection(viaWebSocket).data$')?.costs ?? [];
publish(
  {
    subject: 'subscribers',
    title: 'Subscribers of one connection',
    about:
      "The processor time of a page's thread per message, for 1 to 1,000 subscribers of one connection in Chromium. " +
      'The exponent is the slope of the logarithm of the cost from 10 to 1,000 subscribers; 1 is linear.',
    summary: `one more subscriber of connection() costs ${each(best).toFixed(3)} µs a message`,
    packages: ['rxjs'],
    browser: lab.version,
    tables: [
      {
        columns: [
          'feed',
          ...COUNTS.map((count) => ({ title: count.toLocaleString('en'), unit: 'µs a message', digits: 1 })),
          { title: 'each more', unit: 'µs', digits: 3 },
          { title: 'exponent', digits: 2 },
          'delivered',
        ],
        rows: medians.map(({ way, costs }) => [
          way,
          ...costs,
          each(costs),
          exponent(COUNTS.slice(1), costs.slice(1)),
          missing.has(way) ? 'not all' : 'all',
        ]),
      },
    ],
    chart: {
      kind: 'lines',
      title: 'One message for many subscribers',
      unit: 'µs of processor time a message',
      categories: COUNTS.map(String),
      categoryUnit: 'subscribers',
      series: medians.map(({ way, costs }) => ({ name: way, values: costs })),
      ours: WAYS.slice(1),
      log: true,
    },
    goals: medians.map(({ way, costs }) => {
      const slope = exponent(COUNTS.slice(1), costs.slice(1));
      return {
        text: `${way}: the exponent is ${slope.toFixed(2)}, at most ${MOST_EXPONENT}`,
        met: slope <= MOST_EXPONENT,
      };
    }),
    delivered: missing.size === 0,
    raw: Object.fromEntries(times),
  },
  { short: values.short },
);
