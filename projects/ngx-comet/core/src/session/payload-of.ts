import type { Payload } from './history';
import { INCOMPARABLE } from './replay';

/** What repeats are recognized by. A value that did not arrive as text or bytes is compared as JSON. */
export function payloadOf(raw: unknown): Payload {
  if (typeof raw === 'string' || raw instanceof Uint8Array) return raw;
  try {
    return JSON.stringify(raw) ?? INCOMPARABLE;
  } catch {
    return INCOMPARABLE;
  }
}
