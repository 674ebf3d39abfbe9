import { WakeLimit } from './wake-limit';

describe('WakeLimit', () => {
  let now: number;
  let limit: WakeLimit;
  const delays = (count: number): number[] => Array.from({ length: count }, () => limit.next());
  const TEN_AT_ONCE = Array.from({ length: 10 }, () => 0);

  beforeEach(() => {
    now = 1_000_000;
    limit = new WakeLimit(() => now);
  });

  it('lets ten wakes pass at once, then one per second', () => {
    expect(delays(11)).toEqual([...TEN_AT_ONCE, 1_000]);
    now += 1_000;
    expect(limit.next()).toBe(1_000);
    now += 1_400;
    expect(limit.next()).toBe(600);
  });

  it('lets ten wakes pass again after ten seconds without one', () => {
    delays(10);
    now += 10_000;
    expect(delays(11)).toEqual([...TEN_AT_ONCE, 1_000]);
  });

  it('lets a wake pass after a second at most, even if the clock is put back', () => {
    delays(10);
    now -= 3_600_000;
    expect(limit.next()).toBe(1_000);
  });
});
