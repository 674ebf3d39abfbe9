// Judges readings by their trend: one high reading says nothing, a floor that rises is a leak.

export interface Trend {
  /** What was kept at least: the lower quartile of the first and of the last third. */
  readonly first: number;
  readonly last: number;
  readonly rises: boolean;
}

/** The part of the readings in which caches fill and code is compiled. */
const WARM_UP = 0.15;

/**
 * Whether the floor of the readings rises by more than `allowed`. It compares the lower quartiles of the first and the
 * last third, because a connection that is being made anew, or garbage, is there in some readings and not in others.
 */
export function trendOf(readings: readonly number[], allowed: number): Trend {
  const warm = readings.slice(Math.floor(readings.length * WARM_UP));
  const third = Math.max(1, Math.floor(warm.length / 3));
  const first = lowerQuartile(warm.slice(0, third));
  const last = lowerQuartile(warm.slice(-third));
  return { first, last, rises: last - first > allowed };
}

function lowerQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 4)] ?? NaN;
}
