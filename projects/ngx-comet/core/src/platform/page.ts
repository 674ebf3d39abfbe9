/** What relative URLs start from: a page has a document, a worker has a location, a server has neither. */
export function baseUrl(): string | undefined {
  if (typeof globalThis.document === 'object') return globalThis.document.baseURI;
  return typeof globalThis.location === 'object' ? globalThis.location.href : undefined;
}

/** The origin that requests come from, as a server has to name it; there is none where there is no page. */
export function pageOrigin(): string | undefined {
  return (globalThis as { readonly origin?: string }).origin;
}
