import { createHash } from 'node:crypto';
import { sha256 } from './sha256';

const reference = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('sha256', () => {
  it('agrees with the reference for every length around the limits of its blocks', () => {
    for (let length = 0; length < 260; length++) {
      const text = Array.from({ length }, (_, i) => String.fromCharCode(1 + ((i * 31 + length) % 127))).join('');
      expect([length, sha256(text)]).toEqual([length, reference(text)]);
    }
  });

  it('is that of the UTF-8 bytes', () => {
    expect(sha256('Grüße €, 🙂')).toBe(reference('Grüße €, 🙂'));
  });

  it('counts the bits of a long text', () => {
    const text = 'x'.repeat(1_000_000);
    expect(sha256(text)).toBe(reference(text));
  });
});
