// The consumers of the package: copies of the folders of e2e/compat in dist/compat, each with packages of its own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve as resolvePath } from 'node:path';
import { staleness } from '../lib/lock-file.mjs';
import { npm, ROOT } from '../lib/run.mjs';

/** The built package. */
export const PACKAGE = join(ROOT, 'dist', 'ngx-comet');
/** The archive that npm would publish. */
const ARCHIVE = join(ROOT, 'dist', 'compat', 'ngx-comet.tgz');
const WORK = join(ROOT, 'dist', 'compat');
const SOURCES = join(ROOT, 'e2e', 'compat');
const QUIET = ['--loglevel=error', '--no-audit', '--no-fund', '--no-update-notifier'];

/** Packs the built package as `npm publish` would. */
export async function pack() {
  mkdirSync(WORK, { recursive: true });
  for (const file of readdirSync(WORK)) if (file.endsWith('.tgz')) rmSync(join(WORK, file));
  assert.equal(await npm(['pack', PACKAGE, '--silent', '--pack-destination', WORK]), 0, 'npm pack failed');
  const [packed, ...more] = readdirSync(WORK).filter((file) => file.endsWith('.tgz'));
  assert.ok(packed !== undefined && more.length === 0, 'npm pack makes one archive');
  cpSync(join(WORK, packed), ARCHIVE);
  rmSync(join(WORK, packed));
}

/**
 * Makes the folder of a consumer: the sources as they are now, the packages of its lock file, which stay from one run
 * to the next, and the package from the archive.
 *
 * @param {string} name a folder of e2e/compat
 */
export async function consumer(name) {
  const folder = join(WORK, name);
  mkdirSync(folder, { recursive: true });
  for (const file of readdirSync(folder)) {
    if (file !== 'node_modules') rmSync(join(folder, file), { recursive: true });
  }
  cpSync(join(SOURCES, name), folder, { recursive: true });
  await install(folder);
  await unpack(folder);
  return folder;
}

/** Installs the packages of a lock file, unless just these are there. */
async function install(/** @type {string} */ folder) {
  const installed = join(folder, 'node_modules', '.package-lock.json');
  const wanted = readJson(join(folder, 'package-lock.json'));
  if (staleness(wanted, existsSync(installed) ? readJson(installed) : undefined) === undefined) return;
  // Without the links of programs: two packages of Node have one of the same name, and tests call programs by path.
  assert.equal(
    await npm(['ci', '--prefix', folder, '--no-bin-links', '--prefer-offline', ...QUIET]),
    0,
    'npm ci failed',
  );
}

/** Puts the files of the archive where npm would, without the search for its dependencies. */
async function unpack(/** @type {string} */ folder) {
  // Vite bundles packages for browsers once per lock file, so it would go on with the package of an earlier run.
  rmSync(join(folder, 'node_modules', '.vite'), { recursive: true, force: true });
  const target = join(folder, 'node_modules', 'ngx-comet');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  // Relative, because some programs named tar take `C:` for the name of a machine.
  await succeed(
    'tar',
    [
      '-xzf',
      'ngx-comet.tgz',
      '-C',
      join(folder.slice(WORK.length + 1), 'node_modules', 'ngx-comet'),
      '--strip-components=1',
    ],
    {
      cwd: WORK,
    },
  );
}

/**
 * Installs the archive in a folder with npm, with all that it brings along.
 *
 * @param {string} folder
 */
export async function installArchive(folder) {
  assert.equal(
    await npm(['install', '--prefix', folder, '--no-bin-links', '--prefer-offline', ...QUIET, ARCHIVE]),
    0,
    'npm install failed',
  );
}

/**
 * Runs a program of Node, a path from the root of the repository, in a folder. Resolves to what it printed.
 *
 * @param {string} folder
 * @param {string} program
 * @param {readonly string[]} args
 */
export function node(folder, program, ...args) {
  return succeed(process.execPath, [resolvePath(ROOT, program), ...args], {
    cwd: folder,
    // The builders of the workspace's Angular look for Vitest above themselves, and would not find the application's.
    env: { ...environment(), NODE_PATH: join(folder, 'node_modules') },
  });
}

/**
 * Runs a program to its end. It ends with this process. Rejects with what it printed if it fails.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 * @returns {Promise<string>}
 */
function succeed(command, args, options) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: environment(), ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = () => child.kill();
    process.once('exit', end);
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text) => (printed += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      process.off('exit', end);
      if (code === 0) resolve(printed);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? signal}:\n${printed}`));
    });
  });
}

/** The environment of programs: none of the test runner, so that a program's own tests are not taken for part of ours. */
export function environment() {
  const ours = ['NODE_TEST_CONTEXT', 'NODE_OPTIONS'];
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.includes(name))),
    NG_CLI_ANALYTICS: 'false',
    NO_COLOR: '1',
    FORCE_COLOR: '0',
    CI: '1',
  };
}

function readJson(/** @type {string} */ file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
