import * as fc from 'fast-check';
import type { FramingOption } from './framing';
import { pendingOf } from './bounded-framer';
import { resolveFraming } from './resolve-framing';

/** Cuts a text with a framing, however the text itself is cut into pieces. */
function framed(option: FramingOption, pieces: readonly string[]): string[] {
  const framer = resolveFraming(option).create();
  return [...pieces.flatMap((piece) => framer.push(piece)), ...framer.end()];
}

const cases: readonly (readonly [what: string, option: FramingOption, text: string, messages: readonly string[]])[] = [
  ['lines ended by LF', 'lines', 'a\nb\n', ['a', 'b']],
  ['lines ended by CRLF', 'lines', 'a\r\nb\r\n', ['a', 'b']],
  ['a CR within a line', 'lines', 'a\rb\n', ['a\rb']],
  ['empty lines', 'lines', '\n\r\na\n\n', ['a']],
  ['an unterminated last line', 'lines', 'a\nb', ['a', 'b']],
  ['a delimiter of several characters', { delimiter: '--' }, 'a--b---c--', ['a', 'b', '-c']],
  ['a delimiter that repeats itself', { delimiter: 'aba' }, 'xababay', ['x', 'bay']],
  ['records of a JSON sequence', 'json-seq', '\x1e{"a":1}\n\x1e[2]\n', ['{"a":1}', '[2]']],
  ['a JSON text with line breaks', 'json-seq', '\x1e{\n"a":1}\n', ['{\n"a":1}']],
  ['a record that was cut', 'json-seq', '\x1e{"a":\x1e2\n', ['{"a":', '2']],
  ['a number that may have been cut', 'json-seq', '\x1e12\x1e3\n', ['3']],
  ['an object without its LF', 'json-seq', '\x1e{"a":1}\x1etrue\n', ['{"a":1}', 'true']],
  ['the data of events', 'sse', 'id: 1\ndata: a\n\n: hi\n\ndata: b\ndata: c\n\ndata: d', ['a', 'b\nc']],
];

describe('framings', () => {
  describe.each(cases)('%s', (_what, option, text, messages) => {
    it('are told from the whole text', () => {
      expect(framed(option, [text])).toEqual(messages);
    });

    it('are told the same wherever the text is cut in two', () => {
      for (let at = 0; at <= text.length; at++) {
        expect(framed(option, [text.slice(0, at), text.slice(at)])).toEqual(messages);
      }
    });

    it('are told the same one character at a time', () => {
      expect(framed(option, [...text])).toEqual(messages);
    });
  });

  it('hands chunks on as they come, but for empty ones', () => {
    expect(framed('chunks', ['a', '', 'b\n'])).toEqual(['a', 'b\n']);
  });

  it('tells a JSON text as soon as it is whole, without waiting for the next', () => {
    const framer = resolveFraming('json-seq').create();
    expect(framer.push('\x1e{"a":1}\n')).toEqual(['{"a":1}']);
    expect(framer.push('\x1e{"a":2}\n')).toEqual(['{"a":2}']);
    expect(framer.end()).toEqual([]);
  });

  it('uses a framing of the caller', () => {
    const own = { create: () => ({ push: (text: string) => [...text], end: () => ['!'] }) };
    expect(framed(own, ['ab'])).toEqual(['a', 'b', '!']);
    expect(pendingOf(own.create())).toBe(0);
  });

  it('cuts at a delimiter as split does, whatever the pieces are', () => {
    const delimiter = fc.stringMatching(/^[ab|]{1,3}$/);
    const pieces = fc.array(fc.stringMatching(/^[ab|x]{0,6}$/), { maxLength: 12 });
    fc.assert(
      fc.property(delimiter, pieces, (by, parts) => {
        expect(framed({ delimiter: by }, parts)).toEqual(parts.join('').split(by).filter(Boolean));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each<FramingOption>(['lines', { delimiter: '||' }, 'json-seq'])(
    'says how much it holds of a message that does not end: %p',
    (option) => {
      const framer = resolveFraming(option).create();
      framer.push('\x1e');
      for (let n = 0; n < 100; n++) framer.push('x'.repeat(1_000));
      expect(pendingOf(framer)).toBeGreaterThanOrEqual(100_000);
    },
  );

  it('bounds what it keeps of an event that does not end', () => {
    const framer = resolveFraming('sse').create();
    framer.push('data: ');
    for (let n = 0; n < 17; n++) framer.push('x'.repeat(1024 * 1024));
    expect(pendingOf(framer)).toBe(Infinity);
  });

  it('takes linear time for a message of many pieces', () => {
    const framer = resolveFraming('lines').create();
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
  ])('refuses %p with a TypeError', (option, message) => {
    expect(() => resolveFraming(option as FramingOption)).toThrow(TypeError);
    expect(() => resolveFraming(option as FramingOption)).toThrow(message);
  });
});
