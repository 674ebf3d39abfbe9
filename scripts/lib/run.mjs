import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// A child that does not end when asked is ended.
const GRACE = 5_000;
// npm passes SIGTERM on to the shell that it runs us with, and that one does not pass it on: look whether it is still there.
const PARENT_CHECK = 500;
const GROUPS = process.platform !== 'win32';
const ENDINGS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

let interrupted = false;

/** Whether somebody told us to end: what failed then did not fail by itself. */
export const wasInterrupted = () => interrupted;

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string | undefined>} [env] added to ours
 * @property {boolean} [shell]
 * @property {number} [limit] milliseconds after which it is ended
 */

/**
 * Runs a command to its end and resolves to its exit code. It gets no input, shares our output, and ends when we are told to,
 * with all that it started.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { env = {}, shell = false, limit } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      shell,
      stdio: ['ignore', 'inherit', 'inherit'],
      // A process group of its own, to end as a whole: npm and the shell pass on no signal to what they run.
      detached: GROUPS,
    });
    const supervision = supervise(child, limit);
    child.once('error', (error) => {
      supervision.stop();
      reject(error);
    });
    child.once('close', (code) => {
      supervision.stop();
      resolve(code ?? 1);
    });
  });
}

/**
 * Ends a child when we are told to end, are left behind by npm, or its time is over.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {number | undefined} limit
 */
function supervise(child, limit) {
  /** @type {NodeJS.Timeout | undefined} */
  let grace;
  const end = (/** @type {NodeJS.Signals} */ signal) => {
    signalAll(child, signal);
    grace ??= setTimeout(() => signalAll(child, 'SIGKILL'), GRACE);
  };
  const interrupt = (/** @type {NodeJS.Signals} */ signal) => {
    interrupted = true;
    end(signal);
  };
  const parent = process.ppid;
  const parentCheck = setInterval(() => {
    if (process.env.npm_lifecycle_event && process.ppid !== parent) interrupt('SIGTERM');
  }, PARENT_CHECK);
  const deadline =
    limit &&
    setTimeout(() => {
      console.error(`ended after ${limit / 1000} s`);
      end('SIGTERM');
    }, limit);
  for (const signal of ENDINGS) process.on(signal, interrupt);
  return {
    stop() {
      clearTimeout(grace);
      clearTimeout(deadline);
      clearInterval(parentCheck);
      for (const signal of ENDINGS) process.off(signal, interrupt);
      // What it may have left behind.
      if (grace) signalAll(child, 'SIGKILL');
    },
  };
}

function signalAll(
  /** @type {import('node:child_process').ChildProcess} */ child,
  /** @type {NodeJS.Signals} */ signal,
) {
  try {
    if (GROUPS && child.pid) process.kill(-child.pid, signal);
    else child.kill(signal);
  } catch {
    // It is gone already.
  }
}

/**
 * The npm that runs us, on its own Node, or else the one on PATH. A script that it runs finds the workspace's own Node first.
 *
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function npm(args, options) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli && /\bnpm-cli\.c?js$/.test(cli)) return run(node ?? process.execPath, [cli, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}
