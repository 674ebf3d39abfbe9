import { parseArgs } from 'node:util';

const USAGE = 'Usage: npm run mutation -- <folder> [--sample N] [--seed N] [--concurrency N] [--force]';

/**
 * The place to mutate, and the largest number of faults to test.
 *
 * @param {readonly string[]} args
 */
export function mutationOptionsOf(args) {
  const { values, positionals } = parse(args);
  const [folder, ...rest] = positionals;
  if (folder === undefined || rest.length > 0) throw new TypeError(`${USAGE}; not "${args.join(' ')}"`);
  return {
    folder: folder.replace(/\/+$/, ''),
    sample: number('--sample', values.sample),
    seed: number('--seed', values.seed) ?? 1,
    concurrency: number('--concurrency', values.concurrency) ?? 2,
    force: values.force ?? false,
  };
}

function parse(/** @type {readonly string[]} */ args) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        sample: { type: 'string' },
        seed: { type: 'string' },
        concurrency: { type: 'string' },
        force: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new TypeError(`${USAGE}; not "${args.join(' ')}"`, { cause: error });
  }
}

function number(/** @type {string} */ name, /** @type {string | undefined} */ value) {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(value))
    throw new TypeError(`${name} must be a whole number of at least 1, got "${value}"`);
  return Number(value);
}
