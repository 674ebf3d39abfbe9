import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';

// It checks every 50 ms whether its parent still runs: a parent that was killed cannot end its children.
const LOOP =
  'while (process.ppid === Number(process.argv[1])) for (const began = Date.now(); Date.now() - began < 50;);';

/**
 * Runs `work` beside `count` processes that only keep a processor busy. They have a low priority, as with the command
 * `nice`, so the machine stays usable. They end with `work`, and with this process.
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
