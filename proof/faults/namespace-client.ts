import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { NEVER } from 'rxjs';
import { open } from './clients.ts';
import { QUICK } from './limits.ts';
import { TRANSPORTS, type TransportKind } from './matrix.ts';
import { seenOf, type Seen } from './story.ts';
import { StolenTime } from './stolen.ts';

/** What a client of a namespace saw. Times are milliseconds by the clock of the machine. */
export interface ClientStory {
  readonly transport: TransportKind;
  readonly seen: readonly Seen[];
}
export interface ClientReport {
  readonly stories: readonly ClientStory[];
  /** How long the client's process did not run after the fault was over. */
  readonly stolen: number;
}

const [origin = ''] = process.argv.slice(2);
const stolen = new StolenTime();
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const clients = TRANSPORTS.map((transport) => {
  const seen: Seen[] = [];
  const feed = `${origin}/feeds/${transport.replace(' ', '-')}`;
  const stream = open({
    transport,
    place: 'Node',
    feed,
    limits: QUICK,
    body: false,
    outgoing: NEVER,
    unsent: () => undefined,
  });
  const subscription = stream.subscribe({
    next: (event) => {
      const each = seenOf(event);
      if (each !== undefined) seen.push(each);
      if (each?.kind === 'message') arrived();
    },
    error: (error: { code?: string }) => seen.push({ at: performance.now(), kind: 'error', code: error.code ?? '' }),
    complete: () => seen.push({ at: performance.now(), kind: 'complete' }),
  });
  return { transport, seen, subscription };
});

let from = 0;
let told = false;
/** Tells when every transport has received a message since the last line of the parent. */
function arrived(): void {
  if (told || !clients.every(({ seen }) => seen.some((each) => each.kind === 'message' && each.at >= from))) return;
  told = true;
  console.log('arrived');
}

await lines.next();
from = performance.now();
told = false;
await lines.next();
const report: ClientReport = {
  stories: clients.map(({ transport, seen }) => ({
    transport,
    seen: seen.map((each) => ({ ...each, at: each.at - from })),
  })),
  stolen: stolen.between(from, performance.now()),
};
for (const { subscription } of clients) subscription.unsubscribe();
stolen.stop();
process.stdout.write(`${JSON.stringify(report)}\n`);
await once(process.stdin, 'end');
process.exit();
