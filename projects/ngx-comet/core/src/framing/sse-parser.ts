import { MAX_DELAY } from '../platform/clamp-delay';
import { createTextBuffer } from './text-buffer';

/** Who is told what an event stream says. */
export interface SseListener {
  /** An event; `id` is the one it carried itself: `undefined` for none, `''` where it cleared the cursor. */
  message(data: string, event: string, id: string | undefined): unknown;
  /** An id without an event. */
  cursor(id: string): unknown;
  /** The delay that the server wants before reconnections, in milliseconds. */
  retryDelay(ms: number): unknown;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
/** What a line holds beside its value: the longest field name, the colon and the space. */
const FIELD_ROOM = 'event: '.length;
const DATA_ROOM = 'data: '.length;
const ID_ROOM = 'id: '.length;
/** The start of a line that may turn out to be a field. */
const MAY_BE_FIELD = /^(?:(?:data|event|id|retry)(?::|$)|(?:da?|dat|eve?|even|e|i|ret?|retr|r)$)/;

/**
 * Parses event streams (WHATWG HTML §9.2.6) from decoded text whose BOM is stripped. It looks at each character once, or twice
 * in a line that came in pieces, and holds no more than one event. Delays are clamped to what a timer takes.
 */
export class SseParser {
  readonly #listener: SseListener;
  readonly #max: number;
  /** The start of a line whose end has not come. Of one that can say nothing it is a colon, the shortest comment. */
  readonly #line = createTextBuffer();
  #data: string | undefined;
  /** The data lines after the first. */
  readonly #more = createTextBuffer();
  #event = 'message';
  #id: string | undefined;
  /** Characters of data so far. */
  #size = 0;
  /** Whether a LF that comes next belongs to the CR before. */
  #afterCr = false;
  #overflowed = false;
  /** Whether something of an event has come. */
  #begun = false;

  /** `max` bounds the characters of an event's data, and of every other field. */
  constructor(listener: SseListener, max: number) {
    this.#listener = listener;
    this.#max = max;
  }

  /** Takes the next piece, however it was cut. False from the field on that is too long: nothing more is told. */
  push(piece: string): boolean {
    let text = this.#afterCr && piece.charCodeAt(0) === LF ? piece.slice(1) : piece;
    if (piece !== '') this.#afterCr = false;
    if (this.#line.length > 0) {
      if (!/[\r\n]/.test(text)) return this.#keep(text);
      // Joined in there, it is flat: a string that was added to another is slower to look into.
      this.#line.add(text);
      text = this.#line.take();
    }
    return this.#scan(text);
  }

  #scan(text: string): boolean {
    const last = text.length;
    let start = 0;
    let lf = -1;
    let cr = -1;
    let nul = -1;
    while (!this.#overflowed) {
      // Each is looked for anew only when it was passed, so text without the one or the other is searched for it once.
      if (lf < start && (lf = text.indexOf('\n', start)) < 0) lf = last;
      if (cr < start && (cr = text.indexOf('\r', start)) < 0) cr = last;
      if (nul < start && (nul = text.indexOf('\0', start)) < 0) nul = last;
      const end = lf < cr ? lf : cr;
      if (end === last) return this.#keep(text.slice(start));
      if (cr === last && nul === last && !this.#begun) {
        const other = this.#plainEvents(text, start, end);
        if (other > start) {
          start = other;
          continue;
        }
      }
      if (end === start) this.#dispatch();
      else this.#field(text, start, end);
      start = end + 1;
      if (end < cr) continue;
      if (start === last) this.#afterCr = true;
      else if (text.charCodeAt(start) === LF) start++;
    }
    return false;
  }

  /**
   * Events of one data line, with an id before it or without: what most streams are made of. They need no state, and a loop that
   * has none is the faster for it. Returns where the first other one begins. What is left of the text has no CR and no NUL.
   */
  #plainEvents(text: string, from: number, firstEnd: number): number {
    const max = this.#max;
    const listener = this.#listener;
    let start = from;
    for (let end = firstEnd; end >= 0; end = text.indexOf('\n', start)) {
      let at = start;
      let id: string | undefined;
      if (!isData(text, at)) {
        if (!isId(text, at) || end - at > max) break;
        id = text.slice(at + ID_ROOM, end);
        at = end + 1;
        end = text.indexOf('\n', at);
        if (end < 0 || !isData(text, at)) break;
      }
      if (text.charCodeAt(end + 1) !== LF || end - at > max) break;
      listener.message(text.slice(at + DATA_ROOM, end), 'message', id);
      start = end + 2;
    }
    return start;
  }

  #field(text: string, start: number, end: number): void {
    let at: number;
    this.#begun = true;
    if ((at = valueAt(text, start, 'data')) > 0) {
      this.#size += end - at;
      const value = text.slice(at, end);
      if (this.#data === undefined) this.#data = value;
      else {
        this.#size++;
        this.#more.add('\n');
        this.#more.add(value);
      }
    } else if ((at = valueAt(text, start, 'id')) > 0) {
      const value = text.slice(at, end);
      if (!value.includes('\0')) this.#id = value;
    } else if ((at = valueAt(text, start, 'event')) > 0) this.#event = text.slice(at, end) || 'message';
    else if ((at = valueAt(text, start, 'retry')) > 0) {
      const value = text.slice(at, end);
      if (/^\d+$/.test(value)) this.#listener.retryDelay(Math.min(Number(value), MAX_DELAY));
    } else return;
    if (this.#size > this.#max || end - at > this.#max) this.#overflowed = true;
  }

  #dispatch(): void {
    const data = this.#data;
    const id = this.#id;
    if (data !== undefined) {
      this.#listener.message(this.#more.length > 0 ? data + this.#more.take() : data, this.#event, id);
    } else if (id !== undefined) this.#listener.cursor(id);
    this.#data = this.#id = undefined;
    this.#event = 'message';
    this.#size = 0;
    this.#begun = false;
  }

  #keep(text: string): boolean {
    const line = this.#line;
    const part = line.length < FIELD_ROOM ? line.take() + text : text;
    if (part !== '') line.add(line.length > 0 || MAY_BE_FIELD.test(part) ? part : ':');
    if (line.length > this.#max + FIELD_ROOM) this.#overflowed = true;
    return !this.#overflowed;
  }
}

/** Where the value of the field begins, 0 if the line that starts there has another name. */
function valueAt(text: string, start: number, name: string): number {
  if (!text.startsWith(name, start)) return 0;
  const at = start + name.length;
  const code = text.charCodeAt(at);
  if (code === COLON) return text.charCodeAt(at + 1) === SPACE ? at + 2 : at + 1;
  // A line that is nothing but the name.
  return code === LF || code === CR ? at : 0;
}

/** Whether the line that starts there is `data: …`; by its codes, as `startsWith` would take as long as all the rest. */
function isData(text: string, start: number): boolean {
  return (
    text.charCodeAt(start) === 100 &&
    text.charCodeAt(start + 1) === 97 &&
    text.charCodeAt(start + 2) === 116 &&
    text.charCodeAt(start + 3) === 97 &&
    text.charCodeAt(start + 4) === COLON &&
    text.charCodeAt(start + 5) === SPACE
  );
}

/** Whether it is `id: …`. */
function isId(text: string, start: number): boolean {
  return (
    text.charCodeAt(start) === 105 &&
    text.charCodeAt(start + 1) === 100 &&
    text.charCodeAt(start + 2) === COLON &&
    text.charCodeAt(start + 3) === SPACE
  );
}
