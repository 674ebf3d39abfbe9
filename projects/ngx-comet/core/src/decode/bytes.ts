import type { Decoder } from './decoder';
import type { RawData } from '../vocabulary/transport';

/**
 * Takes each message as bytes, undecoded where the transport has them so; text is encoded as UTF-8.
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
