import type { ProofRow } from '../../tools/proof/table.ts';
import { Dice } from './dice.ts';
import { KINDS, type Input } from './inputs.ts';
import { sendBelow, sendBytes, sendFrames } from './senders.ts';
import { ServerProcess } from './server-process.ts';
import { checkHealth, faultOf, plantedFaults, type Health } from './watch.ts';

/** Inputs between two checks. */
const BATCH = 500;
/** Sockets at the same time. */
const AT_ONCE = 32;
const FRAMES_PER_SOCKET = 20;

interface Tally {
  sent: number;
  worst: Health;
  failure: string | undefined;
}

/** Sends hostile inputs of every kind to push-server, and checks it after each batch. */
export async function attackServer(count: number, seed: number): Promise<readonly ProofRow[]> {
  const rows: ProofRow[] = [];
  const kinds = Object.entries(KINDS);
  const each = Math.ceil(count / kinds.length);
  let server = await ServerProcess.start();
  try {
    await fetch(new URL('/feeds/healthy', server.url), { method: 'POST', body: '0' });
    for (const [place, [kind, make]] of kinds.entries()) {
      const dice = new Dice(seed + place);
      const { sent, worst, failure } = await attack(
        server,
        Array.from({ length: each }, () => make(dice)),
      );
      const cells = [
        'client',
        kind,
        String(sent),
        `${worst.answer} ms`,
        `${worst.memory} MiB, ${worst.feeds} feeds, ${worst.connections} connections`,
      ];
      rows.push(
        failure === undefined
          ? { cells, outcome: 'held' }
          : { cells, outcome: 'red', why: `seed ${seed + place}: ${failure}` },
      );
      if (server.end !== undefined) server = await ServerProcess.start();
    }
    for (const [what, found] of await plantedFaults(server)) {
      const cells = ['check', `planted: ${what}`, '1', '', found ? 'found' : 'not found'];
      rows.push(found ? { cells, outcome: 'held' } : { cells, outcome: 'red', why: 'the check does not see it' });
    }
  } finally {
    await server.stop();
  }
  return rows;
}

async function attack(server: ServerProcess, inputs: readonly Input[]): Promise<Tally> {
  const tally: Tally = { sent: 0, worst: { answer: 0, memory: 0, feeds: 0, connections: 0 }, failure: undefined };
  for (let start = 0; start < inputs.length && tally.failure === undefined; start += BATCH) {
    const batch = inputs.slice(start, start + BATCH);
    tally.failure = await sendAll(server.url, batch);
    tally.sent += batch.length;
    try {
      tally.worst = worse(tally.worst, await checkHealth(server));
    } catch (error) {
      tally.failure ??= `inputs ${start} to ${start + batch.length}: ${String(error)}`;
    }
  }
  return tally;
}

function worse(a: Health, b: Health): Health {
  return {
    answer: Math.max(a.answer, b.answer),
    memory: Math.max(a.memory, b.memory),
    feeds: Math.max(a.feeds, b.feeds),
    connections: Math.max(a.connections, b.connections),
  };
}

/** Returns what is wrong with one of the answers. */
async function sendAll(url: string, batch: readonly Input[]): Promise<string | undefined> {
  const frames = batch.filter(({ over }) => over === 'frame').map(({ bytes }) => bytes);
  const jobs: (() => Promise<string | undefined>)[] = [];
  for (let start = 0; start < frames.length; start += FRAMES_PER_SOCKET)
    jobs.push(() => sendFrames(url, frames.slice(start, start + FRAMES_PER_SOCKET)).then(() => undefined));
  for (const { over, bytes, forbidden = false } of batch) {
    if (over === 'below') jobs.push(() => sendBelow(url, bytes).then(() => undefined));
    // A refusal must come, however busy the machine is.
    if (over === 'http')
      jobs.push(async () => faultOf(await sendBytes(url, bytes, forbidden ? 5_000 : undefined), forbidden));
  }
  const faults: string[] = [];
  const work = async (): Promise<void> => {
    for (let job = jobs.pop(); job !== undefined; job = jobs.pop()) {
      const fault = await job();
      if (fault !== undefined) faults.push(fault);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return faults[0];
}
