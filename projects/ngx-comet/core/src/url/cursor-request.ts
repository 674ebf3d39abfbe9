import type { ResumeOptions } from '../session/push-options';

/** Where a request carries the cursor. */
export interface CursorRequest {
  readonly header?: string;
  readonly query?: string;
}

/** Reads off the options where the cursor goes; a query parameter replaces the header, as it needs no CORS preflight. */
export function cursorRequest(resume: false | ResumeOptions | undefined, defaultHeader?: string): CursorRequest {
  if (resume === false) return {};
  if (resume?.query !== undefined) return { query: resume.query };
  const header = resume?.header ?? defaultHeader;
  return header === undefined ? {} : { header };
}
