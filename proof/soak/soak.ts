import { parseArgs } from 'node:util';
import { report } from '../../tools/proof/table.ts';
import { soakBrowser } from './browser/browser-soak.ts';
import { soakHours } from './hours/soak-hours.ts';

const { values: flags } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string' },
    hours: { type: 'string', default: '8' },
  },
});
const minutes = Number(flags.minutes ?? (flags.short ? 1.75 : 20));
const first = Number(flags.seed);
const seeds = Array.from({ length: flags.short ? 1 : 5 }, (_, place) => first + place);
const nothing = { rows: [], facts: {} };

const [browser, hours] = await Promise.all([
  flags.only === 'hours' ? nothing : soakBrowser({ seed: first, minutes }),
  flags.only === 'browser' ? nothing : soakHours(seeds, Number(flags.hours)),
]);
const isWhole = flags.only === undefined && flags.minutes === undefined && !flags.short;
process.exitCode = await report(
  {
    name: 'soak',
    title: 'Hours of use',
    about: [
      'Real pages of the built package in one Chromium, while the server is killed, restarted, refuses, is silent, loses messages',
      'and cuts connections every few seconds, and eight virtual hours of every transport in Node. Each message has a number and',
      'each command too: a checker beside every subscriber sees what is delivered, reported and lost. What a page keeps is read',
      'every ten seconds after a garbage collection and judged by its floor: the lower quartile of the first and of the last third.',
      '`a → b` is this floor. Figures of pages of one kind are the sums, or the worst page. Other programs used the machine too.',
    ].join(' '),
    command: 'npm run soak',
    columns: ['where', 'what', 'figures'],
    rows: [...browser.rows, ...hours.rows],
    facts: { ...browser.facts, ...hours.facts },
  },
  isWhole ? 'full' : 'short',
);
