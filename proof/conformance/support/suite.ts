import type { ProofRow } from '../../../tools/proof/table.ts';

/** A test of a suite, as it came out. */
export interface TestResult {
  readonly group: string;
  readonly name: string;
  /** Why it failed. */
  readonly failure?: string | undefined;
}

/**
 * Why a test may fail without a fault of the library: by the name of the test, or by a pattern for the names of several.
 * A test that is asked and listed here must fail, or the entry is out of date.
 */
export type Explanations = readonly (readonly [tests: string | RegExp, why: string])[];

/** A suite that was run. */
export interface SuiteRun {
  readonly suite: string;
  readonly results: readonly TestResult[];
  readonly explained: Explanations;
}

export const COLUMNS = ['suite', 'group', 'test', 'asked', 'passed'];

/** One row per group for what passed, and one for each test that did not. */
export function rowsOf({ suite, results, explained }: SuiteRun): ProofRow[] {
  if (results.length === 0) return [{ cells: [suite, '', '', '0', '0'], outcome: 'red', why: 'no test was run' }];
  const groups = [...new Set(results.map(({ group }) => group))];
  return groups.flatMap((group) => {
    const asked = results.filter((result) => result.group === group);
    const passed = asked.filter(({ failure }) => failure === undefined).length;
    const cells = [suite, group, '', String(asked.length), String(passed)];
    const held: ProofRow[] = passed > 0 ? [{ cells, outcome: 'held' }] : [];
    return [...held, ...asked.flatMap((result) => difference(suite, result, explained))];
  });
}

function difference(suite: string, { group, name, failure }: TestResult, explained: Explanations): ProofRow[] {
  const why = explained.find(([tests]) => (typeof tests === 'string' ? tests === name : tests.test(name)))?.[1];
  const cells = [suite, group, name, '1', failure === undefined ? '1' : '0'];
  if (failure !== undefined) return [{ cells, outcome: why ? 'explained' : 'red', why: why ?? oneLine(failure) }];
  return why === undefined
    ? []
    : [{ cells, outcome: 'red', why: `it passes, so its explanation is out of date: ${why}` }];
}

/** A row that says loudly what is missing. */
export function skipped(suite: string, { variable, repository }: { variable: string; repository: string }): ProofRow[] {
  const why = `NOT RUN: fetch ${repository} and set ${variable} (proof/conformance/README.md)`;
  return [{ cells: [suite, '', '', '0', '0'], outcome: 'skipped', why }];
}

function oneLine(text: string): string {
  return text.trim().replace(/\s+/g, ' ').slice(0, 300);
}
