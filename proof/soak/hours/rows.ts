// What the virtual hours say, as rows of the table.
import type { ProofRow } from '../../../tools/proof/table.ts';
import type { HourReading, HoursReport } from './hours.ts';

const MB = 1024 * 1024;
/** Megabytes by which the heap may grow from the second hour to the last one: compiled code and what types were seen. */
const HEAP = 2;
/** A wait, a poll or a probe is pending at one reading and not at another one. */
const MORE: Readonly<Record<Exclude<keyof HourReading, 'heap'>, number>> = {
  timers: 4,
  listeners: 0,
  connections: 2,
  signals: 8,
};
const WORDS: Readonly<Record<keyof typeof MORE, string>> = {
  timers: 'pending timers',
  listeners: 'listeners to the page',
  connections: 'open connections',
  signals: 'abort signals that are not collected',
};

/** The rows of all seeds together. */
export function hoursRows(reports: readonly HoursReport[]): readonly ProofRow[] {
  const names = reports[0]?.feeds.map(({ name }) => name) ?? [];
  return [
    ...names.flatMap((name) => feedRows(name, reports)),
    row('every feed got the last message', `${reports.length} seeds`, unsettled(reports)),
    heapRow(reports),
    ...(Object.keys(MORE) as (keyof typeof MORE)[]).map((what) => flatRow(what, reports)),
    endRow(reports),
  ];
}

const seeded = (seed: number, what: string): string => `seed ${seed}: ${what}`;

const unsettled = (reports: readonly HoursReport[]): readonly string[] =>
  reports.flatMap(({ seed, unsettled: names }) => names.map((name) => seeded(seed, name)));

function feedRows(name: string, reports: readonly HoursReport[]): readonly ProofRow[] {
  const all = reports.flatMap(({ seed, feeds }) =>
    feeds.filter((feed) => feed.name === name).map((feed) => ({ seed, ...feed })),
  );
  const sum = (of: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + of(one), 0);
  const messages =
    `${sum(({ feed }) => feed.delivered)} delivered once, in order, ${sum(({ feed }) => feed.losses)} losses, ` +
    `${sum(({ feed }) => feed.gaps)} gaps reported, ${sum(({ feed }) => feed.missing)} missing and reported, ` +
    `${sum(({ feed }) => feed.lost)} lost, ${sum(({ feed }) => feed.repeated)} repeated`;
  const violations = all.flatMap(({ seed, feed }) => feed.violations.map((what) => seeded(seed, what)));
  const first = row(`${name}: messages`, messages, violations);
  if (all.every(({ commands }) => commands === undefined)) return [first];
  const pending = all.filter(({ commands }) => (commands?.pending ?? 0) > 0);
  const commands =
    `${sum((one) => one.commands?.sent ?? 0)} sent, ${sum((one) => one.commands?.acknowledged ?? 0)} acknowledged once, ` +
    `${sum((one) => one.commands?.unsent ?? 0)} returned as unsent, ` +
    `${sum((one) => one.commands?.doubtful ?? 0)} on connections that were lost or left, ` +
    `${sum((one) => one.commands?.pending ?? 0)} silently lost, ${sum((one) => one.commands?.repeated ?? 0)} repeated`;
  const why = [
    ...all.flatMap(({ seed, commands: of }) => (of?.violations ?? []).map((what) => seeded(seed, what))),
    ...pending.map(({ seed }) => seeded(seed, 'commands were neither acknowledged nor reported')),
  ];
  return [first, row(`${name}: commands`, commands, why)];
}

function heapRow(reports: readonly HoursReport[]): ProofRow {
  const growths = reports.map(({ seed, readings }) => {
    // In the first hour code is compiled. A run of one hour has no second one.
    const from = readings[1] ?? readings[0];
    const [first, last] = [(from?.heap ?? NaN) / MB, (readings.at(-1)?.heap ?? NaN) / MB];
    return { seed, first, last, grows: !(last - first <= HEAP) };
  });
  const figures = growths.map(({ first, last }) => `${first.toFixed(1)} → ${last.toFixed(1)} MB`).join(', ');
  const why = growths.filter(({ grows }) => grows).map(({ seed }) => seeded(seed, 'the heap grows'));
  return row(`heap, second hour to last (may grow by ${HEAP} MB)`, figures, why);
}

function flatRow(what: keyof typeof MORE, reports: readonly HoursReport[]): ProofRow {
  const found = reports.map(({ seed, readings }) => {
    const values = readings.map((reading) => reading[what]);
    return { seed, values, grows: !((values.at(-1) ?? NaN) <= Math.min(...values) + MORE[what]) };
  });
  const figures = found.map(({ values }) => values.join(' ')).join(', ');
  const why = found.filter(({ grows }) => grows).map(({ seed }) => seeded(seed, 'there are more every hour'));
  return row(`${WORDS[what]}, hour by hour`, figures, why);
}

function endRow(reports: readonly HoursReport[]): ProofRow {
  const why = reports.flatMap(({ seed, end }) =>
    (Object.keys(MORE) as (keyof typeof MORE)[])
      .filter((what) => end[what] > 0)
      .map((what) => seeded(seed, `${end[what]} ${WORDS[what]}`)),
  );
  const what = 'after the end: timers, listeners, connections, abort signals';
  return row(what, why.length === 0 ? 'none' : 'some are left', why);
}

function row(what: string, figures: string, why: readonly string[]): ProofRow {
  const cells = ['Node', what, figures];
  return why.length === 0 ? { cells, outcome: 'held' } : { cells, outcome: 'red', why: why.slice(0, 6).join('; ') };
}
