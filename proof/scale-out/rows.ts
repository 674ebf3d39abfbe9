import { cpus, totalmem } from 'node:os';
import type { ProofRow, ProofTable } from '../../tools/proof/table.ts';
import { missingInGuide } from './guide.ts';
import { add, type Count } from './load/ledger.ts';
import { totalOf } from './load.ts';
import { type Plan, subscribersOf } from './plan.ts';
import type { Played } from './scenes.ts';

export interface Measured {
  readonly played: readonly Played[];
  /** By group of subscribers. */
  readonly footprints: ReadonlyMap<string, string>;
  /** The load average before and after. */
  readonly busy: readonly [number, number];
  readonly failedPublishes: number;
}

const COLUMNS = ['what happens', 'subscribers', 'sent', 'due', 'delivered', 'told as gap', 'lost untold', 'measured'];
const POPULATIONS = { comet: 'of ngx-comet', lean: 'lean' } as const;

const ABOUT =
  'Two nginx + nchan nodes share their messages through Redis. haproxy is in front of them, with TLS and HTTP/2. Numbered ' +
  'messages are published on the nodes in turn, and every subscriber is connected through haproxy. Some subscribers are ' +
  '`sse$`, `websocket$` and `pollingStream$` of the built package in Node, with `sequence`; the others are lean clients ' +
  'that resume by the id of their last message. Every subscriber waits as `defaultRetry()` says before it returns (in the ' +
  'short form, at most a second).\n\n' +
  '_Due_ is messages × subscribers. _Told as gap_: not delivered, and the subscriber was told so by `gap` or `unknown` ' +
  '(a lean one notices the hole in the numbers). _Lost untold_ must be 0. Each subscriber keeps every number that it got, so ' +
  'the count does not depend on what it noticed. Every tenth message is dropped on purpose by some further subscribers, and ' +
  'the same count must find exactly those.\n\n' +
  'Latencies go from publishing to the callback of the subscriber. The load runs on the same processors as the servers, so ' +
  'they include its own work. _Back after_ is the time without a connection. Memory is what the programs of the cluster and ' +
  'the socket buffers of the machine grew by, per 1,000 subscribers that have received nothing yet.';

export function tableOf(plan: Plan, { played, footprints, busy, failedPublishes }: Measured): ProofTable {
  const last = played.at(-1)?.verdict;
  return {
    name: 'scale-out',
    title: 'Scale-out: two nodes, Redis and haproxy',
    about: ABOUT,
    command: 'npm run scale-out',
    columns: COLUMNS,
    rows: [...played.flatMap(rowsOf), ...plantedRows(played), ...footprintRows(footprints), guideRow()],
    facts: {
      subscribers: subscribersOf(plan),
      'of them of ngx-comet': plan.comet.reduce((sum, { count }) => sum + count, 0),
      'time between two messages, ms': plan.period,
      'messages that came twice (of ngx-comet / lean)': `${last?.comet.repeated ?? 0} / ${last?.lean.repeated ?? 0}`,
      'messages after a later one (of ngx-comet / lean)': `${last?.comet.late ?? 0} / ${last?.lean.late ?? 0}`,
      'attempts to publish that a node refused': failedPublishes,
      machine: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`,
      'load average before and after': busy.map((value) => value.toFixed(1)).join(' and '),
    },
  };
}

function rowsOf({ title, sent, verdict, figures, broken }: Played): ProofRow[] {
  const row = (
    who: string,
    { due, delivered, told, lost }: Count,
    measured: string,
    why: readonly string[],
  ): ProofRow => {
    const problems = lost > 0 ? [...why, `${lost} messages were lost without a word`] : why;
    return {
      cells: [title, who, ...[sent, due, delivered, told, lost].map(String), measured],
      ...outcomeOf(problems),
    };
  };
  const totals = { comet: totalOf(verdict.comet), lean: totalOf(verdict.lean) };
  return [
    row('all', add(totals.comet, totals.lean), figures, broken),
    row(POPULATIONS.comet, totals.comet, '', []),
    row(POPULATIONS.lean, totals.lean, '', []),
  ];
}

function plantedRows(played: readonly Played[]): ProofRow[] {
  return (['comet', 'lean'] as const).map((who) => {
    const sum = (of: (found: Played['verdict']['comet']) => number): number =>
      played.reduce((total, { verdict }) => total + of(verdict[who]), 0);
    const dropped = sum((found) => found.dropped);
    const { due, delivered, told, lost } = played.reduce((total, { verdict }) => add(total, verdict[who].planted), {
      due: 0,
      delivered: 0,
      told: 0,
      lost: 0,
    });
    return {
      cells: [
        'the check itself: every tenth message is dropped',
        POPULATIONS[who],
        '',
        ...[due, delivered, told, lost].map(String),
        `${dropped} dropped on purpose, ${lost} found`,
      ],
      ...outcomeOf(lost === dropped && lost > 0 ? [] : [`the check found ${lost} of ${dropped}`]),
    };
  });
}

function footprintRows(footprints: ReadonlyMap<string, string>): ProofRow[] {
  return [...footprints].map(([group, text]) => ({
    cells: ['memory of 1,000 idle subscribers', group, '', '', '', '', '', text],
    outcome: 'held',
  }));
}

function guideRow(): ProofRow {
  const missing = missingInGuide();
  return {
    cells: ['docs/scale-out.md shows this configuration', '', '', '', '', '', '', ''],
    ...outcomeOf(missing.length === 0 ? [] : [`it lacks: ${missing.join(' | ')}`]),
  };
}

const outcomeOf = (problems: readonly string[]): Pick<ProofRow, 'outcome' | 'why'> =>
  problems.length === 0 ? { outcome: 'held' } : { outcome: 'red', why: problems.join('; ') };
