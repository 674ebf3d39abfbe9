import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProofRow } from '../../../tools/proof/table.ts';
import { bundle } from '../../support/bundle.ts';
import { withFolder } from '../support/folder.ts';
import { start } from '../support/program.ts';
import { rowsOf, skipped, type TestResult } from '../support/suite.ts';
import { EXPLAINED } from './explained.ts';
import { NOT_JSON } from './protocol.ts';

const SUITE = 'Durable Streams';
const LIMIT = 600_000;

/** A result as the driver prints it. */
interface Result extends TestResult {
  /** What a read failed with in the test, if one did. */
  readonly readFailure: string;
  readonly expectsError: boolean;
  /** Whether the test reads: what only writes asks nothing of ngx-comet. */
  readonly reads: boolean;
  /** Whether the test is about a producer that writes the same twice, and is known by it. ngx-comet has none. */
  readonly writesTwice: boolean;
}

/**
 * The client conformance tests of Durable Streams, consumer and lifecycle, with the recipe durable-stream.ts. The short
 * form asks those of lifecycle only.
 */
export async function durableStreamsTests(tests: string | undefined, form: 'short' | 'full'): Promise<ProofRow[]> {
  if (tests === undefined)
    return skipped(SUITE, { variable: 'DURABLE_STREAMS_TESTS', repository: 'durable-streams/durable-streams' });
  return withFolder(async (folder) => {
    const adapter = join(folder, 'adapter.mjs');
    writeFileSync(adapter, await bundle(new URL('adapter.ts', import.meta.url), 'node'));
    const driver = fileURLToPath(new URL('driver.mjs', import.meta.url));
    const args = ['--import', 'tsx', driver, adapter, join(folder, 'failures'), form];
    const { output } = await start(process.execPath, args, { cwd: tests, limit: LIMIT }).finished;
    const [, results] = /^RESULTS (.*)$/m.exec(output) ?? [];
    if (results === undefined)
      return rowsOf({
        suite: SUITE,
        results: [{ group: 'the suite', name: 'runs to its end', failure: output.slice(-300) }],
        explained: [],
      });
    const read = (JSON.parse(results) as Result[]).filter(({ reads, writesTwice }) => reads && !writesTwice);
    const asked = read.filter(({ readFailure }) => !readFailure.includes(NOT_JSON));
    return [...rowsOf({ suite: SUITE, results: asked.map(resultOf), explained: EXPLAINED }), ...notAsked(read)];
  });
}

/** The recipe reads events of JSON streams only. Of other streams the events are text, or bytes in base64. */
function notAsked(tests: readonly Result[]): ProofRow[] {
  const left = tests.filter(({ readFailure }) => readFailure.includes(NOT_JSON));
  if (left.length === 0) return [];
  const why = 'not asked: the recipe reads server-sent events of JSON streams only, and polls for the others';
  const counts = [...new Set(left.map(({ group }) => group))].map(
    (group) => [group, left.filter((one) => one.group === group).length] as const,
  );
  return counts.map(([group, count]) => ({
    cells: [SUITE, group, count === 1 ? '1 test' : `${count} tests`, '0', '0'],
    outcome: 'explained',
    why,
  }));
}

/** The suite compares only what was read. So it passes a test whose read failed, unless an error was expected. */
export function resultOf({ group, name, failure, readFailure, expectsError }: Result): TestResult {
  const unnoticed = readFailure !== '' && !expectsError;
  return { group, name, failure: failure ?? (unnoticed ? `the read failed: ${readFailure}` : undefined) };
}
