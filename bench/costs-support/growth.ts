/** How a cost grows: the slope of the logarithm of the cost against that of the size. 1 is linear, 0 is constant. */
export function exponent(sizes: readonly number[], costs: readonly number[]): number {
  const points = sizes.map((size, i) => [Math.log(size), Math.log(costs[i] ?? NaN)] as const);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(points.map(([size]) => size)), mean(points.map(([, cost]) => cost))];
  const covariance = mean(points.map(([size, cost]) => (size - x) * (cost - y)));
  return covariance / mean(points.map(([size]) => (size - x) ** 2));
}

/** More than this is worse than linear. */
export const MOST_EXPONENT = 1.1;
