import type { Decoder } from './decoder';
import type { RawData } from '../vocabulary/transport';

/**
 * Takes each message as bytes. If the transport has only text, it is encoded as UTF-8.
 *
 * @usageNotes
 * ```ts
 * httpStream$('/video', { framing: 'chunks', decode: bytes() });
 * ```
 */
export function bytes(): Decoder<Uint8Array> {
  return Object.assign((raw: RawData) => (typeof raw === 'string' ? new TextEncoder().encode(raw) : raw), {
    binary: true as const,
  });
}
