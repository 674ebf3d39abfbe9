import type { FramerFactory } from './bounded-framer';
import { createDelimited } from './delimited';

const CR = 13;

/** Lines that LF or CRLF ends (NDJSON). Any other CR is part of its line. */
export const lines: FramerFactory = (listener) => createDelimited(listener, '\n', withoutCr);

function withoutCr(text: string, start: number, end: number): number {
  return end > start && text.charCodeAt(end - 1) === CR ? end - 1 : end;
}
