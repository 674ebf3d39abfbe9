// npm run fuzz -- [runs] [seed]: splits the given number of random streams (100,000) at random places. It compares the
// results of each framing and of the event stream parser with a simple implementation of the specifications.
import { npm } from './lib/run.mjs';

const [runs = '100000', seed = '1'] = process.argv.slice(2);
for (const [name, text] of Object.entries({ runs, seed })) {
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`${name} must be a whole number of at least 1, got ${text}`);
}
process.exitCode = await npm(['run', '--silent', 'unit', '--', 'core/src/framing/'], {
  env: { FUZZ_RUNS: runs, FUZZ_SEED: seed },
});
