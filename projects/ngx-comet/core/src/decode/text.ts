import type { Decoder } from './decoder';
import type { RawData } from '../vocabulary/transport';

/**
 * Takes each message as text, an HTML page too. Bytes are decoded as UTF-8.
 *
 * @usageNotes
 * ```ts
 * httpStream$('/build/7/output', { framing: 'chunks', decode: text() });
 * ```
 */
export function text(): Decoder<string> {
  return decodeText;
}

const decodeText: Decoder<string> = /* @__PURE__ */ Object.assign((raw: RawData) => toText(raw), {
  text: true as const,
});

export function toText(raw: RawData): string {
  return typeof raw === 'string' ? raw : new TextDecoder().decode(raw);
}
