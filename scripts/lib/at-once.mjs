import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './run.mjs';

/**
 * Runs programs in Node, each on one core, some of them at a time. What a program prints follows its title when it has
 * ended. The exit code of this process is 1 if one of them fails.
 *
 * @param {readonly (readonly [title: string, program: string, ...args: string[]])[]} programs paths from `node_modules`
 * @param {number} [atOnce]
 */
export async function runAtOnce(programs, atOnce = 2) {
  const waiting = [...programs];
  const runNext = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [title, program, ...args] = next;
      const { code, output } = await outcome([join(ROOT, 'node_modules', program), ...args]);
      process.stdout.write(`${title}\n${output}`);
      if (code !== 0) process.exitCode = 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, runNext));
}

/** @returns {Promise<{ code: number | null, output: string }>} */
function outcome(/** @type {string[]} */ args) {
  return new Promise((resolve, reject) => {
    // Into a pipe a program prints no colours, unless it is told so.
    const env = process.stdout.isTTY ? { ...process.env, FORCE_COLOR: '1' } : process.env;
    const child = spawn(process.execPath, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (output += text));
    child.once('error', reject).once('close', (code) => resolve({ code, output }));
  });
}
