/**
 * Numbered messages over a network that breaks, against the real server. The faults follow from a seed: `npm run
 * faults` runs a given number of plans, beginning with any seed.
 *
 * @jest-environment node
 */
import { until } from '../spec-support/outcome';
import { expectLawful } from '../spec-support/status-machine';
import { createPushServer } from '../../../../push-server/src/server.ts';
import { constant } from '../schedule/constant';
import { viaHttpStream } from '../transports/http-stream/via-http-stream';
import { viaSse } from '../transports/sse/via-sse';
import { connection } from './connection';
import { runFaultPlan, type Numbered, type Outcome, type PlanSize } from './spec-support/fault-plan';

const PLANS = Number(process.env['FAULT_PLANS'] ?? 50);
const FIRST_SEED = Number(process.env['FAULT_SEED'] ?? 1);
const LONG = process.env['FAULT_LONG'] !== undefined;
const AT_ONCE = PLANS >= 100 ? 10 : 6;

jest.setTimeout(Math.max(240_000, PLANS * 60_000));

/** Every fiftieth seed makes a long plan. So a plan that failed is the same when it is run alone. */
const planOf = (seed: number): PlanSize =>
  LONG || seed % 50 === 1 ? { seed, messages: 10_000, switches: 100 } : { seed, messages: 500, switches: 5 };

/** Describes what is wrong with the outcome; `undefined` if nothing is. */
function verdict({ arrived, error, rejected, gaps, switches }: Outcome, size: PlanSize): string | undefined {
  const wrong = arrived.findIndex((seq, index) => seq !== index + 1);
  if (error !== undefined) return `ended: ${error instanceof Error ? error.message : JSON.stringify(error)}`;
  if (wrong >= 0) return `message ${arrived[wrong]} arrived in the place of ${wrong + 1}`;
  if (arrived.length !== size.messages) return `${arrived.length} of ${size.messages} messages arrived`;
  if (switches < size.switches) return `${switches} of ${size.switches} switches`;
  if (rejected > 0 || gaps > 0) return `${rejected} rejected, ${gaps} gaps emitted`;
  return undefined;
}

/** The sums over all plans. */
class Figures {
  plans = 0;
  messages = 0;
  lost = 0;
  repeated = 0;
  switches = 0;
  reconnections = 0;
  readonly faults: Record<string, number> = {};

  add({ arrived, switches, reconnections, faults }: Outcome, { messages }: PlanSize): void {
    const different = new Set(arrived).size;
    this.plans++;
    this.messages += arrived.length;
    this.lost += messages - different;
    this.repeated += arrived.length - different;
    this.switches += switches;
    this.reconnections += reconnections;
    for (const [kind, count] of Object.entries(faults)) this.faults[kind] = (this.faults[kind] ?? 0) + count;
  }
}

describe('a connection over a network that breaks', () => {
  const sizes = Array.from({ length: PLANS }, (_, index) => planOf(FIRST_SEED + index));
  const failures: string[] = [];
  const figures = new Figures();

  // A plan waits most of its time, so several run at the same time, the long ones first.
  beforeAll(async () => {
    const began = performance.now();
    const waiting = [...sizes].sort((one, other) => other.messages - one.messages);
    const work = async (): Promise<void> => {
      for (let size = waiting.shift(); size !== undefined; size = waiting.shift()) {
        const outcome = await runFaultPlan(size);
        const wrong = verdict(outcome, size);
        const replay = `npm run faults -- 1 ${size.seed}${LONG ? ' long' : ''}`;
        if (wrong !== undefined) failures.push(`${replay}: ${wrong}; ${JSON.stringify(outcome.faults)}`);
        expectLawful(outcome.statuses);
        figures.add(outcome, size);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const seconds = Math.round((performance.now() - began) / 1_000);
    if (process.env['FAULT_PLANS'] !== undefined) process.stdout.write(`${JSON.stringify({ ...figures, seconds })}\n`);
  });

  it(`delivers every message of ${PLANS} plans once, in order, through every switch`, () => {
    expect(failures).toEqual([]);
    expect(figures).toMatchObject({ plans: PLANS, lost: 0, repeated: 0 });
    const [messages, switches] = [
      sizes.reduce((sum, size) => sum + size.messages, 0),
      sizes.reduce((sum, size) => sum + size.switches, 0),
    ];
    expect(figures.messages).toBe(messages);
    expect(figures.switches).toBeGreaterThanOrEqual(switches);
  });

  it('emits the gap when the server forgot the missed messages', async () => {
    const server = createPushServer({ tickEvery: 0, buffer: 10 });
    const feed = new URL('/feeds/numbers', await server.listen()).href;
    const story: string[] = [];
    const publish = (count: number): void => {
      for (; count > 0; count--) server.hub.publish('numbers', null);
    };
    const subscription = connection<Numbered>(
      [
        viaSse(`${feed}/sse`),
        viaHttpStream(`${feed}/http-stream`, { resume: { query: 'cursor' }, id: ({ id }) => id }),
      ],
      { sequence: ({ data }) => data.seq, retry: constant(1) },
    ).events$.subscribe((event) => {
      if (event.kind === 'open') story.push(event.continuity);
      if (event.kind === 'message') story.push(`${event.message.data.seq}`);
    });
    const recorded = (last: string): Promise<void> => until(() => story.at(-1) === last);
    await recorded('first');
    publish(1);
    await recorded('1');
    server.faults.drop();
    publish(5);
    await recorded('6');
    server.faults.refuse({ transport: 'sse' });
    server.faults.drop();
    publish(30);
    await recorded('36');
    subscription.unsubscribe();
    await server.close();
    expect(story.join(' ')).toBe('first 1 resumed 2 3 4 5 6 gap 27 28 29 30 31 32 33 34 35 36');
  });
});
