import { tick } from './tick.ts';

describe('tick', () => {
  it('uses the symbols in turn', () => {
    const symbols = Array.from({ length: 6 }, (_, count) => tick(count).symbol);
    expect(new Set(symbols.slice(0, 5)).size).toBe(5);
    expect(symbols[5]).toBe(symbols[0]);
  });

  it('contains the change of the price', () => {
    const [before, after] = [tick(2), tick(7)];
    expect(after.change).toBeCloseTo(after.price - before.price, 6);
    expect(tick(2).change).toBe(0);
    expect(after.price).not.toBe(before.price);
  });
});
