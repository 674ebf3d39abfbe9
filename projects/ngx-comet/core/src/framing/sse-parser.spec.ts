import * as fc from 'fast-check';
import { createParser } from 'eventsource-parser';
import { SseParser } from './sse-parser';
import { fuzzOptions } from './spec-support/fuzz-options';
import { referenceSse, type Said } from './spec-support/reference-sse';

function parsed(pieces: readonly string[], maxMessageSize = 1_000_000): (Said | 'overflow')[] {
  const said: (Said | 'overflow')[] = [];
  const parser = new SseParser(
    {
      message: (data, event, id) => said.push({ kind: 'event', data, event, id }),
      cursor: (id) => said.push({ kind: 'cursor', id }),
      retryDelay: (ms) => said.push({ kind: 'retry', ms }),
    },
    maxMessageSize,
  );
  for (const piece of pieces) {
    if (parser.push(piece)) continue;
    said.push('overflow');
    break;
  }
  return said;
}

/** Encodes the stream, cuts the bytes at these places, and decodes them with one streaming decoder. */
function decoded(stream: string, cuts: readonly number[]): string[] {
  const bytes = new TextEncoder().encode(stream);
  const decoder = new TextDecoder();
  return [0, ...cuts].map((from, n) => decoder.decode(bytes.subarray(from, cuts[n] ?? bytes.length), { stream: true }));
}

const event = (data: string, rest: Partial<Extract<Said, { kind: 'event' }>> = {}): Said => ({
  kind: 'event',
  data,
  event: 'message',
  id: undefined,
  ...rest,
});

/** The rules and examples of WHATWG HTML §9.2.6, and the cases of the web platform tests in `eventsource/`. */
const cases: readonly (readonly [what: string, stream: string, said: readonly Said[]])[] = [
  ['an event', 'data: a\n\n', [event('a')]],
  ['the example of two data lines', 'data: YHOO\ndata: +2\ndata: 10\n\n', [event('YHOO\n+2\n10')]],
  [
    'the example of comments and ids',
    ': test\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third\n\n',
    [event('first event', { id: '1' }), event('second event', { id: '' }), event(' third')],
  ],
  ['the example of empty data', 'data\n\ndata\ndata\n\ndata:', [event(''), event('\n')]],
  ['the example of one optional space', 'data:test\n\ndata: test\n\n', [event('test'), event('test')]],
  ['two spaces, of which one is removed', 'data:  a \n\n', [event(' a ')]],
  ['a tab, which is not removed', 'data:\ta\n\n', [event('\ta')]],
  ['no data line', 'event: a\n\nid: 1\n\n', [{ kind: 'cursor', id: '1' }]],
  ['empty data', 'data:\n\n', [event('')]],
  ['an event name', 'event: note\ndata: a\n\n', [event('a', { event: 'note' })]],
  ['an empty event name', 'event:\ndata: a\n\n', [event('a')]],
  ['several event names, of which the last counts', 'event: a\nevent: b\ndata: c\n\n', [event('c', { event: 'b' })]],
  ['an event name, which the next event does not get', 'event: a\n\ndata: b\n\n', [event('b')]],
  ['an id', 'id: 1\ndata: a\n\n', [event('a', { id: '1' })]],
  ['an empty id, which clears the cursor', 'id\ndata: a\n\n', [event('a', { id: '' })]],
  ['an id with a NUL', 'id: 1\0\ndata: a\n\n', [event('a')]],
  ['an id with a NUL after a good one', 'id: 1\nid: 2\0\ndata: a\n\n', [event('a', { id: '1' })]],
  ['an id without data, then an event without id', 'id: 1\n\ndata: a\n\n', [{ kind: 'cursor', id: '1' }, event('a')]],
  ['an id with characters beyond ASCII', 'id: …😀\ndata: a\n\n', [event('a', { id: '…😀' })]],
  ['a delay', 'retry: 3000\n\n', [{ kind: 'retry', ms: 3_000 }]],
  ['a delay of zero', 'retry:0\n\n', [{ kind: 'retry', ms: 0 }]],
  ['a delay longer than a timer takes', 'retry: 99999999999\n\n', [{ kind: 'retry', ms: 2 ** 31 - 1 }]],
  ['a delay of 64 digits', `retry: ${'5'.padStart(64, '0')}\n\n`, [{ kind: 'retry', ms: 5 }]],
  ['a delay of more than 64 digits', `retry: ${'5'.padStart(65, '0')}\n\n`, []],
  ['invalid delays', 'retry: 10abc\nretry: -5\nretry: 1.5\nretry:\nretry: +1\nretry: ١\n\n', []],
  ['a comment in an event', 'data: a\n: hi\ndata: b\n\n', [event('a\nb')]],
  ['fields of other names', 'dat: a\ndataa: b\n data: c\nDATA: d\ndata : e\n\n', []],
  ['a colon in a value', 'data: a: b\n\n', [event('a: b')]],
  ['bare CR', 'data: a\rdata: b\r\rdata: c\r\r', [event('a\nb'), event('c')]],
  ['CRLF', 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', [event('a\nb'), event('c')]],
  ['mixed line ends', 'data: a\ndata: b\r\n\rdata: c\n\r\n', [event('a\nb'), event('c')]],
  ['LF CR, which is two line ends', 'data: a\n\rdata: b\n\n', [event('a'), event('b')]],
  ['other line separators, which end no line', 'data: a\u2028b\u0085c\v\f\n\n', [event('a\u2028b\u0085c\v\f')]],
  ['an unfinished event', 'data: a\n\nid: 2\ndata: b\n', [event('a')]],
  ['an unfinished line', 'data: a\n\ndata: b', [event('a')]],
  ['one BOM', '\uFEFFdata: a\n\n', [event('a')]],
  ['two BOMs, of which the second is part of the field name', '\uFEFF\uFEFFdata: a\n\ndata: b\n\n', [event('b')]],
  ['a BOM in a value', 'data: \uFEFFa\n\n', [event('\uFEFFa')]],
  ['a BOM at the start of a later line', 'data: a\n\n\uFEFFdata: b\n\n', [event('a')]],
  ['text that is a BOM in Latin-1', 'ï»¿data: a\n\ndata: b\n\n', [event('b')]],
  ['characters of several bytes', 'data: €😀ä\n\n', [event('€😀ä')]],
  ['a NUL in data', 'data:\0\n\n', [event('\0')]],
  ['a NUL in the name of a field', 'data\0: a\ndata: b\n\n', [event('b')]],
  ['a tab, a lone space and no space', 'data:\ttest\rdata: \ndata:test\n\n', [event('\ttest\n\ntest')]],
  [
    'fields that look alike, with all three line ends',
    'data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\rda-ta:3\rdata_5\ndata:3\rdata:\r\n data:32\ndata:4\n\n',
    [event('\0\n 2\n1\n3\n\n4')],
  ],
  ['an id with a space of its own', 'id:  7 \ndata: a\n\n', [event('a', { id: ' 7 ' })]],
  ['a retry in the middle of an event', 'data: a\nretry: 5\ndata: b\n\n', [{ kind: 'retry', ms: 5 }, event('a\nb')]],
  ['names and ids without a colon', 'event\nid\nretry\ndata\n\n', [event('', { id: '' })]],
  ['many empty lines', '\n\r\r\n\n\ndata: a\n\n\n\n', [event('a')]],
  ['nothing', '', []],
  ['only comments', ':\n:hi\n\n', []],
];

/**
 * Checks random streams of the tokens below, cut anywhere. The first line is a comment, so a BOM after it is not at the
 * start of the stream.
 */
function fuzz(check: (text: string, pieces: readonly string[]) => void): void {
  const token = fc.constantFrom(...TOKENS);
  const stream = fc.array(token, { maxLength: 40 }).map((tokens) => `:\n${tokens.join('')}`);
  fc.assert(
    fc.property(stream, fc.array(fc.nat(200), { maxLength: 8 }), (text, places) => {
      const size = new TextEncoder().encode(text).length;
      const cuts = [...new Set(places.map((place) => place % (size + 1)))].sort((a, b) => a - b);
      check(text, decoded(text, cuts));
    }),
    fuzzOptions,
  );
}

// prettier-ignore
const TOKENS = [
  'data', 'event', 'id', 'retry', ':', ': ', ' ', '\n', '\r', '\r\n', '\n\n', 'a', '1', '42', '\0', '…', '😀', '\uFEFF',
  'x: y', 'data: hello', 'id: 7', 'event: note', 'retry: 250', 'data: a\n\n', 'id: 8\ndata: b\n\n', 'dat', 'eve', 'xdata',
];

describe('SseParser', () => {
  describe.each(cases)('%s', (_what, stream, said) => {
    const size = new TextEncoder().encode(stream).length;

    it('is parsed when it arrives as a whole', () => {
      expect(parsed(decoded(stream, []))).toEqual(said);
    });

    it('is parsed the same when it arrives in two or three pieces, cut anywhere', () => {
      for (let first = 0; first <= size; first++) {
        for (let second = first; second <= size; second++) {
          expect({ first, second, said: parsed(decoded(stream, [first, second])) }).toEqual({ first, second, said });
        }
      }
    });

    it('is parsed the same when it arrives one byte at a time', () => {
      expect(
        parsed(
          decoded(
            stream,
            Array.from({ length: size }, (_, at) => at),
          ),
        ),
      ).toEqual(said);
    });

    it('is parsed the same by the reference algorithm', () => {
      expect(referenceSse(stream.replace(/^\uFEFF/, ''))).toEqual(said);
    });
  });

  it('ends an event at a bare CR, without waiting for the next byte', () => {
    expect(parsed(['data: a\r', '\r'])).toEqual([event('a')]);
  });

  it('takes a CR and an LF for one line end, also with empty pieces between them', () => {
    expect(parsed(['data: a\r', '', '\ndata: b\r', '', '', '\n\r', '', '\n'])).toEqual([event('a\nb')]);
  });

  it('agrees with the reference algorithm on any stream, however it is cut', () => {
    fuzz((text, pieces) => {
      expect(parsed(pieces)).toEqual(referenceSse(text));
    });
  }, 600_000);

  it('agrees with eventsource-parser on the events of any stream', () => {
    fuzz((text, pieces) => {
      const theirs: Said[] = [];
      const parser = createParser({
        onEvent: ({ data, event: name = 'message', id }) => theirs.push({ kind: 'event', data, event: name, id }),
      });
      for (const piece of pieces) parser.feed(piece);
      expect(parsed(pieces).filter((said) => said !== 'overflow' && said.kind === 'event')).toEqual(theirs);
    });
  }, 600_000);

  it('reports the same events as too long however the stream is cut', () => {
    fuzz((text, pieces) => {
      expect(parsed([...pieces, '\n'], 8)).toEqual(parsed([`${text}\n`], 8));
    });
  }, 600_000);

  it('reports comments, and no line of another name, however the stream is cut', () => {
    const stream = ': one\nother: two\ndata: a\n:three\n\n:\nother\n: \n';
    for (let first = 0; first <= stream.length; first++) {
      for (let second = first; second <= stream.length; second++) {
        const comments: string[] = [];
        const ignore = () => undefined;
        const parser = new SseParser({ message: ignore, cursor: ignore, retryDelay: ignore }, 100, (text) =>
          comments.push(text),
        );
        for (const piece of [stream.slice(0, first), stream.slice(first, second), stream.slice(second)])
          parser.push(piece);
        expect({ first, second, comments }).toEqual({ first, second, comments: ['one', 'three', '', ''] });
      }
    }
  });

  it('reports an event longer than the limit before the event has ended', () => {
    expect(parsed(['data: ', 'x'.repeat(60), 'x'.repeat(60)], 100)).toEqual(['overflow']);
    expect(parsed(['data: 0123456789\n', 'data: 0123456789\n', 'data: 01\n'], 15)).toEqual(['overflow']);
    expect(parsed([`: ${'x'.repeat(1_000)}`, '\n', 'data: a\n\n'], 100)).toEqual([event('a')]);
  });

  it('counts the line feeds between data lines, so events of empty data lines are limited too', () => {
    const longest = 'data:\n'.repeat(11);
    for (const cut of [(stream: string) => [stream], (stream: string) => [...stream]]) {
      expect(parsed(cut(`${longest}\n`), 10)).toEqual([event('\n'.repeat(10))]);
      expect(parsed(cut(`${longest}data:\n`), 10)).toEqual(['overflow']);
    }
  });

  it('reports an event longer than the limit, however it is cut, and nothing after it', () => {
    const stream = `data: ok\n\ndata: ${'x'.repeat(50)}\n\nid: 9\ndata: late\n\n`;
    for (let at = 0; at <= stream.length; at++) {
      expect(parsed([stream.slice(0, at), stream.slice(at)], 10)).toEqual([event('ok'), 'overflow']);
    }
    expect(parsed([...stream], 10)).toEqual([event('ok'), 'overflow']);
  });

  it('reports nothing after an event that is too long, whatever comes then', () => {
    const said: unknown[] = [];
    const parser = new SseParser(
      { message: (data) => said.push(data), cursor: (id) => said.push(id), retryDelay: (ms) => said.push(ms) },
      5,
    );
    expect(parser.push('data: 123456\n')).toBe(false);
    expect(parser.push('\ndata: a\n\nid: 1\n\nretry: 1\n')).toBe(false);
    expect(said).toEqual([]);
  });

  it('accepts an event of exactly the limit, however it is cut', () => {
    for (const end of ['\n', '\r', '\r\n']) {
      const stream = `data: 0123456789${end}${end}`;
      for (let at = 0; at <= stream.length; at++) {
        expect(parsed([stream.slice(0, at), stream.slice(at)], 10)).toEqual([event('0123456789')]);
      }
    }
  });
});
