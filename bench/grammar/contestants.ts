// Grammars, each from bytes to events. Those of text come after one streaming decoder.
import { getLines, getMessages } from '@microsoft/fetch-event-source/lib/esm/parse';
import { createParser } from 'eventsource-parser';
import type { Contestant } from '../support/contest.ts';
import { scanEvents, scanEventsWithIds } from '../support/event-scanner.ts';
import { chunksOf, EVENTS } from './forms.ts';

type Grammar = (message: (data: string) => void) => (chunk: Uint8Array) => void;

declare global {
  /** The grammar is not public. It is compiled from its file, and loaded before this script. */
  const ownGrammar: {
    readonly SseParser: new (
      listener: {
        message(data: string, event: string, id: string | undefined): unknown;
        cursor(id: string): unknown;
        retryDelay(ms: number): unknown;
      },
      max: number,
    ) => { push(text: string): boolean };
  };
}

const MAX = 16 * 1024 * 1024;

const decoded =
  (grammar: (message: (data: string) => void) => (text: string) => void): Grammar =>
  (message) => {
    const decoder = new TextDecoder();
    const push = grammar(message);
    return (chunk) => {
      push(decoder.decode(chunk, { stream: true }));
    };
  };

/** It relies on events of one `data` line, and CRLF. */
const scanCrlf = (message: (data: string) => void): ((chunk: string) => void) => {
  let rest = '';
  return (chunk) => {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\r\n\r\n'); end >= 0; end = text.indexOf('\r\n\r\n', start)) {
      message(text.slice(start + 'data: '.length, end));
      start = end + 4;
    }
    rest = text.slice(start);
  };
};

/** It reads `data` lines and skips all others, and relies on LF and a space after each colon. */
const scanLines = (message: (data: string) => void): ((chunk: string) => void) => {
  let rest = '';
  let data: string | undefined;
  return (chunk) => {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      if (end === start) {
        if (data !== undefined) message(data);
        data = undefined;
      } else if (text.startsWith('data: ', start)) {
        const line = text.slice(start + 'data: '.length, end);
        data = data === undefined ? line : `${data}\n${line}`;
      }
      start = end + 1;
    }
    rest = text.slice(start);
  };
};

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  'scanner, plain': decoded(scanEvents),
  'scanner, with ids': decoded(scanEventsWithIds),
  'scanner, mixed fields': decoded(scanLines),
  'scanner, CRLF': decoded(scanCrlf),
  'ngx-comet': decoded((message) => {
    const parser = new ownGrammar.SseParser({ message, cursor: () => undefined, retryDelay: () => undefined }, MAX);
    return (text) => {
      parser.push(text);
    };
  }),
  'eventsource-parser': decoded((message) => {
    const parser = createParser({
      onEvent: ({ data }) => {
        message(data);
      },
    });
    return (text) => {
      parser.feed(text);
    };
  }),
  'fetch-event-source': (message) =>
    getLines(
      getMessages(
        () => undefined,
        () => undefined,
        ({ data }) => {
          message(data);
        },
      ),
    ),
};

const made = new Map<string, readonly Uint8Array[]>();

/** The feed is `<form>/<bytes of a chunk>`. */
const contestant =
  (grammar: Grammar): Contestant =>
  (url, message) => {
    const [name = '', count = ''] = url.slice(url.indexOf('/feeds/') + '/feeds/'.length).split('?n=');
    const [form = '', size = ''] = decodeURIComponent(name).split('/');
    const chunks = made.get(name) ?? chunksOf(form, Number(size));
    made.set(name, chunks);
    const push = grammar(message);
    for (let n = 0; n < Number(count); n += EVENTS) for (const chunk of chunks) push(chunk);
    return () => undefined;
  };

export const CONTESTANTS: Readonly<Record<string, Contestant>> = Object.fromEntries(
  Object.entries(GRAMMARS).map(([name, grammar]) => [name, contestant(grammar)]),
);
