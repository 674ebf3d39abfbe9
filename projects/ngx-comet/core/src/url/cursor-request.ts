/** The header or the query parameter that carries the cursor in a request. */
export interface CursorRequest {
  readonly header?: string | undefined;
  readonly query?: string | undefined;
}

/**
 * Reads from the options where to send the cursor. A query parameter replaces the header: it needs no CORS preflight.
 */
export function cursorRequest(resume: false | CursorRequest | undefined, defaultHeader?: string): CursorRequest {
  if (resume === false) return {};
  if (resume?.query !== undefined) return { query: resume.query };
  return { header: resume?.header ?? defaultHeader };
}
