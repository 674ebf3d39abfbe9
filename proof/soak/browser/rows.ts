// What the readings and reports of a soak say, as rows of the table.
import type { ProofRow } from '../../../tools/proof/table.ts';
import { notLostByServer } from '../feed-checker.ts';
import { trendOf } from '../trend.ts';
import type { Numbers } from './numbers.ts';
import type { SubjectReport } from './page.ts';
import type { Rendering } from './rendering.ts';
import type { Reading, SoakTab } from './soak-tabs.ts';

const WHERE = 'Chromium';

interface TabReport {
  readonly name: string;
  readonly errors: readonly string[];
  readonly subjects: readonly SubjectReport[];
}

interface PastReport {
  readonly reports: readonly SubjectReport[];
  readonly errors: readonly string[];
}

type Sums = Record<'delivered' | 'missing' | 'lost' | 'repeated' | 'losses' | 'gaps' | 'rejected', number>;

/** One row for each stream, and one for the commands of each that sends. */
export function feedRows(
  reports: readonly TabReport[],
  past: readonly PastReport[],
  numbers: Numbers,
): readonly ProofRow[] {
  const all = [...reports.flatMap(({ subjects }) => subjects), ...past.flatMap((tab) => tab.reports)];
  const names = [...new Set(all.map(({ name }) => name))];
  const errors = [...reports, ...past].flatMap((tab) => tab.errors);
  return [
    ...names.map((name) =>
      feedRow(
        name,
        all.filter((one) => one.name === name),
        numbers,
      ),
    ),
    ...names.flatMap((name) =>
      commandRow(
        name,
        all.filter((one) => one.name === name),
      ),
    ),
    row('errors that nobody caught', String(errors.length), errors.slice(0, 3)),
  ];
}

function feedRow(name: string, subjects: readonly SubjectReport[], numbers: Numbers): ProofRow {
  const sums: Sums = { delivered: 0, missing: 0, lost: 0, repeated: 0, losses: 0, gaps: 0, rejected: 0 };
  for (const { feed } of subjects) for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += feed[key];
  const silent = subjects.flatMap(({ feed }) => feed.unreported);
  const lost = notLostByServer(silent, numbers.lostAt('tabs'));
  const lostByServer = silent.length - lost.length;
  const why = [
    ...subjects.flatMap(({ feed }) => feed.violations),
    ...lost.map(({ from, to }) => `${from} to ${to} did not arrive, and the server had them`),
  ];
  const figures = [
    `${sums.delivered} delivered once, in order`,
    `${sums.losses} losses`,
    `${sums.gaps} gaps reported`,
    `${sums.missing} missing and reported`,
    ...(sums.rejected > 0 ? [`${sums.rejected} rejected`] : []),
    ...(lostByServer > 0 ? [`${lostByServer} times the server had lost them`] : []),
    `${sums.lost + lost.length} lost`,
    `${sums.repeated} repeated`,
  ];
  return row(`${name}: messages`, figures.join(', '), why);
}

function commandRow(name: string, subjects: readonly SubjectReport[]): readonly ProofRow[] {
  const all = subjects.flatMap(({ commands }) => (commands === undefined ? [] : [commands]));
  if (all.length === 0) return [];
  const sum = (key: 'sent' | 'acknowledged' | 'doubtful' | 'unsent' | 'pending' | 'repeated'): number =>
    all.reduce((total, each) => total + each[key], 0);
  const pending = sum('pending');
  const why = [
    ...all.flatMap(({ violations }) => violations),
    ...(pending > 0 ? [`${pending} commands were neither acknowledged nor reported`] : []),
  ];
  const figures =
    `${sum('sent')} sent, ${sum('acknowledged')} acknowledged once, ${sum('unsent')} returned as unsent, ` +
    `${sum('doubtful')} on connections that were lost or left, ${pending} silently lost, ${sum('repeated')} repeated`;
  return [row(`${name}: commands`, figures, why)];
}

interface Watch {
  readonly of: (reading: Reading) => number;
  /** By how much the floor may rise. */
  readonly allowed: number;
  readonly unit?: 'MB';
}

const MB = 1024 * 1024;
/** A tab holds as many listeners, timers and frames as it has streams: a leak for every reconnection is far more. */
const WATCHES: Readonly<Record<string, Watch>> = {
  'JS heap': { of: ({ heap }) => heap / MB, allowed: 1, unit: 'MB' },
  'event listeners': { of: ({ listeners }) => listeners, allowed: 12 },
  documents: { of: ({ documents }) => documents, allowed: 4 },
  'DOM nodes': { of: ({ nodes }) => nodes, allowed: 60 },
  frames: { of: ({ frames }) => frames, allowed: 3 },
  'pending timers': { of: ({ timers }) => timers, allowed: 8 },
  'broadcast channels': { of: ({ channels }) => channels, allowed: 0 },
  'web locks': { of: ({ locks }) => locks, allowed: 4 },
};

/** One row for each thing that could leak, with the worst of the pages of each kind. */
export function leakRows(tabs: readonly SoakTab[]): readonly ProofRow[] {
  return Object.entries(WATCHES).flatMap(([what, { of, allowed, unit }]) =>
    kindsOf(tabs).map(([kind, pages]) => {
      const trends = pages.map(({ readings }) => trendOf(readings.map(of), allowed));
      const worst = trends.reduce((most, each) => (each.last - each.first > most.last - most.first ? each : most));
      const figure = (value: number): string => (unit === undefined ? String(value) : `${value.toFixed(2)} ${unit}`);
      const figures = `${figure(worst.first)} → ${figure(worst.last)} (may rise by ${figure(allowed)})`;
      return row(`${kind}: ${what} of a page`, figures, worst.rises ? ['the floor rises'] : []);
    }),
  );
}

/** Whether every feed got the last message and every command its answer. */
export function settledRow(unsettled: readonly string[]): ProofRow {
  const figures = unsettled.length === 0 ? 'all of them' : `${unsettled.length} did not`;
  return row('every feed got the last message, every command its answer', figures, unsettled);
}

/** What is there again when all streams have been unsubscribed. */
export function endRows(tabs: readonly SoakTab[], end: { readonly sockets: number }): readonly ProofRow[] {
  const left = tabs.flatMap(({ name, left: found }) => found.map((what) => `${name}: ${what}`));
  const kinds = 'listeners, documents, nodes, frames, timers, channels and locks of every page';
  return [
    row(
      `after the end: ${kinds}`,
      left.length === 0 ? 'as before the start' : `${left.length} are more`,
      left.slice(0, 8),
    ),
    row('after the end: connections at the server', String(end.sockets), end.sockets === 0 ? [] : ['some are left']),
  ];
}

export function renderingRows({ pages, failures, heaps, timers }: Rendering): readonly ProofRow[] {
  const heap = trendOf(
    heaps.map((bytes) => bytes / MB),
    4,
  );
  const failed = [...failures.values()].reduce((sum, times) => sum + times, 0);
  return [
    row(
      'server rendering: pages',
      `${pages} rendered, ${failed} failed`,
      [...failures].slice(0, 4).map(([how, times]) => `${times} times ${how}`),
    ),
    row(
      'server rendering: heap of the server',
      `${heap.first.toFixed(2)} MB → ${heap.last.toFixed(2)} MB (may rise by 4 MB)`,
      heap.rises ? ['the floor rises'] : [],
    ),
    row(
      'server rendering: timers of the server when no page is rendered',
      `${timers.before} before, ${timers.after} after`,
      timers.after > timers.before ? ['some are left'] : [],
    ),
  ];
}

function kindsOf(tabs: readonly SoakTab[]): readonly (readonly [string, readonly SoakTab[]])[] {
  const kindOf = ({ name }: SoakTab): string => (name.startsWith('tab') ? 'tabs' : name);
  return [...new Set(tabs.map(kindOf))].map((kind) => [kind, tabs.filter((tab) => kindOf(tab) === kind)]);
}

function row(what: string, figures: string, why: readonly string[]): ProofRow {
  const cells = [WHERE, what, figures];
  return why.length === 0 ? { cells, outcome: 'held' } : { cells, outcome: 'red', why: why.join('; ') };
}
