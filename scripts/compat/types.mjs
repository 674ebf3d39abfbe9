import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { node } from './consumer.mjs';

const RESOLUTIONS = {
  // An older require() cannot load an ES module, so node16 has no .cts.
  node16: { module: 'node16', files: ['mts'] },
  nodenext: { module: 'nodenext', files: ['mts', 'cts'] },
  bundler: { module: 'preserve', files: ['mts', 'cts'] },
};
// These import Angular.
const ANGULAR = ['ngx-comet', 'ngx-comet/testing'];

/**
 * Compiles imports of every entry point in the folder of a consumer, with `skipLibCheck: false`. What the types mean is
 * tested by scripts/published-types.test.mjs.
 *
 * @param {string} folder
 * @param {{ resolution: string, compiler: string, withAngular: boolean }} options
 */
export async function assertTypes(folder, { resolution, compiler, withAngular }) {
  const { module, files } = RESOLUTIONS[/** @type {keyof typeof RESOLUTIONS} */ (resolution)];
  const entries = entryPoints(folder).filter((entry) => withAngular || !ANGULAR.includes(entry));
  const source = entries.map((entry, place) => `import * as entry${place} from '${entry}';`);
  const used = `export const names: readonly object[] = [${entries.map((_, place) => `entry${place}`).join(', ')}];`;
  const project = `types-${resolution}`;
  // An import that leads nowhere is an error; one that is `any` would not be.
  const typed = entries.map(
    (_, place) => `export const typed${place}: 0 extends 1 & typeof entry${place} ? never : true = true;`,
  );
  for (const file of files)
    writeFileSync(join(folder, `${project}.${file}`), [...source, used, ...typed, ''].join('\n'));
  writeFileSync(join(folder, `${project}.json`), JSON.stringify(config(project, resolution, module, files)));
  assert.ok(entries.length > 1);
  assert.equal(
    await node(folder, `node_modules/${compiler}/bin/tsc`, '--pretty', 'false', '-p', `${project}.json`),
    '',
  );
}

function config(
  /** @type {string} */ project,
  /** @type {string} */ moduleResolution,
  /** @type {string} */ module,
  /** @type {readonly string[]} */ files,
) {
  return {
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2022', 'DOM'],
      types: [],
      module,
      moduleResolution,
      strict: true,
      noEmit: true,
      skipLibCheck: false,
      skipDefaultLibCheck: true,
    },
    files: files.map((file) => `${project}.${file}`),
  };
}

/** The public names of the package's entry points. */
function entryPoints(/** @type {string} */ folder) {
  const { name, exports } = JSON.parse(readFileSync(join(folder, 'node_modules', 'ngx-comet', 'package.json'), 'utf8'));
  return Object.keys(exports)
    .filter((path) => exports[path].types !== undefined)
    .map((path) => name + path.slice(1));
}
