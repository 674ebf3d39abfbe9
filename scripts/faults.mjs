// npm run faults -- [plans] [seed] [long]: sends numbered messages through the given number of fault plans (500), from
// the given seed (1) on, over a network that breaks and over servers that break the rules of ids and cursors. One plan
// in fifty is long, with 10,000 messages and 100 switches; with `long`, all plans are.
import { npm } from './lib/run.mjs';

const [plans = '500', seed = '1', length] = process.argv.slice(2);
for (const [name, text] of Object.entries({ plans, seed })) {
  if (!/^[1-9]\d*$/.test(text)) throw new TypeError(`${name} must be a whole number of at least 1, got ${text}`);
}
if (length !== undefined && length !== 'long') throw new TypeError(`expected long or nothing, got ${length}`);
process.exitCode = await npm(['run', '--silent', 'unit', '--', 'connection/(faults|continuity-plans).spec.ts'], {
  env: { FAULT_PLANS: plans, FAULT_SEED: seed, FAULT_LONG: length },
});
