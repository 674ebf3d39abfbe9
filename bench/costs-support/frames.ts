/** How a message stands on the wire. */
export type Kind = 'sse' | 'lines' | 'ws';

/** The bytes of a message. */
export function framed(kind: Kind, text: string, id: string | undefined): Buffer {
  if (kind === 'sse') return Buffer.from(`${id === undefined ? '' : `id: ${id}\n`}data: ${text}\n\n`);
  if (kind === 'lines') return Buffer.from(`${text}\n`);
  return frame(Buffer.from(text));
}

/** A text frame of a server: not fragmented, not masked (RFC 6455 §5.2). */
function frame(payload: Buffer): Buffer {
  const { length } = payload;
  if (length < 126) return Buffer.concat([Buffer.from([0x81, length]), payload]);
  const head = Buffer.alloc(length <= 0xffff ? 4 : 10);
  head[0] = 0x81;
  head[1] = length <= 0xffff ? 126 : 127;
  if (length <= 0xffff) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}
