// npm run steady -- <times> <spec or e2e file> [-t pattern]: runs the file the given number of times beside two busy
// processes, and counts how often it passes. Other options are passed to the runner, such as `--project firefox` to
// Playwright.
import { join } from 'node:path';
import { besideBusyLoops } from './lib/busy.mjs';
import { ROOT, run, wasInterrupted } from './lib/run.mjs';
import { steadyCommand } from './lib/steady-command.mjs';

const PROGRAMS = {
  jest: join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
  playwright: join(ROOT, 'node_modules', '@playwright', 'test', 'cli.js'),
};

try {
  const { times, runner, args } = steadyCommand(process.argv.slice(2));
  process.exitCode = await besideBusyLoops(2, () => repeat(times, [PROGRAMS[runner], ...args]));
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function repeat(/** @type {number} */ times, /** @type {readonly string[]} */ command) {
  let [done, passed] = [0, 0];
  while (done < times) {
    const code = await run(process.execPath, command);
    if (wasInterrupted()) break;
    done++;
    if (code === 0) passed++;
    console.log(`\n━━ ${done}: ${code === 0 ? 'passed' : 'failed'}, ${passed} so far\n`);
  }
  console.log(`${passed} of ${done} passed`);
  return done === times && passed === times ? 0 : 1;
}
