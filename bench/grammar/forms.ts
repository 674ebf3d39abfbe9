import { quote } from '../support/quotes.ts';

/** Event streams in several forms, of small JSON events. */
export const FORMS: Readonly<Record<string, (n: number) => string>> = {
  plain: (n) => `data: ${quote(n)}\n\n`,
  'with ids': (n) => `id: ${n}\ndata: ${quote(n)}\n\n`,
  'mixed fields': (n) =>
    `${n % 10 === 0 ? ': heartbeat\n' : ''}event: quote\nid: ${n}\n${n % 5 === 0 ? 'data: [\ndata: 1]' : `data: ${quote(n)}`}\n\n`,
  CRLF: (n) => `data: ${quote(n)}\r\n\r\n`,
};

/** The bytes of a chunk. */
export const SIZES: readonly number[] = [64 * 1024, 1024, 100];

/** The events of a stream. A run takes the same stream several times, so no run includes its making. */
export const EVENTS = 20_000;

export function chunksOf(form: string, size: number): readonly Uint8Array[] {
  const event = FORMS[form];
  if (event === undefined) throw new Error(`there is no form called ${form}`);
  const bytes = new TextEncoder().encode(Array.from({ length: EVENTS }, (_, n) => event(n)).join(''));
  // A chunk of a body has a buffer of its own.
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) => bytes.slice(n * size, (n + 1) * size));
}
