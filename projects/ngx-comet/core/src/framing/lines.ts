import type { Framing } from './framing';
import { createDelimited } from './delimited';

const CR = 13;

/** Lines that LF or CRLF ends (NDJSON). Any other CR is part of its line. */
export const lines: Framing = {
  create: () => createDelimited('\n', withoutCr),
};

function withoutCr(text: string, start: number, end: number): number {
  return end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
}
