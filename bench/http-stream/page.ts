// The limit and the factory.
import { httpStream$, text } from 'ngx-comet/core';
import { offer } from '../support/contest.ts';

/** Reader, decoder and `indexOf`: the minimal code. */
function read(url: string, message: (line: string) => void): () => void {
  const abort = new AbortController();
  const reading = async (): Promise<void> => {
    const response = await fetch(url, { signal: abort.signal });
    if (response.body === null) throw new Error('no body');
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const chunk = rest + decoder.decode(value, { stream: true });
      let start = 0;
      for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', start)) {
        message(chunk.slice(start, end));
        start = end + 1;
      }
      rest = chunk.slice(start);
    }
  };
  reading().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error;
  });
  return () => {
    abort.abort();
  };
}

offer({
  limit: read,
  'limit + JSON.parse': (url, message) =>
    read(url, (line) => {
      message(JSON.parse(line));
    }),
  'httpStream$, text()': (url, message) => {
    const subscription = httpStream$<string>(url, { decode: text() }).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
  'httpStream$, json()': (url, message) => {
    const subscription = httpStream$(url).subscribe(message);
    return () => {
      subscription.unsubscribe();
    };
  },
});
