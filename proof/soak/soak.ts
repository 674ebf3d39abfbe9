import { parseArgs } from 'node:util';
import { report } from '../../tools/proof/table.ts';
import { soakBrowser } from './browser/browser-soak.ts';

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const minutes = Number(flags.minutes ?? (flags.short ? 2 : 20));
const seed = Number(flags.seed ?? 1);

const browser = await soakBrowser({ seed, minutes });
process.exitCode = await report(
  {
    name: 'soak',
    title: 'Soak',
    about: '',
    command: 'npm run soak',
    columns: ['where', 'what', 'figures'],
    rows: browser.rows,
    facts: browser.facts,
  },
  'short',
);
