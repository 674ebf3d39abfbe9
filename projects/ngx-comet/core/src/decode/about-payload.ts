import { shorten } from '../platform/shorten';
import { toText } from './text';

/** How much of a payload a message may show, in characters. */
const SHOWN = 100;
/** What a message may repeat of a payload: everything between two quotes, which may be cut, and long numbers. */
const CITED = /(["'`]).*(?:\1|…$)|\d{4,}/gs;
const WORD = /[\p{L}\p{N}_]{3,}/gu;

/**
 * The message of an error about a payload, shortened, and without what it cites of the payload past its first 100
 * characters. `decoded` is the same payload without escapes.
 */
export function aboutPayload(message: string, payload: unknown, decoded: unknown = payload): string {
  const text = payloadText(payload);
  const start = text.slice(0, SHOWN);
  const all = decoded === payload ? text : text + payloadText(decoded);
  const hidden = (word: string): boolean => !start.includes(word) && all.includes(word);
  return shorten(message).replace(CITED, (cited) => (cited.match(WORD)?.some(hidden) === true ? '…' : cited));
}

/** A payload as text. A value that did not arrive as text is written as JSON. */
export function payloadText(payload: unknown): string {
  if (typeof payload === 'string') return payload;
  if (payload instanceof Uint8Array) return toText(payload);
  try {
    return JSON.stringify(payload) ?? '';
  } catch {
    return '';
  }
}
