import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

// Milliseconds until a child that ignores the signal is killed.
const GRACE = 5_000;
// npm sends SIGTERM to its shell, and the shell does not forward it. So check regularly whether the parent still runs.
const PARENT_CHECK = 500;
const GROUPS = process.platform !== 'win32';
const ENDINGS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

let interrupted = false;

/** Whether this process got a signal to end: a command that failed then did not fail by itself. */
export const wasInterrupted = () => interrupted;

/**
 * @typedef {object} RunOptions
 * @property {Record<string, string | undefined>} [env] added to the environment of this process
 * @property {boolean} [shell]
 * @property {number} [limit] milliseconds until the command is ended
 * @property {number} [output] the file descriptor of what it prints, by default ours
 */

/**
 * Runs a command and resolves to its exit code. It gets no input. When this process gets a signal
 * to end, the command and all its child processes end as well.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>}
 */
export function run(command, args, { env = {}, shell = false, limit, output } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      shell,
      stdio: ['ignore', output ?? 'inherit', output ?? 'inherit'],
      // A process group of its own, to end all of it: npm and the shell forward no signal to their children.
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
 * Ends a child when this process gets a signal, when npm has ended, or when the time is up.
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
      // Its children may still run.
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
    // It has already ended.
  }
}

/**
 * Runs the npm that started this process, on its own Node, or else the npm on PATH. Its scripts run on the workspace's
 * Node.
 *
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function npm(args, options) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env;
  if (cli && /\bnpm-cli\.c?js$/.test(cli)) return run(node ?? process.execPath, [cli, ...args], options);
  return run('npm', args, { ...options, shell: process.platform === 'win32' });
}
