import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProofRow } from '../../../tools/proof/table.ts';
import { bundle } from '../support/bundle.ts';
import { withFolder } from '../support/folder.ts';
import { start } from '../support/program.ts';
import { rowsOf, skipped, type TestResult } from '../support/suite.ts';
import { EXPLAINED } from './explained.ts';

const SUITE = 'Durable Streams';
const LIMIT = 600_000;

/** A result as the driver prints it. */
interface Result {
  readonly suite: string;
  readonly test: string;
  readonly passed: boolean;
  readonly error?: string;
  readonly skipped?: boolean;
  readonly skipReason?: string;
  /** Whether the test reads: what only writes asks nothing of ngx-comet. */
  readonly reads: boolean;
}

/** The client conformance tests of Durable Streams, consumer and lifecycle, with the recipe durable-stream.ts. */
export async function durableStreamsTests(tests: string | undefined): Promise<ProofRow[]> {
  if (tests === undefined)
    return skipped(SUITE, { variable: 'DURABLE_STREAMS_TESTS', repository: 'durable-streams/durable-streams' });
  return withFolder(async (folder) => {
    const adapter = join(folder, 'adapter.mjs');
    writeFileSync(adapter, await bundle(new URL('adapter.ts', import.meta.url), 'node'));
    const driver = fileURLToPath(new URL('driver.mjs', import.meta.url));
    const args = ['--import', 'tsx', driver, adapter];
    const { output } = await start(process.execPath, args, { cwd: tests, limit: LIMIT }).finished;
    const [, results] = /^RESULTS (.*)$/m.exec(output) ?? [];
    if (results === undefined)
      return rowsOf({
        suite: SUITE,
        results: [{ group: 'the suite', name: 'runs to its end', failure: output.slice(-300) }],
        explained: [],
      });
    const asked = (JSON.parse(results) as Result[]).filter(({ reads }) => reads).map(resultOf);
    return rowsOf({ suite: SUITE, results: asked, explained: EXPLAINED });
  });
}

function resultOf({ suite, test, passed, error, skipped: left, skipReason }: Result): TestResult {
  const failure = left === true ? `skipped by the suite: ${skipReason ?? ''}` : passed ? undefined : (error ?? 'failed');
  return { group: suite, name: test, failure };
}
