// The heap of a page after few and after many messages of one stream that is still open.
import { parseArgs } from 'node:util';
import { Lab } from '../costs-support/lab.ts';
import { print, type Cell } from '../costs-support/table.ts';

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
  plain('native EventSource'),
  plain('eventsource-client'),
  plain('native WebSocket'),
];

const lab = await Lab.open(new URL('page.ts', import.meta.url));
const rows: Cell[][] = [];
let good = true;
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
    const ours = client.includes('$');
    const met = after - before <= MOST_GROWTH;
    if (ours) good &&= whole && met;
    const verdict = ours ? (met ? '✓' : '✗') : '';
    rows.push([title, before / 1024, after / 1024, (after - before) / 1024, verdict, whole ? 'all' : 'not all']);
  }
} finally {
  await lab.close();
}
const [less, more] = [few, many].map((count) => count.toLocaleString('en'));
print({
  title: `heap in KiB after a garbage collection, while the stream is open; ${lab.version}`,
  head: ['stream', `after ${less}`, `after ${more}`, 'growth', 'within 1 MiB', 'delivered'],
  rows,
});
if (!good) process.exitCode = 1;
