const HEAD_END = Buffer.from('\r\n\r\n');
const REQUEST = /^[A-Z]+ (\S+) HTTP\/1\.[01]\r\n/;
/** A longer head is passed on unread. */
const LONGEST_HEAD = 64 * 1024;

/** What of a chunk belongs to the head of a request or an answer. */
export interface Parts {
  /** A complete head, with the empty line. */
  readonly head?: Buffer;
  /** What follows it; or everything, if no head is expected. */
  readonly rest: Buffer;
}

/**
 * Finds the heads of HTTP/1.1 in the bytes of both directions. Requests on one connection come one after the other, as
 * browsers and Node send them: a request begins once the one before is being answered.
 */
export class HttpHeads {
  #request: Buffer | undefined = Buffer.alloc(0);
  #answer: Buffer | undefined;
  #answered = false;
  #upgraded = false;
  /** How many bytes of the answer's body are still to come; `undefined` if its head does not say. */
  #left: number | undefined;
  /** The path and query of the latest request. */
  path: string | undefined;

  /** True between the head of an answer and the next request. */
  get inBody(): boolean {
    return this.#answered && this.#answer === undefined;
  }

  /** True where no request is under way: before the first one, and after a complete answer of a known length. */
  get idle(): boolean {
    if (this.path === undefined) return this.#request?.length === 0;
    return this.inBody && !this.#upgraded && this.#request === undefined && this.#left === 0;
  }

  fromClient(chunk: Buffer): Parts {
    if (this.#upgraded) return { rest: chunk };
    if (this.#request === undefined && this.#answered && REQUEST.test(chunk.toString('latin1', 0, 8_192)))
      this.#request = Buffer.alloc(0);
    if (this.#request === undefined) return { rest: chunk };
    this.#request = Buffer.concat([this.#request, chunk]);
    const parts = split(this.#request);
    if (parts === undefined) return { rest: Buffer.alloc(0) };
    this.#request = undefined;
    this.#answer = Buffer.alloc(0);
    this.#answered = false;
    this.path = parts.head === undefined ? undefined : REQUEST.exec(parts.head.toString('latin1'))?.[1];
    return parts;
  }

  fromServer(chunk: Buffer): Parts {
    if (this.#answer === undefined) return this.#body({ rest: chunk });
    this.#answered = true;
    this.#answer = Buffer.concat([this.#answer, chunk]);
    const parts = split(this.#answer);
    if (parts === undefined) return { rest: Buffer.alloc(0) };
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(parts.head?.toString('latin1', 0, 32) ?? '')?.[1]);
    // After "100 Continue" and "103 Early Hints" the real answer follows.
    const interim = status >= 100 && status < 200 && status !== 101;
    this.#answer = interim ? Buffer.alloc(0) : undefined;
    this.#upgraded = status === 101;
    this.#left = lengthOf(status, parts.head);
    return this.#body(parts);
  }

  #body(parts: Parts): Parts {
    if (this.#left !== undefined) this.#left = Math.max(0, this.#left - parts.rest.length);
    return parts;
  }
}

/** The length of an answer's body; `undefined` if its head does not say. */
function lengthOf(status: number, head: Buffer | undefined): number | undefined {
  if (status === 204 || status === 304) return 0;
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head?.toString('latin1') ?? '')?.[1];
  return length === undefined ? undefined : Number(length);
}

/** `undefined` while the head is not complete. */
function split(bytes: Buffer): Parts | undefined {
  const end = bytes.indexOf(HEAD_END);
  if (end >= 0) return { head: bytes.subarray(0, end + 4), rest: bytes.subarray(end + 4) };
  return bytes.length > LONGEST_HEAD ? { rest: bytes } : undefined;
}

/** Sets and removes headers of a head. */
export function rewriteHead(head: Buffer, set: Readonly<Record<string, string | null>>): Buffer {
  const [first = '', ...lines] = head.toString('latin1').trimEnd().split('\r\n');
  const changed = new Set(Object.keys(set).map((name) => name.toLowerCase()));
  const kept = lines.filter((line) => !changed.has(line.slice(0, line.indexOf(':')).toLowerCase()));
  const added = Object.entries(set).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return Buffer.from(`${[first, ...kept, ...added].join('\r\n')}\r\n\r\n`, 'latin1');
}

/** A complete answer, after which the connection ends. */
export function answer(code: number, headers: Readonly<Record<string, string>>, body: string): Buffer {
  const length = code === 204 || code === 304 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const all = { 'content-type': 'text/plain', ...headers, ...length, connection: 'close' };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return Buffer.concat([
    Buffer.from(`HTTP/1.1 ${code} Fault\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1'),
    Buffer.from(code === 204 || code === 304 ? '' : body),
  ]);
}
