import type { ProofRow } from '../../../tools/proof/table.ts';
import { freePort } from '../support/port.ts';
import { start } from '../support/program.ts';
import { rowsOf, skipped, type TestResult } from '../support/suite.ts';
import { SseTestService, type Planted } from './service.ts';

const SUITE = 'SSE contract tests';
const LIMIT = 180_000;

/** LaunchDarkly's SSE contract tests: their program asks our service, which answers with what `sse$` emits. */
export async function sseContractTests(program: string | undefined): Promise<ProofRow[]> {
  if (program === undefined)
    return skipped(SUITE, { variable: 'SSE_CONTRACT_TESTS', repository: 'launchdarkly/sse-contract-tests' });
  return rowsOf({ suite: SUITE, results: await runContractTests(program), explained: [] });
}

interface RunOptions extends Planted {
  /** A pattern for the names of the tests to run, default all. */
  readonly only?: string;
}

export async function runContractTests(program: string, { only, ...plant }: RunOptions = {}): Promise<TestResult[]> {
  const service = await SseTestService.listen(plant);
  try {
    const args = ['-url', service.url, '-host', '127.0.0.1', '-port', String(await freePort())];
    const chosen = only === undefined ? [] : ['-run', `/${only}`];
    const { code, output } = await start(program, [...args, ...chosen], { limit: LIMIT }).finished;
    const results = resultsIn(output);
    // A program that ended early did not say what failed.
    const failed = results.some(({ failure }) => failure !== undefined);
    if (code === undefined || (code !== 0 && !failed))
      results.push({ group: 'the program', name: 'runs to its end', failure: output.slice(-300) });
    return results;
  } finally {
    await service.close();
  }
}

/**
 * Reads what the program prints: `[group/test]` when a test begins, then `  FAILED: group/test` or
 * `  SKIPPED: group/test (reason)`, and lines with errors in between. A test with tests of its own is only their group.
 */
function resultsIn(output: string): TestResult[] {
  const tests = new Map<string, string[]>();
  const failed = new Set<string>();
  let current: string[] = [];
  for (const line of output.split('\n')) {
    const [, begun] = /^\[(.+)\]$/.exec(line) ?? [];
    const [, what, id = ''] = /^ {2}(FAILED|SKIPPED): (.+?)(?: \([^()]*\))?$/.exec(line) ?? [];
    if (begun !== undefined) tests.set(begun, (current = []));
    else if (what !== undefined) {
      failed.add(id);
      if (what === 'SKIPPED') current.push('skipped by the suite');
    } else current.push(line.trim());
  }
  const ids = [...tests.keys()];
  const leaves = ids.filter((id) => !ids.some((other) => other.startsWith(`${id}/`)));
  return leaves.map((id) => {
    const [group = '', ...name] = id.split('/');
    const failure = failed.has(id) ? tests.get(id)?.join(' ') || 'failed' : undefined;
    return { group, name: name.join(' / '), failure };
  });
}
