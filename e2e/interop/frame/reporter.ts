// Writes what came of the cells to the file of INTEROP_CELLS, from which run.mjs makes the table.
import { writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';
import { CELL, EXPLAINED, MISSING } from './annotations';

/** The outcome of a cell in one browser. */
export interface CellOutcome {
  readonly server: string;
  readonly transport: string;
  readonly question: string;
  readonly browser: string;
  readonly outcome: 'held' | 'explained' | 'skipped' | 'red';
  readonly why?: string;
  readonly milliseconds: number;
}

export default class CellReporter implements Reporter {
  readonly #cells: CellOutcome[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    const said = (type: string): string | undefined => test.annotations.find((one) => one.type === type)?.description;
    const cell = said(CELL);
    if (cell === undefined) return;
    const [server, transport, question] = JSON.parse(cell) as readonly [string, string, string];
    const browser = test.parent.project()?.name ?? '';
    this.#cells.push({ server, transport, question, browser, milliseconds: result.duration, ...outcome(said, result) });
  }

  onEnd(): void {
    const { INTEROP_CELLS: file } = process.env;
    if (file !== undefined) writeFileSync(file, JSON.stringify(this.#cells));
  }

  printsToStdio(): boolean {
    return false;
  }
}

function outcome(
  said: (type: string) => string | undefined,
  { status, error }: TestResult,
): Pick<CellOutcome, 'outcome' | 'why'> {
  const explained = said(EXPLAINED);
  const missing = said(MISSING);
  if (explained !== undefined) return { outcome: 'explained', why: explained };
  if (missing !== undefined) return { outcome: 'skipped', why: missing };
  if (status === 'passed') return { outcome: 'held' };
  return { outcome: 'red', why: error === undefined ? status : reason(error) };
}

/** The message of a failed expectation in one line, without its call log. */
function reason({ message = '' }: TestError): string {
  const [said = ''] = stripVTControlCharacters(message).split('Call Log:');
  return said.replace(/\s+/g, ' ').trim().slice(0, 300);
}
