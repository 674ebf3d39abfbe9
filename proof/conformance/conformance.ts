import { report, type ProofRow } from '../../tools/proof/table.ts';
import { durableStreamsTests } from './durable-streams/suite.ts';
import { mcpScenarios } from './mcp/suite.ts';
import { plantedFaults } from './planted.ts';
import { sseContractTests } from './sse-contract/suite.ts';
import { COLUMNS } from './support/suite.ts';
import { webPlatformTests } from './wpt/suite.ts';

const form = process.argv.includes('--short') ? 'short' : 'full';
/** A variable that is set to nothing is not set. */
const variable = (name: string): string | undefined => process.env[name] || undefined;
const program = variable('SSE_CONTRACT_TESTS');

const suites = {
  'SSE contract tests': () => sseContractTests(program),
  'WPT eventsource': () => webPlatformTests(variable('WPT_ROOT'), form),
  'MCP client scenarios': mcpScenarios,
  'Durable Streams': () => durableStreamsTests(variable('DURABLE_STREAMS_TESTS'), form),
  'planted faults': () => plantedFaults(program),
} satisfies Record<string, () => Promise<ProofRow[]>>;

const rows: ProofRow[] = [];
// One after the other: some tests measure times.
for (const [suite, run] of Object.entries(suites))
  rows.push(...(await run().catch((error: unknown) => [broken(suite, String(error))])));

/** The suite could not be run, so nothing was asked. */
function broken(suite: string, why: string): ProofRow {
  return { cells: [suite, '', '', '0', '0'], outcome: 'red', why: why.slice(0, 300) };
}

process.exitCode = await report(
  {
    name: 'conformance',
    title: 'Conformance: suites that others wrote',
    about:
      "LaunchDarkly's SSE contract tests (of `sse$` in Node), the web platform tests of EventSource (of a class `EventSource` over " +
      "`sse$` in Chromium, and of Chromium's own), the client scenarios of the Model Context Protocol and the client tests of " +
      'Durable Streams (of the recipes `mcp.ts` and `durable-stream.ts`), all with the built package. A row with a test is a ' +
      'difference; a row without one says how many tests of its group were asked and passed. How to run and to read it: ' +
      '[proof/conformance](../../proof/conformance/README.md).',
    command: `npm run conformance${form === 'short' ? ' -- --short' : ''}`,
    columns: COLUMNS,
    rows,
  },
  form,
);
