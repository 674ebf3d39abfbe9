// What `npm publish` would send: which files, and whether npm has to correct the package.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { ROOT } from './lib/run.mjs';

const PACKAGE = join(ROOT, 'dist', 'ngx-comet');
/** A registry that answers nothing: the outcome must depend neither on a network nor on a login. */
const OFFLINE = ['--registry=http://127.0.0.1:9/', '--fetch-retries=0'];
/** The files beside those that `exports` names, and their source maps. */
const OTHERS = [
  /^(?:package\.json|README\.md|LICENSE)$/,
  /^schematics\/(?:[\w-]+\/)*[\w-]+(?:\.[\w-]+)*\.(?:json|js|d\.ts|template)$/,
];
/** npm says this of every dry run without a login. */
const LOGIN = /^npm warn publish This command requires you to be logged in/;

/** @type {{ files: string[], complaints: string[] }} */
let published;

before(async () => {
  // `npm test` itself is run by npm, which gives its own options to the commands that it runs.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name)));
  const { stdout, stderr } = await promisify(execFile)('npm', ['publish', '--dry-run', '--json', ...OFFLINE], {
    cwd: PACKAGE,
    env,
    shell: process.platform === 'win32',
  });
  const report = JSON.parse(stdout);
  // Newer versions of npm report by the name of the package.
  const { files } = report.files === undefined ? report['ngx-comet'] : report;
  published = {
    files: files.map((/** @type {{ path: string }} */ { path }) => path),
    complaints: stderr.split('\n').filter((line) => /^npm (?:warn|error)/i.test(line) && !LOGIN.test(line)),
  };
});

test('the tarball has the files that package.json names, their source maps, and no others', () => {
  const { exports } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8'));
  const named = Object.values(exports).flatMap((targets) =>
    Object.values(targets).map((path) => path.replace('./', '')),
  );
  assert.deepEqual(
    named.filter((path) => !published.files.includes(path)),
    [],
  );
  assert.deepEqual(
    published.files.filter(
      (path) => !named.includes(path.replace(/\.map$/, '')) && !OTHERS.some((kind) => kind.test(path)),
    ),
    [],
  );
});

test('npm corrects nothing, and warns of nothing', () => {
  assert.deepEqual(published.complaints, []);
});

test('classes that Angular names in errors keep their names in a minified bundle', async () => {
  const classes = { 'ngx-comet': 'PushService', 'ngx-comet/core/testing': 'PushTestingController' };
  const { outputFiles } = await build({
    stdin: {
      contents: Object.entries(classes)
        .map(([entry, name]) => `export { ${name} } from '${entry}';`)
        .join('\n'),
      resolveDir: PACKAGE,
    },
    alias: { 'ngx-comet': PACKAGE },
    external: ['@angular/*', 'rxjs'],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const [bundle = ''] = outputFiles.map(({ text }) => text);
  for (const name of [...Object.values(classes), 'PushStreams']) {
    assert.match(bundle, new RegExp(`static (?:\\{this\\.)?name="${name}"`));
  }
});
