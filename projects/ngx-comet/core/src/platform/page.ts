/** The base of relative URLs: a page has a document, a worker has a location, a server has neither. */
export function baseUrl(): string | undefined {
  if (typeof globalThis.document === 'object') return globalThis.document.baseURI;
  return typeof globalThis.location === 'object' ? globalThis.location.href : undefined;
}

/** The origin of requests, as a server must name it; `undefined` if there is no page. */
export function pageOrigin(): string | undefined {
  return (globalThis as { readonly origin?: string }).origin;
}
