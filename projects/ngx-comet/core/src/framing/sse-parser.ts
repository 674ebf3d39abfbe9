import { MAX_DELAY } from '../platform/clamp-delay';
import { createTextBuffer } from './text-buffer';

/** Receives the contents of an event stream. */
export interface SseListener {
  /** An event. `id` is its own id: `undefined` if it has none, `''` if it clears the cursor. */
  message(data: string, event: string, id: string | undefined): unknown;
  /** An id without an event. */
  cursor(id: string): unknown;
  /** The delay before reconnections that the server sent, in milliseconds. */
  retryDelay(ms: number): unknown;
}

const LF = 10;
const CR = 13;
const SPACE = 32;
const COLON = 58;
/** The most characters of a line before its value: the longest field name, the colon and the space. */
const FIELD_ROOM = 'event: '.length;
const DATA_ROOM = 'data: '.length;
const ID_ROOM = 'id: '.length;
const FIELDS = ['data:', 'event:', 'id:', 'retry:'];
/** Is kept of a line that cannot be a field, whatever its length. */
const NO_FIELD = '?';

/**
 * Parses event streams (WHATWG HTML §9.2.6) from decoded text without its BOM. It reads each character once, or twice
 * in a line that arrived in pieces. It holds at most one event. Delays are limited to the longest delay of a timer. A
 * delay of more than 64 digits is ignored.
 */
export class SseParser {
  readonly #listener: SseListener;
  readonly #max: number;
  readonly #comment: ((text: string) => void) | undefined;
  /** The start of a line whose end has not arrived, or {@link NO_FIELD} in its place. */
  readonly #line = createTextBuffer();
  #data: string | undefined;
  /** The data lines after the first. */
  readonly #more = createTextBuffer();
  #event = 'message';
  #id: string | undefined;
  /** Characters of data so far. */
  #size = 0;
  /** True if the text ended with a CR: an LF at the start of the next piece belongs to it. */
  #afterCr = false;
  #overflowed = false;
  /** True after the first line of an event. */
  #begun = false;

  /**
   * `max` is the most characters of an event's data, and of every other field. `comment` is called with the text of each
   * comment. Without it, comments are skipped, whatever their length.
   */
  constructor(listener: SseListener, max: number, comment?: (text: string) => void) {
    this.#listener = listener;
    this.#max = max;
    this.#comment = comment;
  }

  /**
   * Takes the next piece, which may be cut anywhere. Returns false after a field that is too long: nothing more is
   * reported.
   */
  push(piece: string): boolean {
    let text = this.#afterCr && piece.charCodeAt(0) === LF ? piece.slice(1) : piece;
    if (piece !== '') this.#afterCr = false;
    if (this.#line.length > 0) {
      if (!/[\r\n]/.test(text)) return this.#keep(text);
      // The buffer returns a flat string. A string made by `+` is slower to search.
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
      // Each is searched for again only after it was passed, so text without one of them is searched for it only once.
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
   * Handles events of one data line, with or without an id line before it. Most streams have only such events. They
   * need no state, and a loop without state is faster. Returns where the first other event starts. The text from `from`
   * on has no CR and no NUL.
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
      if (/^\d{1,64}$/.test(value)) this.#listener.retryDelay(Math.min(Number(value), MAX_DELAY));
    } else if (this.#comment !== undefined && (at = valueAt(text, start, '')) > 0) {
      if (end - at <= this.#max) this.#comment(text.slice(at, end));
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
    const kept = line.length > 0 || mayBeField(part) || (this.#comment !== undefined && part.startsWith(':'));
    if (part !== '') line.add(kept ? part : NO_FIELD);
    if (line.length > this.#max + FIELD_ROOM) this.#overflowed = true;
    return !this.#overflowed;
  }
}

/** Whether a line that starts like this may be a field. */
function mayBeField(start: string): boolean {
  return FIELDS.some((field) => start.startsWith(field) || field.startsWith(start));
}

/** Returns where the value of the field starts; 0 if the line at `start` has another name. */
function valueAt(text: string, start: number, name: string): number {
  if (!text.startsWith(name, start)) return 0;
  const at = start + name.length;
  const code = text.charCodeAt(at);
  if (code === COLON) return text.charCodeAt(at + 1) === SPACE ? at + 2 : at + 1;
  // The line is only the name.
  return code === LF || code === CR ? at : 0;
}

/** Whether the line at `start` begins with `data: `. It compares codes, because `startsWith` would double the time. */
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

/** Whether the line at `start` begins with `id: `. */
function isId(text: string, start: number): boolean {
  return (
    text.charCodeAt(start) === 105 &&
    text.charCodeAt(start + 1) === 100 &&
    text.charCodeAt(start + 2) === COLON &&
    text.charCodeAt(start + 3) === SPACE
  );
}
