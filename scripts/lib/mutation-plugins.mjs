// Plugins for Stryker: the plan of a run, and a checker that leaves out the faults that are not in the sample.
import { readFileSync, writeFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import { specsOf } from './mutation-plan.mjs';
import { draw } from './mutation-sample.mjs';

export const NOT_DRAWN = 'not drawn';

const SANDBOX = /^\.stryker-tmp\/[^/]+\//;

/** Writes a file for the runner and the checker: the spec files of each fault, and the faults of the sample. */
class PlanWriter {
  /** @type {readonly import('./mutation-plan.mjs').TestRun[]} */
  #tests = [];

  onDryRunCompleted(/** @type {import('@stryker-mutator/api/report').DryRunCompletedEvent} */ { result }) {
    this.#tests = result.tests.map((test) => ({ ...test, fileName: inWorkspace(test.fileName ?? '') }));
  }

  onMutationTestingPlanReady(/** @type {import('@stryker-mutator/api/report').MutationTestingPlanReadyEvent} */ event) {
    const faults = event.mutantPlans
      .map(({ mutant }) => ({ ...mutant, fileName: inWorkspace(mutant.fileName) }))
      .filter(({ status }) => status !== 'Ignored');
    const { MUTATION_PLAN, MUTATION_SAMPLE, MUTATION_SEED } = process.env;
    const drawn = MUTATION_SAMPLE === undefined ? faults : draw(faults, Number(MUTATION_SAMPLE), Number(MUTATION_SEED));
    writeFileSync(
      MUTATION_PLAN ?? '',
      JSON.stringify({ drawn: drawn.map(({ id }) => id), specs: specsOf(drawn, this.#tests) }),
    );
  }
}

class SampleChecker {
  /** @type {ReadonlySet<string>} */
  #drawn = new Set();

  async init() {}

  /** One group: the check needs no time. */
  async group(/** @type {readonly import('@stryker-mutator/api/core').Mutant[]} */ mutants) {
    this.#drawn = new Set(JSON.parse(readFileSync(process.env.MUTATION_PLAN ?? '', 'utf8')).drawn);
    return [mutants.map(({ id }) => id)];
  }

  async check(/** @type {readonly import('@stryker-mutator/api/core').Mutant[]} */ mutants) {
    const left = { status: 'compileError', reason: NOT_DRAWN };
    return Object.fromEntries(mutants.map(({ id }) => [id, this.#drawn.has(id) ? { status: 'passed' } : left]));
  }
}

function inWorkspace(/** @type {string} */ file) {
  return relative(process.cwd(), file).replaceAll(sep, '/').replace(SANDBOX, '');
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.Reporter, 'plan', PlanWriter),
  declareClassPlugin(PluginKind.Checker, 'sample', SampleChecker),
];
