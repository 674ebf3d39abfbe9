import { roughSize } from './rough-size';

describe('roughSize', () => {
  const size = (value: unknown): number => roughSize(value, 1_000_000);

  it.each([
    [7, 8],
    [null, 8],
    [undefined, 8],
    ['price', 18],
    [{}, 8],
    [{ bid: 1, ask: 'high' }, 32],
    [[1, 2, [3]], 40],
    [new Uint8Array(100).subarray(10), 98],
    [new ArrayBuffer(50), 58],
    [new Map([['a', 1]]), 34],
    [new Set(['ab']), 20],
  ])('of %p is %p', (value, bytes) => {
    expect(size(value)).toBe(bytes);
  });

  it('counts an object once, however often it is referred to', () => {
    const shared = { text: 'abcd' };
    const circle: Record<string, unknown> = { shared, again: shared };
    circle['itself'] = circle;
    expect(size(circle)).toBe(8 + 8 + 16 + 8 + 8);
  });

  it('stops counting beyond the limit', () => {
    const read = jest.fn(() => 1);
    const parts = Array.from({ length: 100 }, () => Object.defineProperty({}, 'x', { get: read, enumerable: true }));
    expect(roughSize(parts, 100)).toBeGreaterThan(100);
    expect(read.mock.calls.length).toBeLessThan(20);
  });

  it('counts long arrays', () => {
    expect(roughSize(new Array<number>(500_000).fill(1), 1e9)).toBe(8 + 500_000 * 8);
  });
});
