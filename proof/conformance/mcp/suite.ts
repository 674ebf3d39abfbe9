import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ProofRow } from '../../../tools/proof/table.ts';
import { bundle } from '../../support/bundle.ts';
import { withFolder } from '../support/folder.ts';
import { start } from '../support/program.ts';
import { rowsOf, type TestResult } from '../support/suite.ts';

const SUITE = 'MCP client scenarios';
/** Of one scenario. */
const LIMIT = 25_000;
/** Scenarios about how a client gets a token: no transport does that. */
const NOT_OURS = 'auth/';
const LOOPBACK = new URL('loopback.mjs', import.meta.url);

/** A check of a scenario, as the suite writes it. */
interface Check {
  readonly id: string;
  /** A warning is what the specification allows. */
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'INFO' | 'SKIPPED';
  readonly errorMessage?: string;
}

/** The client scenarios of the Model Context Protocol's conformance suite (npm), with the recipe mcp.ts. */
export function mcpScenarios(): Promise<ProofRow[]> {
  return withFolder(async (folder) => {
    const client = await writeClient(folder);
    const scenarios = await listScenarios();
    const ours = scenarios.filter((name) => !name.startsWith(NOT_OURS));
    const results: TestResult[] = [];
    // One after the other: some measure times.
    for (const scenario of ours) results.push(...(await runScenario(scenario, client)));
    const rest = scenarios.length - ours.length;
    return [
      ...rowsOf({ suite: SUITE, results, explained: [] }),
      {
        cells: [SUITE, NOT_OURS, `${rest} scenarios`, '0', '0'],
        outcome: 'explained',
        why: 'not asked: they are about how a client gets a token (OAuth); the transport only sends it, with `headers`',
      },
    ];
  });
}

export interface Client {
  readonly path: string;
  /** What it is called with before the URL. */
  readonly plant: string;
}

/** Writes the client as a program. `once` is a planted fault: it never connects again. */
export async function writeClient(folder: string, plant: 'once' | '' = ''): Promise<Client> {
  const path = join(folder, 'client.mjs');
  writeFileSync(path, await bundle(new URL('client.ts', import.meta.url), 'node'));
  return { path, plant };
}

async function listScenarios(): Promise<string[]> {
  const { output } = await start(process.execPath, [program(), 'list', '--client'], { limit: LIMIT }).finished;
  return [...output.matchAll(/^ +- (\S+)/gm)].map(([, name = '']) => name);
}

export async function runScenario(scenario: string, { path, plant }: Client): Promise<TestResult[]> {
  const folder = join(dirname(path), scenario);
  const command = `"${process.execPath}" "${path}" ${plant}`;
  const args = ['client', '--command', command, '--scenario', scenario, '--output-dir', folder];
  const { output } = await start(process.execPath, [program(), ...args], {
    limit: LIMIT,
    cwd: dirname(path),
    env: { NODE_OPTIONS: `--import=${LOOPBACK.href}` },
  }).finished;
  const [name] = readIfThere(folder, output);
  if (name === undefined) return [{ group: scenario, name: scenario, failure: output.slice(-300) }];
  const checks = (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Check[])
    .filter(({ status }) => status !== 'INFO')
    .map(({ id, status, errorMessage }) => ({
      group: scenario,
      name: id,
      failure: status === 'SUCCESS' || status === 'WARNING' ? undefined : (errorMessage ?? status),
    }));
  return checks.length > 0 ? checks : [{ group: scenario, name: scenario, failure: 'it checked nothing' }];
}

/** The path of the checks that the suite wrote, none if it ended before. */
function readIfThere(folder: string, output: string): string[] {
  try {
    return (readdirSync(folder, { recursive: true }) as string[]).filter((name) => name.endsWith('checks.json'));
  } catch {
    console.error(output);
    return [];
  }
}

function program(): string {
  return fileURLToPath(
    new URL('../../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url),
  );
}
