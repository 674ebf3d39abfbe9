import * as fc from 'fast-check';
import { isPushError } from '../vocabulary/is-push-error';
import { collectingFramer, framed as framedBy } from './spec-support/collecting-framer';
import { fuzzOptions } from './spec-support/fuzz-options';
import { textWork } from './spec-support/text-work';

const framed = (pieces: readonly string[]): string[] => framedBy('json', pieces);

const cases: readonly (readonly [what: string, text: string, messages: readonly string[]])[] = [
  ['values with nothing between them', '{"a":1}{"b":2}[3]"x"{}', ['{"a":1}', '{"b":2}', '[3]', '"x"', '{}']],
  [
    'values with whitespace between them',
    ' {"a":1}\r\n\t{"b":\n 2}\n\n 3 true\n',
    ['{"a":1}', '{"b":\n 2}', '3', 'true'],
  ],
  ['values with commas between them', '{"a":1},{"b":2},\n3,4,', ['{"a":1}', '{"b":2}', '3', '4']],
  ['values with record separators between them', '\x1e{"a":1}\n\x1e2\n', ['{"a":1}', '2']],
  ['words that the next value ends', '1{}2"x"true[]null"y"', ['1', '{}', '2', '"x"', 'true', '[]', 'null', '"y"']],
  ['a word that the end of the text ends', '1 -2.5e3', ['1', '-2.5e3']],
  ['only null', 'null', ['null']],
  ['brackets and escapes in strings', '{"}":"\\"}\\\\"}"{[\\""', ['{"}":"\\"}\\\\"}', '"{[\\""']],
  ['characters of two code units', '"😀"{"😀":"…"}', ['"😀"', '{"😀":"…"}']],
  ['nothing', '', []],
  ['only separators', ' \n,\r\n\t', []],
  ['an array', '[{"a":1},\n 2 , "x",null,[3,[4]]]', ['{"a":1}', '2', '"x"', 'null', '[3,[4]]']],
  ['an array without items', ' [ ] ', []],
  ['arrays one after the other', '[1,2]\n[3][[4]]', ['1', '2', '3', '[4]']],
  ['an array, then another value', '[1]{"a":2}3[4]', ['1', '{"a":2}', '3', '4']],
  ['an array after another value', '{"a":1}[2,3]', ['{"a":1}', '[2,3]']],
  ['a comma after the last item', '[1,2,]', ['1', '2']],
  ['an array that has not ended', '[1,2,', ['1', '2', '[']],
  ['an array that has not ended after a word, which may be cut', '[1,2', ['1', '[2']],
  ['an array that has not ended within an item', '[1,{"a":[', ['1', '[{"a":[']],
  ['an object that has not ended', '{"a":1}{"b":', ['{"a":1}', '{"b":']],
  ['a string that has not ended', '1 "a\\"', ['1', '"a\\"']],
  ['a literal that has not ended', 'tru', ['tru']],
  [
    'a line that is no JSON',
    '{"a":1}\nWarning: x in y, "z" {\r\n{"b":2}',
    ['{"a":1}', 'Warning: x in y, "z" {', '{"b":2}'],
  ],
  ['a line that begins like a literal', 'not found\n1', ['not found', '1']],
  ['a last line that is no JSON', '1\noops', ['1', 'oops']],
  ['closing brackets of nothing', '{}}]\n{}', ['{}', '}]', '{}']],
  ['brackets that do not match', '{"a":[1}}\n2', ['{"a":[1}}', '2']],
  ['an item that is no JSON', '[1,NaN,2,\nundefined\n,3,}:,4]5', ['1', 'NaN', '2', 'undefined', '3', '}:', '4', '5']],
];

/** A JSON text, which begins as a value or as an array, and the values that it stands for. */
const value = fc.jsonValue({ maxDepth: 3 });
const indent = fc.constantFrom(undefined, 1, '\t');
const written = fc.tuple(value, indent).map(([one, by]) => JSON.stringify(one, null, by));
const separator = fc.constantFrom(' ', '\n', '\r\n', '\t', ',', ' , ', '\n\n', '\x1e');

/** Cuts a text at these places. */
function cutAt(text: string, places: readonly number[]): string[] {
  const cuts = places.map((place) => place % (text.length + 1)).sort((a, b) => a - b);
  return [0, ...cuts].map((from, n) => text.slice(from, cuts[n] ?? text.length));
}

const isWord = (text: string): boolean => /^[-\dtfn]/.test(text);

/** Joins values, with nothing between them where that is clear. */
function joined(texts: readonly string[], separators: readonly string[]): string {
  return texts
    .map((text, n) => {
      const before = texts[n - 1] ?? '';
      const between = separators[n] ?? '';
      return (between === '' && isWord(before) && isWord(text) ? ' ' : between) + text;
    })
    .join('');
}

const places = fc.array(fc.nat(2_000), { maxLength: 8 });

describe('jsonValues', () => {
  describe.each(cases)('%s', (_what, text, messages) => {
    it('is split when the text arrives as a whole', () => {
      expect(framed([text])).toEqual(messages);
    });

    it('is split the same when the text arrives in two pieces, cut anywhere', () => {
      for (let at = 0; at <= text.length; at++) expect(framed([text.slice(0, at), text.slice(at)])).toEqual(messages);
    });

    it('is split the same when the text arrives one character at a time', () => {
      expect(framed([...text].flatMap((character) => [character, '']))).toEqual(messages);
    });
  });

  it('returns a value as soon as its last character is there, and a word at the next character', () => {
    const framer = collectingFramer('json');
    expect(framer.push('{"a":1')).toEqual([]);
    expect(framer.push('}')).toEqual(['{"a":1}']);
    expect(framer.push('"x"')).toEqual(['"x"']);
    expect(framer.push('12')).toEqual([]);
    expect(framer.push('3')).toEqual([]);
    expect(framer.push('\n')).toEqual(['123']);
    expect(framer.push('[4]')).toEqual(['[4]']);
  });

  it('returns the items of an array as soon as each is complete', () => {
    const framer = collectingFramer('json');
    expect(framer.push('[{"a":1}')).toEqual(['{"a":1}']);
    expect(framer.push(',{"a":2},3')).toEqual(['{"a":2}']);
    expect(framer.push(']')).toEqual(['3']);
    expect(framer.end()).toEqual([]);
  });

  it('starts again after end()', () => {
    const framer = collectingFramer('json');
    for (const unfinished of ['[1,{"a":"\\', '{"a":', '"x', '12', 'oops']) {
      expect([...framer.push(unfinished), ...framer.end()].length).toBeGreaterThan(0);
      expect(framer.pending).toBe(0);
      expect([...framer.push('[1]'), ...framer.end()]).toEqual(['1']);
      expect([...framer.push('{}[1]'), ...framer.end()]).toEqual(['{}', '[1]']);
    }
  });

  it('returns any values, whatever is between them and wherever the text is cut', () => {
    fc.assert(
      fc.property(
        fc.array(written, { maxLength: 6 }),
        fc.array(fc.option(separator, { nil: '' }), { minLength: 7, maxLength: 7 }),
        places,
        (texts, separators, cuts) => {
          // The first value decides whether arrays are split.
          const values = ['{}', ...texts];
          const messages = framed(cutAt(joined(values, separators), cuts));
          expect(messages).toEqual(values);
          expect(messages.map((text): unknown => JSON.parse(text))).toEqual(
            values.map((text): unknown => JSON.parse(text)),
          );
        },
      ),
      fuzzOptions,
    );
  });

  it('returns the items that JSON.parse finds in any array, however it is written and cut', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), indent, places, (items, by, cuts) => {
        const text = JSON.stringify(items, null, by);
        const messages = framed(cutAt(text, cuts)).map((message): unknown => JSON.parse(message));
        expect(messages).toEqual(JSON.parse(text));
      }),
      fuzzOptions,
    );
  });

  it('returns the same messages however the text is cut, well-formed or not, and loses no character', () => {
    const token = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      '"',
      '\\',
      ',',
      ':',
      ' ',
      '\n',
      '1',
      '-',
      'true',
      'nul',
      'a',
      '😀',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const text = tokens.join('');
        const whole = framed([text]);
        expect(framed([...text])).toEqual(whole);
        expect(framed(tokens)).toEqual(whole);
        const kept = (all: string): string => all.replace(/[\s,[\]]/g, '');
        expect(kept(whole.join(''))).toBe(kept(text));
      }),
      fuzzOptions,
    );
  });

  it('takes a value that is nested 1,000 levels deep, and no deeper one', () => {
    const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
    expect(framed([nested(1_000)])).toEqual([nested(1_000)]);
    const refused = (text: string): unknown => {
      try {
        return framed(['[1,', text]);
      } catch (error) {
        return error;
      }
    };
    expect(refused(`[${nested(999)}]`)).toEqual(['1', `[${nested(999)}]`, '[']);
    const error = refused(nested(1_001));
    expect(isPushError(error)).toBe(true);
    expect(error).toMatchObject({
      code: 'overflow',
      message: 'a message is nested deeper than 1000 levels',
      transient: false,
      transport: 'http-stream',
    });
    expect(refused('['.repeat(100_000))).toMatchObject({ code: 'overflow' });
  });

  it.each([
    ['an object', '{"text":"', '\\"}x', '"}'],
    ['a string', '"', '{\\\\', '"'],
    ['a number', '1', '2345', ' '],
    ['a line that is no JSON', 'x', '{"a ', '\n'],
  ])('takes linear time and counts what it holds: %s of many pieces', (_what, start, middle, end) => {
    const workFor = (pieces: number): number => {
      const framer = collectingFramer('json');
      const piece = middle.repeat(16);
      const messages: string[] = [];
      const work = textWork(() => {
        messages.push(...framer.push(start));
        for (let n = 0; n < pieces; n++) messages.push(...framer.push(piece));
        expect(framer.pending).toBe(start.length + pieces * piece.length);
        messages.push(...framer.push(end));
      });
      expect(messages).toEqual([(start + piece.repeat(pieces) + end).trim()]);
      // The count covers the whole text. Otherwise the comparison below proves nothing.
      expect(work).toBeGreaterThanOrEqual(pieces * piece.length);
      return work;
    };
    expect(workFor(16_000) / workFor(2_000)).toBeLessThan(10);
  });

  it('holds nothing of the whitespace between values', () => {
    const framer = collectingFramer('json');
    for (let n = 0; n < 100; n++) framer.push(' \n'.repeat(1_000));
    expect(framer.pending).toBe(0);
    framer.push('[');
    for (let n = 0; n < 100; n++) framer.push('1,\n'.repeat(1_000));
    expect(framer.pending).toBe(0);
  });
});
