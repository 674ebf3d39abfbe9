// The contestants that need little code, each used as in its README.
import { createEventSource } from 'eventsource-client';
import { createParser } from 'eventsource-parser';
import { sse$, text } from 'ngx-comet/core';
import { parsing, type Contestant } from '../support/contest.ts';
import { scanEvents, scanEventsWithIds } from '../support/event-scanner.ts';
import { readBody } from '../support/read-body.ts';

export type Reader = (url: string, message: (data: string) => void) => () => void;

let lastId = '';

const limit: Reader = (url, message) => readBody(url, scanEvents(message));

const limitWithIds: Reader = (url, message) =>
  readBody(
    url,
    scanEventsWithIds((data, id) => {
      lastId = id;
      message(data);
    }),
  );

const PEERS: Readonly<Record<string, Reader>> = {
  'eventsource-parser': (url, message) => {
    const parser = createParser({
      onEvent: ({ data }) => {
        message(data);
      },
    });
    return readBody(url, (chunk) => {
      parser.feed(chunk);
    });
  },
  'eventsource-client': (url, message) => {
    const source = createEventSource({
      url,
      onMessage: ({ data }) => {
        message(data);
      },
    });
    return () => {
      source.close();
    };
  },
};

/** Each by its name, and once more with its texts parsed. */
export function withParsing(readers: Readonly<Record<string, Reader>>): Record<string, Contestant> {
  const parsed = Object.entries(readers).map(([name, reader]) => [`${name} + JSON.parse`, parsing(reader)] as const);
  return { ...readers, ...Object.fromEntries(parsed) };
}

export const FAST: Readonly<Record<string, Contestant>> = {
  ...withParsing({ limit, 'limit, with ids': limitWithIds, ...PEERS }),
  'sse$, text()': (url, message) => {
    const subscription = sse$<string>(url, { decode: text() }).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
  'sse$, json()': (url, message) => {
    const subscription = sse$(url).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
};

/** Without a reader, the engine could leave out the ids. */
export const seenId = (): string => lastId;
