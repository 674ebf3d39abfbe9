import * as fc from 'fast-check';
import { collectingFramer, framed } from './spec-support/collecting-framer';
import { fuzzOptions } from './spec-support/fuzz-options';

describe('pending of a framer', () => {
  it('does not count a CR that may be half of a line end', () => {
    const framer = collectingFramer('lines');
    framer.push('0123456789\r');
    expect(framer.pending).toBe(10);
    expect(framer.push('\n')).toEqual(['0123456789']);
  });

  it('does not count text that may be the start of the delimiter', () => {
    const framer = collectingFramer({ delimiter: '<end>' });
    framer.push('0123456789<end');
    expect(framer.pending).toBe(10);
    expect(framer.push('>')).toEqual(['0123456789']);
    expect(framer.pending).toBe(0);
  });

  it('is never negative', () => {
    const framer = collectingFramer({ delimiter: '<end>' });
    framer.push('a');
    expect(framer.pending).toBe(0);
  });
});

describe('text split at a delimiter', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '\r', '\n', '\r\n', ' ', '😀'), { maxLength: 30 });

  it.each([
    ['\n', 'lines' as const, (all: string) => all.split('\n').map((line) => line.replace(/\r$/, ''))],
    ['a', { delimiter: 'a' }, (all: string) => all.split('a')],
    ['ab', { delimiter: 'ab' }, (all: string) => all.split('ab')],
    ['aba', { delimiter: 'aba' }, (all: string) => all.split('aba')],
  ])('has the parts that split() finds in the whole text, however it arrives: %j', (_delimiter, framing, split) => {
    fc.assert(
      fc.property(
        fc.array(
          text.map((tokens) => tokens.join('')),
          { maxLength: 6 },
        ),
        (pieces) => {
          expect(framed(framing, pieces)).toEqual(split(pieces.join('')).filter((part) => part !== ''));
        },
      ),
      fuzzOptions,
    );
  });

  it('starts again after end()', () => {
    for (const delimiter of ['a', 'ab', 'aba']) {
      const framer = collectingFramer({ delimiter });
      expect([...framer.push('xa'), ...framer.end()]).toHaveLength(1);
      expect(framer.pending).toBe(0);
      expect([...framer.push('bay'), ...framer.end()]).toEqual(delimiter === 'a' ? ['b', 'y'] : ['bay']);
    }
  });
});
