import { inject, REQUEST, RESPONSE_INIT } from '@angular/core';
import { isPushError } from 'ngx-comet/core';
import { own } from '../service/merge-options';

/** The header of every request that a stream makes while a server renders a page. */
const MARK = 'Ngx-Comet-Snapshot';

const CHECK = 'Check `baseUrl` of withServerSnapshot() and the routes of the server';

/** The same fetch, with requests that carry the mark. */
export function marked(send: typeof fetch): typeof fetch {
  return (url, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set(MARK, '1');
    return send(url, own({ ...init, headers }));
  };
}

/**
 * Whether this page is rendered as the answer to a stream. Its streams would make the same request again, and that one
 * again, without an end. So the answer becomes a 508 (Loop Detected), and the returned text says where the fault is.
 * `undefined` for every other page, and for a renderer that does not provide `REQUEST`.
 */
export function refusedSelfRequest(): string | undefined {
  const request = inject(REQUEST, { optional: true });
  // A WebSocket cannot carry a mark, but no browser opens a page with the handshake of one.
  const isStream = request?.headers.has(MARK) === true || request?.headers.has('Sec-WebSocket-Key') === true;
  if (request === null || !isStream) return undefined;
  const answer = inject(RESPONSE_INIT, { optional: true });
  if (answer !== null) {
    const headers = new Headers(answer.headers);
    // Whoever sends the mark must not fill a cache with this answer.
    headers.set('Cache-Control', 'no-store');
    Object.assign(answer, { status: 508, statusText: 'Loop Detected', headers });
  }
  const { origin, pathname } = new URL(request.url);
  return `the server answered the request of a stream with the application itself: ${origin}${pathname}. ${CHECK}`;
}

/** What to add to the error of a stream that was answered with a page; empty for any other error. */
export function hintOf(error: unknown): string {
  if (!isPushError(error)) return '';
  const page = error.status === 508 || (error.code === 'content-type' && error.message.includes('text/html'));
  return page ? `. The server answered a stream with a page, such as the application itself. ${CHECK}` : '';
}
