/**
 * One STOMP frame (https://stomp.github.io/stomp-specification-1.2.html#STOMP_Frames); a line end alone is a
 * heart-beat.
 */
export interface StompFrame {
  /** `''` for a heart-beat. */
  readonly command: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\r': '\\r', '\n': '\\n', ':': '\\c' };
const UNESCAPES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(ESCAPES).map(([char, escaped]) => [escaped, char]),
);
/** "CONNECT and CONNECTED frames do not escape" (STOMP 1.2, value encoding). */
const PLAIN = ['CONNECT', 'CONNECTED'];

export function encodeStomp({ command, headers, body }: StompFrame): string {
  const encode = (text: string): string =>
    PLAIN.includes(command) ? text : text.replace(/[\\\r\n:]/g, (char) => ESCAPES[char] ?? char);
  const lines = Object.entries(headers).map(([name, value]) => `${encode(name)}:${encode(value)}\n`);
  return `${command}\n${lines.join('')}\n${body}\0`;
}

export function decodeStomp(text: string): StompFrame {
  if (/^[\r\n]*$/.test(text)) return { command: '', headers: {}, body: '' };
  // One expression for the whole frame would try each blank line again: its time grows with the square of the length.
  const blank = /.\r?\n\r?\n/s.exec(text);
  const from = blank === null ? Infinity : blank.index + blank[0].length;
  const end = text.lastIndexOf('\0');
  if (blank === null || end < from || !/^[\r\n]*$/.test(text.slice(end + 1)))
    throw new SyntaxError('not a STOMP frame');
  const body = text.slice(from, end);
  const [command = '', ...lines] = text.slice(0, blank.index + 1).split(/\r?\n/);
  const decode = (escaped: string): string =>
    PLAIN.includes(command) ? escaped : escaped.replace(/\\[\\rnc]/g, (pair) => UNESCAPES[pair] ?? pair);
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 0) throw new SyntaxError('a STOMP header without a colon');
    // "If a client or a server receives repeated frame header entries, only the first one SHOULD be used" (STOMP 1.2).
    headers[decode(line.slice(0, colon))] ??= decode(line.slice(colon + 1));
  }
  return { command, headers, body };
}
