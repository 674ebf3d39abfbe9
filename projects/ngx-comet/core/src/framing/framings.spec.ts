import * as fc from 'fast-check';
import type { FramingOption } from './framing';
import { resolveFraming } from './resolve-framing';
import { collectingFramer, framed } from './spec-support/collecting-framer';

/** A framing of text without a type. */
type TextFraming = Exclude<FramingOption, 'by-type'>;

const cases: readonly (readonly [what: string, option: TextFraming, text: string, messages: readonly string[]])[] = [
  ['lines ended by LF', 'lines', 'a\nb\n', ['a', 'b']],
  ['lines ended by CRLF', 'lines', 'a\r\nb\r\n', ['a', 'b']],
  ['a CR within a line', 'lines', 'a\rb\n', ['a\rb']],
  ['empty lines', 'lines', '\n\r\na\n\n', ['a']],
  ['an unterminated last line', 'lines', 'a\nb', ['a', 'b']],
  ['a delimiter of several characters', { delimiter: '--' }, 'a--b---c--', ['a', 'b', '-c']],
  ['a delimiter that overlaps itself', { delimiter: 'aba' }, 'xababay', ['x', 'bay']],
  ['records of a JSON sequence', 'json-seq', '\x1e{"a":1}\n\x1e[2]\n', ['{"a":1}', '[2]']],
  ['a JSON text with line ends', 'json-seq', '\x1e{\n"a":1}\n', ['{\n"a":1}']],
  ['a record that was cut', 'json-seq', '\x1e{"a":\x1e2\n', ['{"a":', '2']],
  ['a number that may have been cut', 'json-seq', '\x1e12\x1e3\n', ['3']],
  ['an object without its LF', 'json-seq', '\x1e{"a":1}\x1etrue\n', ['{"a":1}', 'true']],
  ['the data of events', 'sse', 'id: 1\ndata: a\n\n: hi\n\ndata: b\ndata: c\n\ndata: d', ['a', 'b\nc']],
];

describe('a framing', () => {
  describe.each(cases)('%s', (_what, option, text, messages) => {
    it('is split when the text arrives as a whole', () => {
      expect(framed(option, [text])).toEqual(messages);
    });

    it('is split the same when the text arrives in two pieces, cut anywhere', () => {
      for (let at = 0; at <= text.length; at++) {
        expect(framed(option, [text.slice(0, at), text.slice(at)])).toEqual(messages);
      }
    });

    it('is split the same when the text arrives one character at a time', () => {
      expect(framed(option, [...text])).toEqual(messages);
    });
  });

  it('returns chunks as they arrive, except empty ones', () => {
    expect(framed('chunks', ['a', '', 'b\n'])).toEqual(['a', 'b\n']);
  });

  it('returns a JSON text at its LF, without waiting for the next', () => {
    const framer = collectingFramer('json-seq');
    expect(framer.push('\x1e{"a":1}\n')).toEqual(['{"a":1}']);
    expect(framer.push('\x1e{"a":2}\n')).toEqual(['{"a":2}']);
    expect(framer.end()).toEqual([]);
  });

  it("may be the caller's own", () => {
    const own = { create: () => ({ push: (text: string) => [...text], end: () => ['!'] }) };
    expect(framed(own, ['ab'])).toEqual(['a', 'b', '!']);
    expect(collectingFramer(own).pending).toBe(0);
  });

  it('splits at a delimiter like split(), whatever the pieces are', () => {
    const delimiter = fc.stringMatching(/^[ab|]{1,3}$/);
    const pieces = fc.array(fc.stringMatching(/^[ab|x]{0,6}$/), { maxLength: 12 });
    fc.assert(
      fc.property(delimiter, pieces, (by, parts) => {
        expect(framed({ delimiter: by }, parts)).toEqual(parts.join('').split(by).filter(Boolean));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<TextFraming>(['lines', { delimiter: '||' }, 'json', 'json-seq'])(
    'counts the characters of an unfinished message: %p',
    (option) => {
      const framer = collectingFramer(option);
      framer.push('\x1e');
      for (let n = 0; n < 100; n++) framer.push('x'.repeat(1_000));
      expect(framer.pending).toBeGreaterThanOrEqual(100_000);
    },
  );

  it('limits how much it keeps of an unfinished event', () => {
    const framer = collectingFramer('sse');
    framer.push('data: ');
    for (let n = 0; n < 17; n++) framer.push('x'.repeat(1024 * 1024));
    expect(framer.pending).toBe(Infinity);
  });

  it('takes linear time for a message of many pieces', () => {
    const framer = collectingFramer('lines');
    const piece = 'x'.repeat(1_024);
    for (let n = 0; n < 16_384; n++) framer.push(piece);
    expect(framer.push('\n')[0]).toHaveLength(16 * 1024 * 1024);
  });

  it.each<[unknown, RegExp]>([
    ['words', /framing .*"words"/],
    ['toString', /framing .*"toString"/],
    [null, /framing .*null/],
    [{}, /framing .*an object/],
    [{ delimiter: '' }, /framing\.delimiter .*""/],
    [{ create: true }, /framing/],
  ])('is rejected with a TypeError: %p', (option, message) => {
    expect(() => resolveFraming(option as TextFraming)).toThrow(TypeError);
    expect(() => resolveFraming(option as TextFraming)).toThrow(message);
  });
});
