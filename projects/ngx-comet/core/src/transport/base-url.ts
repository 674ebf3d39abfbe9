/** What relative URLs start from: a page has a document, a worker has a location, a server has neither. */
export function baseUrl(): string | undefined {
  if (typeof globalThis.document === 'object') return globalThis.document.baseURI;
  return typeof globalThis.location === 'object' ? globalThis.location.href : undefined;
}
