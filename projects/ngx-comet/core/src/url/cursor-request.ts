import { own } from '../platform/own';

/** The header or the query parameter that carries the cursor in a request. */
export interface CursorRequest {
  readonly header?: string | undefined;
  readonly query?: string | undefined;
}

/**
 * Reads from the options where to send the cursor. A query parameter replaces the header: it needs no CORS preflight.
 */
export function cursorRequest(resume: false | CursorRequest | undefined, defaultHeader?: string): CursorRequest {
  if (resume === false) return own({});
  if (resume?.query !== undefined) return own({ query: resume.query });
  return own({ header: resume?.header ?? defaultHeader });
}
