// Workspaces for the tests of the schematics, and runs of the built schematics on them.
import { SchematicTestRunner, UnitTestTree } from '@angular-devkit/schematics/testing/index.js';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/** @typedef {import('@angular-devkit/schematics/testing/index.js').UnitTestTree} Tree */

const COLLECTION = join(ROOT, 'dist', 'ngx-comet', 'schematics', 'collection.json');
const angular = new SchematicTestRunner('ngx-comet', COLLECTION);

/**
 * What `ng new` gives, without packages: Angular's own schematics make it.
 *
 * @param {string[]} applications each in `projects/NAME`
 * @param {object} options of the schematic `application`
 * @returns {Promise<Tree>}
 */
export async function workspace(applications, options = {}) {
  let tree = await angularSchematic('workspace', { name: 'w', version: '22.0.0', newProjectRoot: 'projects' });
  for (const name of applications) tree = await angularSchematic('application', { name, ...options }, tree);
  return tree;
}

/**
 * Runs a schematic of Angular on a copy of a tree.
 *
 * @param {string} name
 * @param {object} options
 * @param {Tree} [tree]
 * @returns {Promise<Tree>}
 */
export function angularSchematic(name, options, tree) {
  return angular.runExternalSchematic('@schematics/angular', name, options, tree && copyOf(tree));
}

/**
 * Runs a schematic of the built package on a copy of a tree.
 *
 * @param {'ng-add' | 'feed'} name
 * @param {object} options
 * @param {Tree} tree
 */
export async function run(name, options, tree) {
  const runner = new SchematicTestRunner('ngx-comet', COLLECTION);
  /** @type {string[]} */
  const lines = [];
  const printing = runner.logger.subscribe(({ level, message }) => {
    if (level !== 'debug') lines.push(message);
  });
  const changed = await runner.runSchematic(name, options, copyOf(tree));
  printing.unsubscribe();
  return { tree: changed, printed: lines.join('\n') };
}

/**
 * A copy of a tree with other texts in some files.
 *
 * @param {Tree} tree
 * @param {Record<string, string>} files
 * @returns {Tree}
 */
export function withFiles(tree, files) {
  const copy = copyOf(tree);
  for (const [file, text] of Object.entries(files)) {
    if (copy.exists(file)) copy.overwrite(file, text);
    else copy.create(file, text);
  }
  return copy;
}

/**
 * The text of each file that differs between two trees.
 *
 * @param {Tree} before
 * @param {Tree} after
 * @returns {Record<string, string | undefined>} `undefined` for a file that was removed
 */
export function changes(before, after) {
  const files = [...new Set([...before.files, ...after.files])];
  const text = (/** @type {Tree} */ tree, /** @type {string} */ file) =>
    tree.exists(file) ? tree.readContent(file) : undefined;
  const changed = files.filter((file) => text(before, file) !== text(after, file));
  return Object.fromEntries(changed.sort().map((file) => [file, text(after, file)]));
}

/** @returns {Tree} */
function copyOf(/** @type {Tree} */ tree) {
  return new UnitTestTree(tree.branch());
}
