/** How a probe ended: the page may read its answer, it may not, or nothing came in time. */
export type ProbeOutcome =
  { readonly kind: 'passed'; readonly response: Response } | { readonly kind: 'refused' } | { readonly kind: 'silent' };

/** What a probe sends; it is always a `GET` of the same URL, never with a body. */
export interface ProbeInit {
  readonly mode: 'cors' | 'no-cors';
  readonly credentials: 'include' | 'omit';
  readonly headers?: readonly (readonly [string, string])[];
  readonly redirect?: 'follow' | 'manual';
}

/** Limit of one probe in milliseconds: a response that the server holds must not hold the diagnosis. */
const LIMIT = 3_000;

/** Makes one request and lets go of it as soon as its headers arrive. */
export async function probe(url: URL, init: ProbeInit, signal: AbortSignal | undefined): Promise<ProbeOutcome> {
  const own = new AbortController();
  // Our own end of it is no refusal; told by a mark of ours, as the names of errors differ.
  let ended = false;
  const abort = (): void => {
    ended = true;
    own.abort();
  };
  if (signal?.aborted === true) return { kind: 'silent' };
  signal?.addEventListener('abort', abort);
  const timer = setTimeout(abort, LIMIT);
  const { mode, credentials, headers = [], redirect = 'follow' } = init;
  try {
    const response = await globalThis.fetch(url, {
      method: 'GET',
      mode,
      credentials,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      redirect,
      // A stored answer says nothing about the server of now.
      cache: 'no-store',
      signal: own.signal,
    });
    own.abort();
    return { kind: 'passed', response };
  } catch {
    return { kind: ended ? 'silent' : 'refused' };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
  }
}
