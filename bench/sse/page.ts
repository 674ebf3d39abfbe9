// The contestants, each used as in its README.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSourcePolyfill } from 'event-source-polyfill';
import { EventSource as EventSourcePackage } from 'eventsource';
import { offer } from '../support/contest.ts';
import { angularService } from './angular-service.ts';
import { FAST, seenId, withParsing, type Reader } from './contestants.ts';

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

const byFetchEventSource: Reader = (url, message) => {
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
};

offer({
  ...FAST,
  ...withParsing({
    'fetch-event-source': byFetchEventSource,
    'ngx-sse-client': angularService,
    'event-source-polyfill': lookalike(EventSourcePolyfill),
    eventsource: lookalike(EventSourcePackage),
    'native EventSource': lookalike(EventSource),
  }),
});

Object.assign(window, { seenId });
