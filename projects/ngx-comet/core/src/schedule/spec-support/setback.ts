import fc from 'fast-check';
import { PushError } from '../../vocabulary/push-error';
import type { RetrySchedule, Setback } from '../retry-schedule';

const broken = new PushError('network', 'broken', { transient: true });
const refused = new PushError('http', '404', { transient: false, status: 404 });
const closed = new PushError('closed', 'the server ended the stream', { transient: true });

/** The first setback of a series, with the given properties changed. */
export function setback(facts: Partial<Setback> = {}): Setback {
  return { error: broken, attempt: 1, elapsed: 0, serverDelay: undefined, random: 0.5, previous: 0, ...facts };
}

/** Any setback that can happen, with extreme values too. */
export function setbacks(): fc.Arbitrary<Setback> {
  const requested = fc.oneof(fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 0, max: 2 ** 31 - 1 }));
  const facts = fc.record({
    error: fc.constantFrom(broken, refused, closed),
    attempt: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })),
    elapsed: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    serverDelay: fc.option(requested, { nil: undefined }),
    random: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    previous: fc.double({ min: 0, max: 2 ** 31 - 1, noNaN: true }),
  });
  // A delay of the server is kept from `retry:`, or it is in the answer to this attempt.
  return fc.tuple(facts, fc.boolean()).map(([all, fresh]) => (fresh ? { ...all, error: busy(all.serverDelay) } : all));
}

function busy(retryAfter: number | undefined): PushError {
  return new PushError('http', '503', { transient: true, status: 503, retryAfter });
}

/** Any delay that a caller can pass, also one that no timer takes. */
export function delays(): fc.Arbitrary<number> {
  return fc.oneof(
    fc.integer({ min: 0, max: 600_000 }),
    fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true, noDefaultInfinity: true }),
  );
}

/** Schedules that return a constant, out of bounds and `undefined` included. */
export function anySchedule(): fc.Arbitrary<RetrySchedule> {
  return fc
    .option(fc.oneof(delays(), fc.constantFrom(-1, Infinity, -Infinity)), { nil: undefined })
    .map((delay) => () => delay);
}

/** Always gives up. */
export const givesUp: RetrySchedule = () => undefined;

/** Values that are not a number of milliseconds. */
export const NOT_MS: readonly [number, string][] = [
  [-1, '-1'],
  [NaN, 'NaN'],
  [Infinity, 'Infinity'],
  ['5' as unknown as number, '"5"'],
  [undefined as unknown as number, 'undefined'],
];
