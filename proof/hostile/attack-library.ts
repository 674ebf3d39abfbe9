import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer } from 'ws';
import type { ProofRow } from '../../tools/proof/table.ts';
import { ATTACKS, type Attack } from './attacks.ts';
import { outcomeOf, type Outcome } from './outcome.ts';

const SECRET = 'S3CRET';
/** Mebibytes that one attack may add. */
const MEMORY = 256;

interface Seen extends Outcome {
  readonly milliseconds: number;
  readonly memory: number;
}

/** Meets every hostile server `rounds` times with the built package. */
export async function attackLibrary(rounds: number): Promise<readonly ProofRow[]> {
  const rows: ProofRow[] = [];
  for (const attack of ATTACKS) {
    const seen: Seen[] = [];
    for (let round = 0; round < rounds; round += 1) seen.push(await meet(attack));
    const slowest = Math.round(Math.max(...seen.map(({ milliseconds }) => milliseconds)));
    const memory = Math.max(...seen.map((each) => each.memory));
    const words = [...new Set(seen.map((each) => each.words))].join('; ');
    const cells = ['server', attack.what, String(rounds), `${slowest} ms`, `${words}, +${memory} MiB`];
    const why = seen.map((each) => faultOf(attack, each)).find((fault) => fault !== undefined);
    rows.push(why === undefined ? { cells, outcome: 'held' } : { cells, outcome: 'red', why });
  }
  return [...rows, codeRow(), ...plantedRows()];
}

async function meet({ open, answer, handshake, talk }: Attack): Promise<Seen> {
  const said: string[] = [];
  let requests = 0;
  const server = createServer({ keepAliveTimeout: 1 }, (request, response) => answer?.(response, request, requests++));
  const acceptor = new WebSocketServer({ noServer: true, perMessageDeflate: true });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => undefined);
    if (talk)
      acceptor.handleUpgrade(request, socket, head, (webSocket) => talk(webSocket.on('error', () => undefined)));
    else handshake?.(socket);
  });
  server.on('clientError', (_, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed?token=${SECRET}`;
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampler = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const began = performance.now();
  const shared = {
    logger: { warn: (message: string) => said.push(message) },
    connectTimeout: 1_000,
    maxMessageSize: 1_048_576,
    headers: { authorization: `Bearer ${SECRET}` },
  };
  const outcome = await outcomeOf(open(url, shared));
  const milliseconds = performance.now() - began;
  clearInterval(sampler);
  peak = Math.max(peak, process.memoryUsage().rss);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return {
    ...outcome,
    said: [...outcome.said, ...said],
    milliseconds,
    memory: Math.round((peak - before) / 1_048_576),
  };
}

function faultOf({ ends }: Pick<Attack, 'ends'>, { words, said, memory }: Seen): string | undefined {
  if (!ends.test(words)) return `expected ${ends.source}, seen ${words}`;
  if (said.some((text) => text.includes(SECRET))) return 'a message holds the token';
  if (memory > MEMORY) return `${memory} MiB more`;
  if ('polluted' in {}) return 'a prototype was changed';
  return undefined;
}

const BUNDLES = join(import.meta.dirname, '../../dist/ngx-comet/fesm2022');
/** What a content policy without `unsafe-eval` forbids. */
const CODE_FROM_STRINGS = /\beval\s*\(|\bFunction\s*\(|\bset(?:Timeout|Interval)\s*\(\s*['"`]/;

/** The published modules make no code from strings. */
function codeRow(): ProofRow {
  const files = readdirSync(BUNDLES).filter((file) => file.endsWith('.mjs'));
  const makers = files.filter((file) => CODE_FROM_STRINGS.test(readFileSync(join(BUNDLES, file), 'utf8')));
  const cells = [
    'code',
    'the built package makes no code from strings',
    String(files.length),
    '',
    `${files.length} modules read`,
  ];
  if (makers.length === 0 && files.length > 0) return { cells, outcome: 'held' };
  return {
    cells,
    outcome: 'red',
    why: files.length === 0 ? 'no module was found' : `code from strings in ${makers.join(', ')}`,
  };
}

/** The checks themselves, tried on what they must find. */
function plantedRows(): readonly ProofRow[] {
  const fine: Seen = { words: 'error network', said: [], milliseconds: 1, memory: 1 };
  const ends = /^error network$/;
  const planted: readonly [string, Seen][] = [
    ['a stream that does not end', { ...fine, words: 'still open' }],
    ['an error that is no PushError', { ...fine, words: 'error that is no PushError: TypeError' }],
    ['a token in a warning', { ...fine, said: [`warned of ${SECRET}`] }],
    ['memory without a bound', { ...fine, memory: MEMORY + 1 }],
  ];
  const found = planted.map(
    ([what, seen]) => [what, faultOf({ ends }, seen) !== undefined && faultOf({ ends }, fine) === undefined] as const,
  );
  const code = ['eval(a)', 'new Function(a)', "setTimeout('a')"].every((text) => CODE_FROM_STRINGS.test(text));
  return [...found, ['code from strings', code] as const].map(([what, isFound]) => {
    const cells = ['check', `planted: ${what}`, '1', '', isFound ? 'found' : 'not found'];
    return isFound ? { cells, outcome: 'held' } : { cells, outcome: 'red', why: 'the check does not see it' };
  });
}
