import type { ProofRow } from '../../tools/proof/table.ts';
import { resultOf } from './durable-streams/suite.ts';
import { withFolder } from './support/folder.ts';
import { runScenario, writeClient } from './mcp/suite.ts';
import { runContractTests } from './sse-contract/suite.ts';
import { rowsOf, type SuiteRun, type TestResult } from './support/suite.ts';

const SUITE = 'planted faults';

/** Runs suites with a fault of ours. A suite that does not notice proves nothing. */
export async function plantedFaults(program: string | undefined): Promise<ProofRow[]> {
  const once = await withFolder(async (folder) => runScenario('sse-retry', await writeClient(folder, 'once')));
  const forgetful =
    program === undefined
      ? []
      : [
          seen(
            'SSE contract tests',
            'no Last-Event-ID',
            await runContractTests(program, { resume: false, only: 'sends ID' }),
            'sends ID of last received event',
          ),
        ];
  const passed = { group: '', name: '' };
  const unread = { group: '', name: '', readFailure: '400', expectsError: false, reads: true, writesTwice: false };
  const results = [
    seen('Durable Streams', 'a read fails that the suite does not look at', [resultOf(unread)], ''),
    seenIn('an explanation that is out of date', { suite: '', results: [passed], explained: [['', 'why']] }),
    seenIn('a suite that runs no test', { suite: '', results: [], explained: [] }),
    seen('MCP client scenarios', 'the client does not connect again', once, 'client-sse-retry-timing'),
    ...forgetful,
  ];
  return rowsOf({ suite: SUITE, results, explained: [] });
}

/** Whether the fault made this test fail. */
function seen(group: string, name: string, results: readonly TestResult[], test: string): TestResult {
  const noticed = results.some((result) => result.name === test && result.failure !== undefined);
  return { group, name, failure: noticed ? undefined : 'the suite did not notice it' };
}

function seenIn(name: string, run: SuiteRun): TestResult {
  const red = rowsOf(run).some(({ outcome }) => outcome === 'red');
  return { group: 'the table', name, failure: red ? undefined : 'no row is red' };
}
