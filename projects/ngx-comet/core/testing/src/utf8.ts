/* The platform's `TextEncoder` and `TextDecoder` for platforms that have none, such as jsdom. */

class Encoder {
  readonly encoding = 'utf-8';

  encode(text = ''): Uint8Array {
    // `encodeURIComponent` throws for a lone surrogate, which is encoded as U+FFFD.
    const escaped = encodeURIComponent(text.replace(/\p{Cs}/gu, '\ufffd'));
    return Uint8Array.from(
      escaped.replace(/%(\w\w)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      (character) => character.charCodeAt(0),
    );
  }
}

class Decoder {
  readonly encoding = 'utf-8';
  #held: number[] = [];
  #started = false;

  decode(input?: ArrayBuffer | ArrayBufferView, { stream = false }: { readonly stream?: boolean } = {}): string {
    const bytes = [...this.#held, ...(input === undefined ? [] : bytesOf(input))];
    const kept = stream ? unfinished(bytes) : 0;
    this.#held = bytes.splice(bytes.length - kept, kept);
    let text = decodeAll(bytes);
    // One byte order mark at the start is no text (Encoding §6).
    if (!this.#started && text.startsWith('\ufeff')) text = text.slice(1);
    this.#started = stream && (this.#started || bytes.length > 0);
    return text;
  }
}

function bytesOf(input: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

/** How many bytes a character needs whose first byte this is; 0 for a byte that begins none. */
function lengthOf(first: number): number {
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  if (first < 0xe0) return 2;
  return first < 0xf0 ? 3 : 4;
}

/** How many bytes at the end are the start of a character. */
function unfinished(bytes: readonly number[]): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) !== 0x80) return lengthOf(byte) > back ? back : 0;
  }
  return 0;
}

function decodeAll(bytes: readonly number[]): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = lengthOf(bytes[at] ?? 0);
    const part = bytes.slice(at, at + length);
    const character = length === part.length && length > 0 ? decoded(part) : undefined;
    text += character ?? '\ufffd';
    at += character === undefined ? 1 : length;
  }
  return text;
}

function decoded(bytes: readonly number[]): string | undefined {
  try {
    return decodeURIComponent(bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''));
  } catch {
    return undefined;
  }
}

/** Adds what the platform lacks. It stays: an application that has seen it may go on to use it. */
export function addTextCoding(): void {
  const scope = globalThis as { TextEncoder?: unknown; TextDecoder?: unknown };
  scope.TextEncoder ??= Encoder;
  scope.TextDecoder ??= Decoder;
}

/** Text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return new Encoder().encode(text);
}
