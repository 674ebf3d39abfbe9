import { textFrame } from '../support/text-frame.ts';

/** How a message stands on the wire. */
export type Kind = 'sse' | 'lines' | 'ws';

/** The bytes of a message. */
export function framed(kind: Kind, text: string, id: string | undefined): Buffer {
  if (kind === 'sse') return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`);
  if (kind === 'lines') return Buffer.from(`${text}\n`);
  return textFrame(Buffer.from(text));
}
