/** The base of relative URLs: a page has a document, a worker has a location, a server has neither. */
export function baseUrl(): string | undefined {
  if (typeof globalThis.document === 'object') return globalThis.document.baseURI;
  return typeof globalThis.location === 'object' ? globalThis.location.href : undefined;
}

/**
 * Whether the page is only being prepared: the user has not opened it yet, and maybe never will (Prerendering Revamped).
 */
export function isPrerendering(): boolean {
  return (globalThis.document as { readonly prerendering?: boolean } | undefined)?.prerendering === true;
}

/** The origin of requests, as a server must name it; `undefined` if there is no page. */
export function pageOrigin(): string | undefined {
  return (globalThis as { readonly origin?: string }).origin;
}
