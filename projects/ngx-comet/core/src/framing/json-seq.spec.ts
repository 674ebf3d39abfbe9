import * as fc from 'fast-check';
import { collectingFramer, framed as framedBy } from './spec-support/collecting-framer';
import { fuzzOptions } from './spec-support/fuzz-options';
import { textWork } from './spec-support/text-work';

const framed = (pieces: readonly string[]): string[] => framedBy('json-seq', pieces);

describe('jsonSeq', () => {
  it('ends a number or literal at any JSON whitespace', () => {
    expect(framed(['\x1e12 \x1e-3\t\x1etrue\r\x1enull\n'])).toEqual(['12', '-3', 'true', 'null']);
  });

  it('drops numbers and literals without whitespace after them, also at the end of the stream', () => {
    expect(framed(['\x1e12\x1etrue\x1efalse\x1enull\x1e{}\n\x1e7'])).toEqual(['{}']);
  });

  it('does not end a text at a line end, bracket or quote within it', () => {
    const text = '{\n "a}": "\\"]\\\\",\n "b": [\n  1\n ]\n}';
    expect(framed([...`\x1e${text}\n\x1e1\n`])).toEqual([text, '1']);
  });

  it('starts a new text at the next record, wherever the last one was cut', () => {
    expect(framed(['\x1e{"a":["\\\x1e{"b":1}\n'])).toEqual(['{"a":["\\', '{"b":1}']);
  });

  it('returns the same messages however the text is cut, well-formed or not', () => {
    const token = fc.constantFrom('\x1e', '\n', '{', '}', '[', ']', '"', '\\', ',', ':', ' ', '1', 'true', 'a');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const text = tokens.join('');
        const whole = framed([text]);
        expect(framed([...text])).toEqual(whole);
        expect(framed(tokens)).toEqual(whole);
      }),
      fuzzOptions,
    );
  });

  it('returns every value as it was written, at its LF', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 5 }), fc.nat(2), (texts, indent) => {
        const framer = collectingFramer('json-seq');
        for (const text of texts) {
          const written = JSON.stringify(JSON.parse(text), null, indent);
          expect(framer.push(`\x1e${written}\n`)).toEqual([written]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does eight times the work for eight times as many lines', () => {
    const workFor = (lines: number): number => {
      const framer = collectingFramer('json-seq');
      const text = `[\n${'"x",\n'.repeat(lines)}1]`;
      const messages: string[] = [];
      const work = textWork(() => {
        messages.push(...framer.push('\x1e[\n'));
        for (let line = 0; line < lines; line++) messages.push(...framer.push('"x",\n'));
        messages.push(...framer.push('1]\n'));
      });
      expect(messages).toEqual([text]);
      // The count covers the whole text. Otherwise the comparison below proves nothing.
      expect(work).toBeGreaterThanOrEqual(text.length);
      return work;
    };
    // Reading all held text again at each line would be 64 times the work.
    expect(workFor(2_000) / workFor(250)).toBeLessThan(10);
  });
});
