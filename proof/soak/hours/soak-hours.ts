import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ProofRow } from '../../../tools/proof/table.ts';
import type { HoursReport } from './hours.ts';
import { hoursRows } from './rows.ts';

export interface HoursSoak {
  readonly rows: readonly ProofRow[];
  readonly facts: Readonly<Record<string, string | number>>;
}

const RUN = join(import.meta.dirname, 'run-hours.mjs');
/** Milliseconds after which hours that hang end. */
const LIMIT = 900_000;

/** The virtual hours of each seed, each in a process of its own, one after the other. */
export async function soakHours(seeds: readonly number[], hours: number): Promise<HoursSoak> {
  const reports: HoursReport[] = [];
  for (const seed of seeds) reports.push(await run(seed, hours));
  const sum = (of: (report: HoursReport) => number): number => reports.reduce((total, one) => total + of(one), 0);
  return {
    rows: hoursRows(reports),
    facts: {
      'virtual hours': `${hours} of ${seeds.length === 1 ? 'seed' : 'seeds'} ${seeds.join(', ')}`,
      'messages published in them': sum(({ published }) => published),
      'requests in them': sum(({ requests }) => requests),
      'happenings in them': sum(({ happenings }) => happenings),
    },
  };
}

async function run(seed: number, hours: number): Promise<HoursReport> {
  const args = ['--expose-gc', RUN, String(seed), String(hours)];
  const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: LIMIT, maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as HoursReport;
}
