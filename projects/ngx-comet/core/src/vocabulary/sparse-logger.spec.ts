import { sparseLogger } from './sparse-logger';

describe('sparseLogger', () => {
  it('logs the first warning at once, then one every 10 s at most with the number of those left out', () => {
    let now = 0;
    const lines: unknown[][] = [];
    const { warn } = sparseLogger({ warn: (...line) => lines.push(line) }, () => now);
    warn('full', 1);
    warn('full', 2);
    now = 9_999;
    warn('full', 3);
    expect(lines).toEqual([['full', 1]]);
    now = 10_000;
    warn('full', 4);
    now = 30_000;
    warn('full', 5);
    expect(lines.slice(1)).toEqual([
      ['full (and 2 more since the last warning)', 4],
      ['full', 5],
    ]);
  });
});
