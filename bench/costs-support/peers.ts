import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const LISTED = fileURLToPath(new URL('peers/', import.meta.url));
// Inside dist, which is built anew and which no check of the sources enters.
const FOLDER = join(ROOT, 'dist', 'bench-peers');

/** Where the packages of the benchmarks are looked for, in this order. */
export const PACKAGE_FOLDERS = [join(ROOT, 'node_modules'), join(FOLDER, 'node_modules')];

/** Installs the peers that are no dependencies of the workspace, as `peers/package-lock.json` lists them, once. */
export function installPeers(): void {
  const lock = 'package-lock.json';
  const listed = readFileSync(join(LISTED, lock), 'utf8');
  const installed = join(FOLDER, lock);
  const isThere = existsSync(join(FOLDER, 'node_modules', '.package-lock.json'));
  if (isThere && readFileSync(installed, 'utf8') === listed) return;
  mkdirSync(FOLDER, { recursive: true });
  for (const name of ['package.json', lock]) copyFileSync(join(LISTED, name), join(FOLDER, name));
  // The peers of the peers, such as Angular, are those of the workspace.
  const options = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['ci', ...options], { cwd: FOLDER, stdio: ['ignore', 'ignore', 'inherit'], shell: WINDOWS });
}

const WINDOWS = process.platform === 'win32';

/** The version of an installed package. */
export function versionOf(name: string): string {
  const file = [join(ROOT, 'dist'), ...PACKAGE_FOLDERS]
    .map((folder) => join(folder, name, 'package.json'))
    .find((path) => existsSync(path));
  if (file === undefined) throw new Error(`the package ${name} is not installed`);
  return (JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string }).version;
}
