import type { FramerFactory } from './bounded-framer';
import { eventStream } from './event-stream';
import { jsonSeq } from './json-seq';
import { jsonValues } from './json-values';
import { lines } from './lines';

/** A framing that is known, or chosen by the type of each answer. */
export type HttpFraming = FramerFactory | 'by-type';

/** The types that `framing: 'by-type'` takes, for a message. */
export const TAKEN_TYPES = 'text/event-stream, application/json, application/x-ndjson or application/json-seq';

/** The header of requests whose answers are read by their type. Some servers refuse a request that takes only one. */
export function acceptHeader(framing: HttpFraming | undefined): Readonly<Record<string, string>> {
  return framing === 'by-type' ? { Accept: 'application/json, text/event-stream' } : {};
}

/**
 * Returns the framing of an answer: of its media type, without parameters and in lower case, if the framing is
 * `'by-type'`. The content of an answer of no such type is ignored.
 */
export function framingOf(framing: HttpFraming, type: string): FramerFactory {
  return framing === 'by-type' ? (ofType(type) ?? nothing) : framing;
}

/**
 * Whether an answer of this media type is read. An answer without content needs no type: 204, 205 and 304 have none (RFC
 * 9110 §15.3.5, §15.3.6, §15.4.5), and the content of 202 is only about the request (§15.3.3).
 */
export function takesType(framing: HttpFraming, type: string, status: number): boolean {
  return framing !== 'by-type' || ofType(type) !== undefined || [202, 204, 205, 304].includes(status);
}

function ofType(type: string): FramerFactory | undefined {
  if (type === 'text/event-stream') return eventStream;
  if (/[/+]json$/.test(type)) return jsonValues;
  if (/[/+]json-seq$/.test(type)) return jsonSeq;
  return /^application\/(?:x-)?(?:ndjson|jsonl|jsonlines)$/.test(type) ? lines : undefined;
}

/** Ignores the text. */
const nothing: FramerFactory = () => ({ pending: 0, push: () => undefined, end: () => undefined });
