import type { RequestDefaults } from 'ngx-comet/core';
import type { PushDefaults } from './tokens';

/** Where a page is. */
export interface Place {
  /** What relative URLs are resolved against; `undefined` if nobody knows. */
  readonly base: string | undefined;
  /** The origin of the page; `undefined` on a server, where the origin of `base` takes its place. */
  readonly origin: string | undefined;
  /** Another origin that counts as the page's own: where relative URLs lead on a server. */
  readonly also?: string | undefined;
}

/** Stands for a base that nobody knows. RFC 2606 §2 reserves the name. */
const UNKNOWN = 'http://base.invalid/';

/**
 * Returns what a request to a URL takes of the defaults. Headers, credentials and query may be secrets of the application, so
 * they go to its own origin and to `origins` only.
 *
 * @throws TypeError for a wrong origin
 */
export function requestDefaults(
  { headers, credentials, query, origins = [] }: PushDefaults,
  { base = UNKNOWN, origin, also }: Place,
): (url: string) => RequestDefaults {
  checkOrigins(origins);
  // A sandboxed page has the origin `null`.
  const own = origin === undefined || origin === 'null' ? base : origin;
  const allowed = new Set([own, also ?? own, ...origins].map((url) => originOf(new URL(url))));
  const all: RequestDefaults = { headers, credentials, query };
  return (url) => (URL.canParse(url, base) && allowed.has(originOf(new URL(url, base))) ? all : {});
}

/** @throws TypeError for a value that is no exact origin */
export function checkOrigins(origins: unknown): void {
  if (origins === undefined) return;
  if (!Array.isArray(origins)) throw new TypeError(`origins must be an array of origins, got a ${typeof origins}`);
  for (const [place, origin] of (origins as unknown[]).entries()) {
    if (typeof origin === 'string' && !origin.includes('*') && URL.canParse(origin)) {
      const { protocol, host } = new URL(origin);
      if (origin === `${protocol}//${host}`) continue;
      // Not the value itself: it may have a user info or a query.
      if (host !== '') throw wrong(place, `did you mean ${JSON.stringify(`${protocol}//${host}`)}?`);
    }
    throw wrong(place, 'without a path, a query, a "*" or a slash at its end');
  }
}

function wrong(place: number, hint: string): TypeError {
  return new TypeError(`origins[${place}] must be an origin such as "https://api.example.com": ${hint}`);
}

/**
 * The origin of a URL. A WebSocket has the origin of the server's pages. Not `URL.origin`, which is `null` for the schemes
 * that web views serve their pages over.
 */
export function originOf({ protocol, host }: URL): string {
  return `${protocol.replace(/^ws/, 'http')}//${host}`;
}
