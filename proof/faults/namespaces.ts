import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { ProofRow } from '../../tools/proof/table.ts';
import { milliseconds } from '../../tools/proof/table.ts';
import { QUICK } from './limits.ts';
import { TRANSPORTS } from './matrix.ts';
import type { ClientReport, ClientStory } from './namespace-client.ts';

const NAMES = { client: `faults-client-${process.pid}`, server: `faults-server-${process.pid}` } as const;
type Side = keyof typeof NAMES;
/** Addresses for documentation (RFC 5737). They exist in these namespaces only. */
const SERVER = '192.0.2.1';
const CLIENT = '192.0.2.2';
const MOVED = '192.0.2.3';
/** How long a fault lasts, in milliseconds: longer than every limit. */
const LASTS = 2_000;
/** No step takes longer, in milliseconds. */
const PATIENCE = 30_000;

interface Scenario {
  readonly name: string;
  readonly begin: readonly string[];
  readonly end: readonly string[];
  /** The codes of losses that are right. All of them may happen: an attempt meets the fault in any phase. */
  readonly codes: readonly string[];
}

const LIMITS = ['silence', 'timeout', 'connect-timeout'];
/** Rules for what leaves and what arrives. They count, which shows that the fault happened. */
const filter = (out: string, arriving: string): string[] => [
  'nft add table ip faults',
  'nft add chain ip faults out { type filter hook output priority 0 ; }',
  'nft add chain ip faults in { type filter hook input priority 0 ; }',
  `nft add rule ip faults out ${out}`,
  `nft add rule ip faults in ${arriving}`,
];
const NO_FILTER = ['nft delete table ip faults'];

/** Commands of the client's namespace. */
const SCENARIOS: readonly Scenario[] = [
  {
    name: 'link down and up',
    begin: ['ip link set net0 down'],
    end: ['ip link set net0 up'],
    codes: [...LIMITS, 'network'],
  },
  {
    name: 'another address of the client',
    begin: [`ip address del ${CLIENT}/24 dev net0`, `ip address add ${MOVED}/24 dev net0`],
    end: [],
    codes: [...LIMITS, 'network'],
  },
  {
    name: '30 % of packets lost',
    begin: filter('numgen random mod 100 < 30 counter drop', 'numgen random mod 100 < 30 counter drop'),
    end: NO_FILTER,
    codes: LIMITS,
  },
  {
    name: 'rejected with RST',
    // The RST is a packet that arrives.
    begin: filter('ip daddr 192.0.2.1 counter reject with tcp reset', 'ip saddr 192.0.2.1 tcp flags != rst drop'),
    end: NO_FILTER,
    codes: [...LIMITS, 'network'],
  },
  { name: 'all packets dropped', begin: filter('counter drop', 'counter drop'), end: NO_FILTER, codes: LIMITS },
];

/** Every transport in a namespace of its own whose network breaks. Needs root; else one row says so. */
export async function namespaceRows(form: 'short' | 'full'): Promise<readonly ProofRow[]> {
  const missing = unavailable();
  if (missing !== undefined)
    return [{ cells: ['all', 'network namespaces', '', '', '', ''], outcome: 'skipped', why: missing }];
  const children: ChildProcess[] = [];
  const clean = (): void => {
    for (const child of children) child.kill('SIGKILL');
    for (const name of Object.values(NAMES)) attempt(`ip netns delete ${name}`);
  };
  const interrupted = (): void => {
    clean();
    process.exit(130);
  };
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  try {
    makeNamespaces();
    const feeds = TRANSPORTS.map((transport) => transport.replace(' ', '-'));
    const server = start('server', 'namespace-server.mjs', SERVER, String(QUICK.every), ...feeds);
    children.push(server);
    const port = await nextLine(server);
    const rows: ProofRow[] = [];
    for (const scenario of form === 'short' ? SCENARIOS.slice(-1) : SCENARIOS) {
      const client = start('client', 'namespace-client.mjs', `http://${SERVER}:${port}`);
      children.push(client);
      rows.push(...rowsOf(scenario, await play(scenario, client)));
      client.kill('SIGKILL');
      await once(client, 'exit');
    }
    return rows;
  } finally {
    clean();
    process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
  }
}

async function play({ name, begin, end }: Scenario, client: ChildProcess): Promise<ClientReport> {
  await nextLine(client);
  for (const command of begin) inside('client', command);
  await new Promise((resolve) => setTimeout(resolve, LASTS));
  const happened = end !== NO_FILTER || /packets [1-9]/.test(inside('client', 'nft list table ip faults'));
  if (!happened) throw new Error(`no packet met the rules of "${name}"`);
  for (const command of end) inside('client', command);
  client.stdin?.write('over\n');
  await nextLine(client);
  client.stdin?.write('report\n');
  const report = JSON.parse(await nextLine(client)) as ClientReport;
  attempt(`ip netns exec ${NAMES.client} ip address del ${MOVED}/24 dev net0`);
  attempt(`ip netns exec ${NAMES.client} ip address add ${CLIENT}/24 dev net0`);
  return report;
}

function rowsOf({ name, codes }: Scenario, { stories, stolen }: ClientReport): readonly ProofRow[] {
  return stories.map((story): ProofRow => {
    const { problems, reported, recovery } = judged(story, codes, stolen);
    const cells = [story.transport, `namespace: ${name}`, 'any', reported.join(', ') || 'nothing'];
    const times = recovery === undefined ? ['never', 'never'] : [milliseconds(recovery), milliseconds(recovery)];
    const why = problems.join('; ');
    return { cells: [...cells, ...times], ...(why === '' ? { outcome: 'held' } : { outcome: 'red', why }) };
  });
}

function judged(
  { seen, transport }: ClientStory,
  codes: readonly string[],
  stolen: number,
): { problems: string[]; reported: string[]; recovery: number | undefined } {
  const problems: string[] = [];
  const reported = [...new Set(seen.flatMap((each) => (each.kind === 'lost' ? [each.code] : [])))].sort();
  for (const code of reported) if (!codes.includes(code)) problems.push(`lost with ${code}`);
  for (const each of seen) if (each.kind === 'error') problems.push(`the stream ended with ${each.code}`);
  const messages = seen.flatMap((each) => (each.kind === 'message' ? [each] : []));
  for (const [place, { seq }] of messages.entries()) {
    const before = messages[place - 1]?.seq;
    if (before !== undefined && seq !== before + 1) problems.push(`${seq} came after ${before}`);
  }
  const recovery = messages.find(({ at }) => at >= 0)?.at;
  const { connect, idle, poll, retry, every, hold, slack } = QUICK;
  // An attempt that began during the fault may have to reach its limit first; a connection may then try its next route.
  const one = Math.max(connect, idle, poll) + 2 * retry + hold + every;
  const within = (transport === 'connection' ? 2 : 1) * one + slack;
  if (recovery === undefined) problems.push('no message arrived after the fault');
  else if (recovery - stolen > within)
    problems.push(`recovered after ${Math.round(recovery)} ms, promised are ${within} ms`);
  return { problems, reported, recovery };
}

function makeNamespaces(): void {
  for (const name of Object.values(NAMES)) run(`ip netns add ${name}`);
  run(`ip -n ${NAMES.client} link add net0 type veth peer name net0 netns ${NAMES.server}`);
  for (const [side, address] of [
    ['client', CLIENT],
    ['server', SERVER],
  ] as const) {
    inside(side, `ip address add ${address}/24 dev net0`);
    inside(side, 'ip link set net0 up');
    inside(side, 'ip link set lo up');
  }
}

/** What is missing; `undefined` if it can run here. */
function unavailable(): string | undefined {
  if (process.getuid?.() !== 0) return 'network namespaces need root';
  for (const [program, ...args] of [
    ['ip', '-V'],
    ['nft', '-v'],
  ] as const)
    try {
      execFileSync(program, args, { stdio: 'ignore' });
    } catch {
      return `${program} is not installed (Debian: iproute2, nftables)`;
    }
  try {
    run(`ip netns add ${NAMES.client}`);
    run(`ip netns delete ${NAMES.client}`);
    return undefined;
  } catch {
    return 'this machine allows no network namespaces';
  }
}

function run(command: string): string {
  const [program = '', ...args] = command.split(' ');
  return execFileSync(program, args, { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' });
}

function attempt(command: string): void {
  try {
    run(command);
  } catch {
    // It is gone already, or was never there.
  }
}

function inside(side: Side, command: string): string {
  return run(`ip netns exec ${NAMES[side]} ${command}`);
}

function start(side: Side, file: string, ...args: string[]): ChildProcess {
  const command = ['netns', 'exec', NAMES[side], process.execPath, join(import.meta.dirname, file), ...args];
  const child = spawn('ip', command, { stdio: ['pipe', 'pipe', 'inherit'] });
  readers.set(child, createInterface({ input: child.stdout })[Symbol.asyncIterator]());
  return child;
}

const readers = new WeakMap<ChildProcess, NodeJS.AsyncIterator<string>>();

async function nextLine(child: ChildProcess): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('a process of the namespaces did not answer')), PATIENCE);
  });
  try {
    const line = await Promise.race([readers.get(child)?.next(), late]);
    if (line === undefined || line.done === true) throw new Error('a process of the namespaces ended early');
    return line.value;
  } finally {
    clearTimeout(timer);
  }
}
