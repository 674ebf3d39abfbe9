// The contestants, each used as in its README.
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSource as EventSourcePolyfill } from 'eventsource';
import { createEventSource } from 'eventsource-client';
import { createParser } from 'eventsource-parser';
import { sse$, text } from 'ngx-comet/core';
import { offer } from '../support/contest.ts';

/** Reads a body as fast as the platform delivers it. */
function read(url: string, chunk: (text: string) => void): () => void {
  const abort = new AbortController();
  const reading = async (): Promise<void> => {
    const response = await fetch(url, { signal: abort.signal });
    if (response.body === null) throw new Error('no body');
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      chunk(decoder.decode(value, { stream: true }));
    }
  };
  reading().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return () => {
    abort.abort();
  };
}

/** The minimal code: it relies on each event being one `data` line. */
function scanner(message: (data: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', start)) {
      message(text.slice(start + 'data: '.length, end));
      start = end + 2;
    }
    rest = text.slice(start);
  };
}

/** The same for events of an `id` line and a `data` line. */
function scannerWithIds(message: (data: string, id: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n', start)) {
      const idEnd = text.indexOf('\n', start);
      message(text.slice(idEnd + 1 + 'data: '.length, end), text.slice(start + 'id: '.length, idEnd));
      start = end + 2;
    }
    rest = text.slice(start);
  };
}

function sseText(url: string, message: (data: string) => void): () => void {
  const subscription = sse$<string>(url, { decode: text() }).subscribe(message);
  return () => {
    subscription.unsubscribe();
  };
}

function eventSourceClient(url: string, message: (data: string) => void): () => void {
  const source = createEventSource({
    url,
    onMessage: ({ data }) => {
      message(data);
    },
  });
  return () => {
    source.close();
  };
}

let lastId = '';

offer({
  limit: (url, message) => read(url, scanner(message)),
  'limit + JSON.parse': (url, message) =>
    read(
      url,
      scanner((data) => {
        message(JSON.parse(data));
      }),
    ),
  'limit, with ids': (url, message) =>
    read(
      url,
      scannerWithIds((data, id) => {
        lastId = id;
        message(data);
      }),
    ),
  'sse$, text()': sseText,
  'sse$, text(), with ids': sseText,
  'sse$, json()': (url, message) => {
    const subscription = sse$(url).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
  'eventsource-parser': (url, message) => {
    const parser = createParser({
      onEvent: ({ data }) => {
        message(data);
      },
    });
    return read(url, (chunk) => {
      parser.feed(chunk);
    });
  },
  'eventsource-client': eventSourceClient,
  'eventsource-client, with ids': eventSourceClient,
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
  eventsource: (url, message) => {
    const source = new EventSourcePolyfill(url);
    source.addEventListener('message', ({ data }) => {
      message(data);
    });
    return () => {
      source.close();
    };
  },
  'native EventSource': (url, message) => {
    const source = new EventSource(url);
    source.addEventListener('message', ({ data }) => {
      message(data);
    });
    return () => {
      source.close();
    };
  },
});

Object.assign(window, { lastId: () => lastId });
