import { parseArgs } from 'node:util';
import { report } from '../../tools/proof/table.ts';
import { attackLibrary } from './attack-library.ts';
import { attackServer } from './attack-server.ts';

const { values } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
});
const only = values.only;
const form = values.short ? 'short' : 'full';
const [inputs, rounds] = values.short ? [2_000, 1] : [100_000, 10];
const seed = Number(values.seed);

// Their default end would skip the event `exit`, at which child processes are ended.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

const began = performance.now();
const fromClients = only === 'servers' ? [] : await attackServer(inputs, seed);
const fromServers = only === 'clients' ? [] : await attackLibrary(rounds);
const seconds = Math.round((performance.now() - began) / 1_000);

process.exitCode = await report(
  {
    name: 'hostile',
    title: 'Hostile clients and hostile servers',
    about:
      'Clients: push-server runs as a process of its own and gets random inputs of each kind, made from a seed. After every 500 it must ' +
      'live, serve a healthy client within 5 s, and keep to its bounds (512 MiB, 64 feeds, 50 connections that are left over). No answer may ' +
      'have a header that an input added, or be a 500; requests by a foreign `Host` or `Origin` must be refused. The worst values of all ' +
      'batches are shown. Servers: the built package runs in Node against servers that misbehave; each stream must end with the ' +
      '`PushError` that is named, or deliver or report what came, within its time, without more memory than is named, and without a token of the URL or of ' +
      'the headers in a message. Checks: a fault is planted, and the check must find it.',
    command: 'npm run hostile',
    columns: ['attacker', 'kind', 'count', 'slowest', 'seen'],
    rows: [...fromClients, ...fromServers],
    facts: {
      'inputs to push-server': fromClients
        .filter(({ cells }) => cells[0] === 'client')
        .reduce((sum, { cells }) => sum + Number(cells[2]), 0),
      seed,
      seconds,
    },
  },
  form,
);
