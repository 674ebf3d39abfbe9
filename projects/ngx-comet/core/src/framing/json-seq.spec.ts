import * as fc from 'fast-check';
import { jsonSeq } from './json-seq';
import { fuzzOptions } from './spec-support/fuzz-options';
import { textWork } from './spec-support/text-work';

function told(pieces: readonly string[]): string[] {
  const framer = jsonSeq.create();
  return [...pieces.flatMap((piece) => framer.push(piece)), ...framer.end()];
}

describe('JSON text sequences', () => {
  it('takes any JSON whitespace for the end of a number', () => {
    expect(told(['\x1e12 \x1e-3\t\x1etrue\r\x1enull\n'])).toEqual(['12', '-3', 'true', 'null']);
  });

  it('drops numbers and literals that nothing ends, at the end of the stream too', () => {
    expect(told(['\x1e12\x1etrue\x1efalse\x1enull\x1e{}\n\x1e7'])).toEqual(['{}']);
  });

  it('does not end a text at a line break, bracket or quote within it', () => {
    const text = '{\n "a}": "\\"]\\\\",\n "b": [\n  1\n ]\n}';
    expect(told([...`\x1e${text}\n\x1e1\n`])).toEqual([text, '1']);
  });

  it('starts over at the next record, in whatever state the last one was cut', () => {
    expect(told(['\x1e{"a":["\\\x1e{"b":1}\n'])).toEqual(['{"a":["\\', '{"b":1}']);
  });

  it('tells the same however the text is cut, well-formed or not', () => {
    const token = fc.constantFrom('\x1e', '\n', '{', '}', '[', ']', '"', '\\', ',', ':', ' ', '1', 'true', 'a');
    fc.assert(
      fc.property(fc.array(token, { maxLength: 30 }), (tokens) => {
        const text = tokens.join('');
        const whole = told([text]);
        expect(told([...text])).toEqual(whole);
        expect(told(tokens)).toEqual(whole);
      }),
      fuzzOptions,
    );
  });

  it('tells every value as it was written, at once', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 5 }), fc.nat(2), (texts, indent) => {
        const framer = jsonSeq.create();
        for (const text of texts) {
          const written = JSON.stringify(JSON.parse(text), null, indent);
          expect(framer.push(`\x1e${written}\n`)).toEqual([written]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('does eight times the work for a text of eight times as many lines', () => {
    const workFor = (lines: number): number => {
      const framer = jsonSeq.create();
      const text = `[\n${'"x",\n'.repeat(lines)}1]`;
      const messages: string[] = [];
      const work = textWork(() => {
        messages.push(...framer.push('\x1e[\n'));
        for (let line = 0; line < lines; line++) messages.push(...framer.push('"x",\n'));
        messages.push(...framer.push('1]\n'));
      });
      expect(messages).toEqual([text]);
      // All that looks at the text is counted, or the comparison would compare nothing.
      expect(work).toBeGreaterThanOrEqual(text.length);
      return work;
    };
    // To look again at all that is held at each line would be 64 times the work.
    expect(workFor(2_000) / workFor(250)).toBeLessThan(10);
  });
});
