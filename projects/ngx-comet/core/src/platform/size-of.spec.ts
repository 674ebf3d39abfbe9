import { sizeOf } from './size-of';

describe('sizeOf', () => {
  it.each<[string, unknown, number]>([
    ['text', 'x'.repeat(1_000), 1_000],
    ['bytes', new Uint8Array(1_000), 1_008],
    ['a part of a buffer', new Uint8Array(new ArrayBuffer(9_000), 0, 1_000), 1_008],
    ['a buffer', new ArrayBuffer(1_000), 1_008],
    ['a blob', new Blob(['x'.repeat(1_000)]), 1_008],
    ['a number', 7, 8],
    ['nothing', null, 8],
    ['an object, its keys and its values', { ab: 'cde', f: 1 }, 8 + 2 + 3 + 1 + 8],
    ['an array', ['abc', [1]], 8 + 3 + 8 + 8],
    ['text deep in a value', { a: [{ b: { c: 'x'.repeat(1_000) } }] }, 1_035],
  ])('counts %s', (_, value, size) => {
    expect(sizeOf(value)).toBe(size);
  });

  it('counts a value that contains itself once', () => {
    const value: Record<string, unknown> = { text: 'x'.repeat(100) };
    value['self'] = value;
    expect(sizeOf(value)).toBe(8 + 4 + 100 + 4);
  });
});
