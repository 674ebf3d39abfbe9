/**
 * Every transport and a connection of several routes, over servers that break the rules of ids and cursors: what is
 * delivered and what is told as missing is together what was sent. The faults follow from a seed: `npm run faults` runs
 * a given number of plans, beginning with any seed.
 *
 * @jest-environment node
 */
import { runContinuityPlan, SUBJECT_NAMES, type ContinuityOutcome } from './spec-support/continuity-plan';

const PLANS = Number(process.env['FAULT_PLANS'] ?? 50);
const FIRST_SEED = Number(process.env['FAULT_SEED'] ?? 1);
const LONG = process.env['FAULT_LONG'] !== undefined;
const AT_ONCE = PLANS >= 100 ? 10 : 6;
const SIZE = LONG ? { messages: 10_000, faults: 100 } : { messages: 500, faults: 10 };

jest.setTimeout(Math.max(240_000, PLANS * 60_000));

/** The sums over all plans of one stream. */
interface Figures {
  plans: number;
  sent: number;
  delivered: number;
  told: number;
  repeated: number;
  reconnections: number;
}

describe('what is delivered and what is told as missing', () => {
  const failures: string[] = [];
  const outcomes: ContinuityOutcome[] = [];

  const figuresOf = (name: string): Figures => {
    const all = { plans: 0, sent: 0, delivered: 0, told: 0, repeated: 0, reconnections: 0 };
    for (const { subject, sent, delivered, told, repeated, reconnections } of outcomes) {
      if (subject !== name) continue;
      all.plans++;
      all.sent += sent;
      all.delivered += delivered;
      all.told += told;
      all.repeated += repeated;
      all.reconnections += reconnections;
    }
    return all;
  };

  // A plan waits most of its time, so several run at the same time.
  beforeAll(async () => {
    const seeds = Array.from({ length: PLANS }, (_, index) => FIRST_SEED + index);
    const work = async (): Promise<void> => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const outcome = await runContinuityPlan({ seed, ...SIZE });
        outcomes.push(outcome);
        const { subject, numbered, violations, faults } = outcome;
        if (violations.length === 0) continue;
        const replay = `npm run faults -- 1 ${seed}${LONG ? ' long' : ''}`;
        failures.push(
          `${replay}: ${subject} by ${numbered ? 'numbers' : 'ids'}: ${violations.join('; ')}; ${JSON.stringify(faults)}`,
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (process.env['FAULT_PLANS'] === undefined) return;
    for (const name of SUBJECT_NAMES) process.stdout.write(`${name} ${JSON.stringify(figuresOf(name))}\n`);
  });

  it(`is what was sent, in order, in ${PLANS} plans, and resumed is never emitted over a loss`, () => {
    expect(failures).toEqual([]);
    expect(outcomes).toHaveLength(PLANS);
  });

  it('is put to the test: in five plans of a stream messages are missing', () => {
    for (const name of SUBJECT_NAMES) {
      const { plans, sent, delivered, told, reconnections } = figuresOf(name);
      // The messages before the first one that arrived were sent to nobody.
      expect(delivered + told).toBeLessThanOrEqual(sent);
      if (plans >= 5) expect(Math.min(delivered, told, reconnections)).toBeGreaterThan(0);
    }
  });
});
