// The minimal code for an event stream. It relies on the form of the events, so it is no grammar.

/** Each event is one `data` line. */
export function scanEvents(message: (data: string) => void): (chunk: string) => void {
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

/** Each event is an `id` line and a `data` line. */
export function scanEventsWithIds(message: (data: string, id: string) => void): (chunk: string) => void {
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
