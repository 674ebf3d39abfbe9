import { monotonicClock } from '../platform/monotonic-clock';
import { own } from '../platform/own';
import { timeLimit } from '../platform/time-limit';

/** The end of a probe: the page may read the answer, it may not, or no answer arrived in time. */
export type ProbeOutcome =
  { readonly kind: 'passed'; readonly response: Response } | { readonly kind: 'refused' } | { readonly kind: 'silent' };

/** The options of a probe. It is always a `GET` of the same URL without a body. */
export interface ProbeInit {
  readonly mode: 'cors' | 'no-cors';
  readonly credentials: 'include' | 'omit';
  readonly headers?: readonly (readonly [string, string])[];
  readonly redirect?: 'follow' | 'manual';
}

/** The limit of one probe in milliseconds. Otherwise a server that holds its response would block the diagnosis. */
const LIMIT = 3_000;

/** Makes one request and aborts it as soon as its headers arrive. */
export async function probe(url: URL, init: ProbeInit, signal: AbortSignal | undefined): Promise<ProbeOutcome> {
  const connection = new AbortController();
  // An abort of our own is not a refusal. This flag shows it, because the names of abort errors differ.
  let ended = false;
  const abort = (): void => {
    ended = true;
    connection.abort();
  };
  if (signal?.aborted === true) return { kind: 'silent' };
  signal?.addEventListener('abort', abort);
  const limit = timeLimit(monotonicClock, LIMIT, abort);
  const { mode, credentials, headers = [], redirect = 'follow' } = own(init);
  try {
    const request: RequestInit = {
      method: 'GET',
      mode,
      credentials,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      redirect,
      // A cached answer does not show what the server does now.
      cache: 'no-store',
      signal: connection.signal,
    };
    const response = await globalThis.fetch(url, own(request));
    connection.abort();
    return { kind: 'passed', response };
  } catch {
    return { kind: ended ? 'silent' : 'refused' };
  } finally {
    limit.unsubscribe();
    signal?.removeEventListener('abort', abort);
  }
}
