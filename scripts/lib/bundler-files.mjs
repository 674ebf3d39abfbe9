import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const OF_A_BUNDLER = /(?:rolldown|rollup|esbuild|webpack|vite)[^/]*\.d\.ts(?:\.map)?$/;

/**
 * Removes the declaration files of the bundler from a built package. For an entry point that re-exports all names of
 * another one, ng-packagr 22 writes the helper functions of its bundler as `types/…-rolldown-runtime-….d.ts`, which no
 * declaration imports. An error if one does.
 *
 * @param {string} folder the built package
 * @returns {string[]} the removed files
 */
export function removeBundlerFiles(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.replaceAll('\\', '/'));
  const removed = files.filter((file) => OF_A_BUNDLER.test(file));
  const modules = files.filter((file) => /\.(?:d\.ts|mjs|json)$/.test(file) && !removed.includes(file));
  for (const file of removed) {
    const name = file.replace(/^.*\//, '').replace(/\.d\.ts(?:\.map)?$/, '');
    const user = modules.find((each) => readFileSync(join(folder, each), 'utf8').includes(name));
    if (user !== undefined) throw new Error(`${user} refers to ${file}, a file of the bundler`);
  }
  for (const file of removed) rmSync(join(folder, file));
  return removed;
}
