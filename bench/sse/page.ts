// The contestants, each used as in its README.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSourcePolyfill } from 'event-source-polyfill';
import { EventSource as EventSourcePackage } from 'eventsource';
import { createEventSource } from 'eventsource-client';
import { createParser } from 'eventsource-parser';
import { sse$, text } from 'ngx-comet/core';
import { offer, parsing } from '../support/contest.ts';
import { scanEvents, scanEventsWithIds } from '../support/event-scanner.ts';
import { readBody } from '../support/read-body.ts';
import { angularService } from './angular-service.ts';

type Reader = (url: string, message: (data: string) => void) => () => void;

/** The members of an EventSource that the page uses. */
interface SourceLike {
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
}

const lookalike =
  (Source: new (url: string) => SourceLike): Reader =>
  (url, message) => {
    const source = new Source(url);
    source.addEventListener('message', ({ data }) => {
      message(data as string);
    });
    return () => {
      source.close();
    };
  };

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
  'fetch-event-source': (url, message) => {
    const abort = new AbortController();
    void fetchEventSource(url, {
      signal: abort.signal,
      openWhenHidden: true,
      onmessage: ({ data }) => {
        message(data);
      },
    });
    return () => {
      abort.abort();
    };
  },
  'ngx-sse-client': angularService,
  'event-source-polyfill': lookalike(EventSourcePolyfill),
  eventsource: lookalike(EventSourcePackage),
  'native EventSource': lookalike(EventSource),
};

offer({
  limit,
  'limit, with ids': limitWithIds,
  'limit + JSON.parse': parsing(limit),
  'limit, with ids + JSON.parse': parsing(limitWithIds),
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
  ...PEERS,
  ...Object.fromEntries(Object.entries(PEERS).map(([name, peer]) => [`${name} + JSON.parse`, parsing(peer)])),
});

Object.assign(window, { lastId: () => lastId });
