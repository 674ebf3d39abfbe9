import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

// It looks now and then whether it is still wanted: who started it may have ended in a way that ends nobody else.
const LOOP =
  'while (process.ppid === Number(process.argv[1])) for (const began = Date.now(); Date.now() - began < 50;);';

/**
 * Runs `work` beside so many processes that do nothing but keep a processor busy. They are nice, as by the command `nice`:
 * the machine stays of use for others. They end with `work`, and with this process.
 *
 * @template T
 * @param {number} count
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function besideBusyLoops(count, work) {
  const loops = Array.from({ length: count }, () =>
    spawn(process.execPath, ['-e', LOOP, String(process.pid)], { stdio: 'ignore' }),
  );
  try {
    for (const { pid } of loops) if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    return await work();
  } finally {
    for (const loop of loops) loop.kill('SIGKILL');
  }
}
