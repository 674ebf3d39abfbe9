import { shorten } from './shorten';

describe('shorten', () => {
  it('leaves 100 characters as they are', () => {
    const text = 'x'.repeat(100);
    expect(shorten(text)).toBe(text);
  });

  it('cuts longer text to 100 characters', () => {
    expect(shorten('x'.repeat(101))).toBe(`${'x'.repeat(100)}…`);
  });

  it('cuts before a surrogate pair, not through it', () => {
    expect(shorten(`${'x'.repeat(99)}😀y`)).toBe(`${'x'.repeat(99)}…`);
    expect(shorten(`${'x'.repeat(98)}😀y`)).toBe(`${'x'.repeat(98)}😀…`);
  });

  it('takes errors and other values too', () => {
    expect([shorten(new TypeError('no')), shorten(undefined), shorten(7)]).toEqual(['TypeError: no', 'undefined', '7']);
  });
});
