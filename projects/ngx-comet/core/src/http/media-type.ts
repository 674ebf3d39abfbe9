/** What is read of the headers of a response. Angular's `HttpHeaders` have it too. */
interface ResponseHeaders {
  get(name: string): string | null;
}

/**
 * Returns the type of a response without its parameters (MIME Sniffing §4.2, "essence"), in lower case; `''` if the
 * server sent none.
 */
export function mediaType(headers: ResponseHeaders): string {
  const [essence = ''] = (headers.get('content-type') ?? '').split(';');
  return essence.trim().toLowerCase();
}

export function isHtml(headers: ResponseHeaders): boolean {
  return mediaType(headers) === 'text/html';
}

/** Whether a body is text, JSON or XML, or of no known type. */
export function isText(headers: ResponseHeaders): boolean {
  const type = mediaType(headers);
  return type === '' || type.startsWith('text/') || /[/+](?:json|xml)$/.test(type);
}
