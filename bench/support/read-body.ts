/** Reads a body as fast as the platform delivers it, and passes on its text. Returns a function that ends it. */
export function readBody(url: string, chunk: (text: string) => void): () => void {
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

/** Splits text into lines: `indexOf` and a slice. */
export function lineScanner(line: (text: string) => void): (chunk: string) => void {
  let rest = '';
  return (chunk) => {
    const text = rest + chunk;
    let start = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      line(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
  };
}
