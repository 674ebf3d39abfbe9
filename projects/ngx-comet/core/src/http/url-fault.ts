import { baseUrl, pageOrigin } from '../platform/page';

declare const ngDevMode: object | boolean | undefined;

/** Schemes that no fetch takes. A stream over one of them is a mistake in the URL. */
const IMPOSSIBLE = new Set(['about:', 'file:', 'ftp:', 'javascript:', 'mailto:', 'ws:', 'wss:']);
/** Schemes that every platform's fetch takes (Fetch §4.2, "scheme fetch"). */
const FETCHED = new Set(['http:', 'https:', 'data:', 'blob:']);

/**
 * Returns why the platform's fetch rejects the URL; `undefined` if it accepts it. Otherwise the error of fetch would
 * look like a server that is down (Fetch §5.4).
 */
export function urlFault(url: string): string | undefined {
  const base = baseUrl();
  if (!URL.canParse(url, base)) {
    const why = typeof ngDevMode === 'undefined' || ngDevMode ? ': it is invalid, or relative without a page' : '';
    return `the URL cannot be resolved${why}`;
  }
  const { username, password, protocol } = new URL(url, base);
  // A web view may serve its page over a scheme of its own. Its fetch takes that scheme too.
  const known = FETCHED.has(protocol) || (base !== undefined && protocol === new URL(base).protocol);
  const fault = schemeFault(url) ?? (known ? undefined : wrongScheme(protocol));
  if (fault !== undefined) return fault;
  if (username + password === '') return undefined;
  const advice = typeof ngDevMode === 'undefined' || ngDevMode ? ': send them in headers instead' : '';
  return `the URL has credentials${advice}`;
}

/**
 * Returns why no request for the URL can ever succeed, whatever makes the request; `undefined` if one may. A relative
 * URL without a page may.
 */
export function schemeFault(url: string): string | undefined {
  const base = baseUrl();
  if (!URL.canParse(url, base)) return undefined;
  const { protocol, pathname } = new URL(url, base);
  if (IMPOSSIBLE.has(protocol)) return wrongScheme(protocol);
  if (protocol === 'blob:' && !pathname.startsWith(ownBlobs())) return 'the blob is not one of this page';
  if (protocol === 'data:' && !pathname.includes(',')) return 'the URL has no comma, so it has no data';
  return undefined;
}

/** How the path of every blob URL begins that this page can make. Node has no origin, and names its blobs `nodedata`. */
function ownBlobs(): string {
  const origin = pageOrigin();
  return origin === undefined ? 'nodedata:' : `${origin}/`;
}

function wrongScheme(scheme: string): string {
  return `the URL cannot be requested: its scheme is ${scheme}`;
}
