/** Where a request carries the cursor. */
export interface CursorRequest {
  readonly header?: string | undefined;
  readonly query?: string | undefined;
}

/** Reads from the options where the cursor goes. A query parameter replaces the header, as it needs no CORS preflight. */
export function cursorRequest(resume: false | CursorRequest | undefined, defaultHeader?: string): CursorRequest {
  if (resume === false) return {};
  if (resume?.query !== undefined) return { query: resume.query };
  return { header: resume?.header ?? defaultHeader };
}
