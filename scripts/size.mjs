// `npm run size` compares the sizes with their budgets. `npm run size -- --why [import …]` lists the bytes of an import of
// core or tabs by source file: minified as in a production build, without RxJS.
import { build, transformSync } from 'esbuild';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { ROOT, run } from './lib/run.mjs';
import { partsOf, sizeMap } from './lib/size-map.mjs';

const SOURCES = join(ROOT, 'projects', 'ngx-comet');
/** The list of exports also names what a file that is left out declares: that is an error. */
const EXPORTS = /^export \{[^}]*\};?$/gm;
const ENTRIES = ['core/src/public-api.ts', 'tabs/src/public-api.ts'];

const { values, positionals } = parseArgs({ options: { why: { type: 'boolean' } }, allowPositionals: true });
if (values.why) await explain(positionals.length > 0 ? positionals : ['sse$']);
else process.exitCode = await check();

async function check() {
  const bin = (/** @type {string[]} */ ...path) => join(ROOT, 'node_modules', ...path);
  const budgets = await run(process.execPath, [bin('size-limit', 'bin.js')]);
  if (budgets !== 0) return budgets;
  return run(process.execPath, ['--test', '--test-reporter=spec', join(ROOT, 'scripts', 'angular-size.test.mjs')]);
}

/** @param {readonly string[]} names */
async function explain(names) {
  for (const name of names) {
    const { gzip, rows } = await mapOf(name);
    const bytes = rows.reduce((sum, row) => sum + row.bytes, 0);
    console.log(`\n${name}: ${bytes} bytes minified, ${gzip} after gzip`);
    console.log('minified  share  gzip without it  file');
    for (const row of rows) {
      const share = `${(row.share * 100).toFixed(1)} %`;
      const columns = [String(row.bytes).padStart(8), share.padStart(6), String(-row.saves).padStart(15), row.path];
      console.log(columns.join(' '));
    }
  }
}

/** @param {string} name */
async function mapOf(name) {
  const entry = await entryOf(name);
  const [minified, readable] = await Promise.all([bundle(name, entry, true), bundle(name, entry, false)]);
  const { inputs } = minified;
  const parts = partsOf(readable.text, Object.keys(inputs));
  const gzipOf = (/** @type {string} */ left) => {
    const code = [...parts].filter(([path]) => path !== left).map(([, text]) => text.replace(EXPORTS, ''));
    return gzipSync(transformSync(code.join('\n'), { minifyWhitespace: true }).code, { level: 9 }).length;
  };
  const all = gzipOf('');
  return { gzip: gzipSync(minified.text, { level: 9 }).length, rows: sizeMap(inputs, gzipOf, all) };
}

/** @param {string} name the entry point that exports it */
async function entryOf(name) {
  for (const entry of ENTRIES) {
    const found = await bundle(name, entry, true).catch(() => undefined);
    if (found) return entry;
  }
  throw new Error(`no entry point exports ${name}`);
}

/**
 * Without `minified` the code keeps its lines, and the path of each file above its own.
 *
 * @param {string} name
 * @param {string} entry
 * @param {boolean} minified
 */
async function bundle(name, entry, minified) {
  const result = await build({
    stdin: { contents: `export { ${name} } from './${entry}';`, resolveDir: SOURCES, sourcefile: 'import' },
    absWorkingDir: SOURCES,
    bundle: true,
    format: 'esm',
    target: 'es2022',
    minifySyntax: true,
    minifyIdentifiers: true,
    minifyWhitespace: minified,
    define: { ngDevMode: 'false' },
    external: ['rxjs', 'ngx-comet/core'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  });
  const [output] = Object.values(result.metafile.outputs);
  return { text: result.outputFiles[0]?.text ?? '', inputs: output?.inputs ?? {} };
}
