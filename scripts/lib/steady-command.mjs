const USAGE = 'Usage: npm run steady -- <times> <spec or e2e file> [-t pattern] [more for Jest or Playwright]';

/**
 * The command of `npm run steady`, and how often to run it: Jest for a spec, Playwright for a file in `e2e/`, where
 * `-t` is `-g`.
 *
 * @param {readonly string[]} args
 * @returns {{ times: number, runner: 'jest' | 'playwright', args: readonly string[] }}
 */
export function steadyCommand([count = '', file = '', ...more]) {
  if (!/^[1-9]\d*$/.test(count) || file === '' || file.startsWith('-')) throw new TypeError(USAGE);
  const times = Number(count);
  if (!/^(?:\.\/)?e2e\/|\.e2e\.ts$/.test(file)) return { times, runner: 'jest', args: ['--ci', file, ...more] };
  const options = more.map((word) => (word === '-t' ? '-g' : word));
  // A retry would hide an unstable test.
  const config = ['--config', 'e2e/playwright.config.ts', '--retries', '0'];
  return { times, runner: 'playwright', args: ['test', ...config, file, ...options] };
}
