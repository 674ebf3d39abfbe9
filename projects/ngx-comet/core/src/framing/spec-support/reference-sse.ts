/** One call of an `SseListener`, as an object. */
export type Said =
  | { readonly kind: 'event'; readonly data: string; readonly event: string; readonly id: string | undefined }
  | { readonly kind: 'cursor'; readonly id: string }
  | { readonly kind: 'retry'; readonly ms: number };

/**
 * The algorithm of WHATWG HTML §9.2.6 as it is written there, over the whole text at once. It is slow, but easy to
 * check. An event has an id only if the id is its own.
 */
export function referenceSse(stream: string): Said[] {
  const said: Said[] = [];
  let data: string | undefined;
  let event = '';
  let id: string | undefined;
  // The text after the last line end is an unfinished line, which is ignored.
  for (const line of stream.split(/\r\n|\r|\n/).slice(0, -1)) {
    if (line === '') {
      if (data !== undefined) said.push({ kind: 'event', data, event: event === '' ? 'message' : event, id });
      else if (id !== undefined) said.push({ kind: 'cursor', id });
      data = undefined;
      event = '';
      id = undefined;
      continue;
    }
    if (line.startsWith(':')) continue;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    if (field === 'data') data = data === undefined ? value : `${data}\n${value}`;
    if (field === 'id' && !value.includes('\0')) id = value;
    if (field === 'retry' && /^[0-9]{1,64}$/.test(value))
      said.push({ kind: 'retry', ms: Math.min(Number(value), 2 ** 31 - 1) });
  }
  return said;
}
