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
// The first characters of the field names.
const D = 100;
const E = 101;
const I = 105;
const R = 114;
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
  /** The data lines after the first, each after an LF. */
  readonly #more = createTextBuffer();
  #event = 'message';
  #id: string | undefined;
  /** True if the text ended with a CR: an LF at the start of the next piece belongs to it. */
  #afterCr = false;
  #overflowed = false;

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
    if (this.#overflowed) return false;
    const text = this.#afterCr && piece.charCodeAt(0) === LF ? piece.slice(1) : piece;
    if (piece !== '') this.#afterCr = piece.charCodeAt(piece.length - 1) === CR;
    const cr = text.indexOf('\r');
    const line = this.#line;
    if (line.length === 0) return this.#scan(text, 0, cr);
    const end = lineEnd(text.indexOf('\n'), cr);
    if (end < 0) return text === '' || this.#keep(text);
    // Only the line is joined, not the whole text.
    const start = end === cr && isAt(text, LF, end + 1) ? end + 2 : end + 1;
    line.add(text.slice(0, start));
    const joined = line.take();
    return this.#scan(joined, 0, joined.indexOf('\r')) && this.#scan(text, start, text.indexOf('\r', start));
  }

  /**
   * Reads the lines from `from` on. `firstCr` is where their first CR is; -1 = nowhere. The event is kept in variables
   * meanwhile, because they cost less time than fields.
   */
  #scan(text: string, from: number, firstCr: number): boolean {
    const max = this.#max;
    const listener = this.#listener;
    let data = this.#data;
    let event = this.#event;
    let id = this.#id;
    let cr = firstCr;
    let nul = text.indexOf('\0', from);
    const isPlain = cr < 0 && nul < 0;
    let start =
      isPlain && data === undefined && id === undefined && event === 'message' ? this.#plainEvents(text, from) : from;
    let lf = text.indexOf('\n', start);
    for (;;) {
      // Each is searched for again only after it was passed, so text without one of them is searched for it only once.
      if (lf >= 0 && lf < start) lf = text.indexOf('\n', start);
      if (cr >= 0 && cr < start) cr = text.indexOf('\r', start);
      const end = lineEnd(lf, cr);
      if (end < 0) break;
      const next = end === cr && isAt(text, LF, end + 1) ? end + 2 : end + 1;
      const first = text.charCodeAt(start);
      // Where the value of the field starts; 0 = it has none.
      let at = 0;
      // Names are compared by their codes, because `startsWith` would double the time.
      if (first === D && isData(text, start) && (at = valueAt(text, start + 4, end)) > 0) {
        const value = text.slice(at, end);
        if (data !== undefined) {
          this.#more.add(`\n${value}`);
          if (data.length + this.#more.length > max) return this.#overflow();
        } else if (isAt(text, LF, next) && end - at <= max) {
          // The empty line that ends the event is not searched for.
          listener.message(value, event, id);
          id = undefined;
          event = 'message';
          start = isPlain ? this.#plainEvents(text, next + 1) : next + 1;
          continue;
        } else data = value;
      } else if (start === end) {
        if (data !== undefined) listener.message(this.#more.length > 0 ? data + this.#more.take() : data, event, id);
        else if (id !== undefined) listener.cursor(id);
        data = id = undefined;
        event = 'message';
      } else if (first === I && text.charCodeAt(start + 1) === D && (at = valueAt(text, start + 2, end)) > 0) {
        if (nul >= 0 && nul < at) nul = text.indexOf('\0', at);
        if (nul < 0 || nul >= end) id = text.slice(at, end);
      } else if (first === E && isEvent(text, start) && (at = valueAt(text, start + 5, end)) > 0) {
        event = text.slice(at, end) || 'message';
      } else if (first === R && text.startsWith('retry', start) && (at = valueAt(text, start + 5, end)) > 0) {
        this.#retry(text.slice(at, end));
      } else if (first === COLON && this.#comment !== undefined) {
        at = valueAt(text, start, end);
        if (end - at <= max) this.#comment(text.slice(at, end));
      }
      if (end - at > max && at > 0) return this.#overflow();
      start = next;
    }
    this.#data = data;
    this.#event = event;
    this.#id = id;
    return start >= text.length || this.#keep(start === 0 ? text : text.slice(start));
  }

  /**
   * Handles events of one data line, with or without an id line before it. Most streams have only such events. They
   * need no state, and a loop without state is faster. Returns where the first other event starts. The text from `from`
   * on has no CR and no NUL.
   */
  #plainEvents(text: string, from: number): number {
    const max = this.#max;
    const listener = this.#listener;
    let start = from;
    // The end of a line is searched for first: after that, engines read its codes in less time.
    for (let end = text.indexOf('\n', start); end >= 0; end = text.indexOf('\n', start)) {
      let at = start;
      let id: string | undefined;
      if (!isPlainData(text, at)) {
        if (!isPlainId(text, at) || end - at > max) break;
        id = text.slice(at + ID_ROOM, end);
        at = end + 1;
        end = text.indexOf('\n', at);
        if (end < 0 || !isPlainData(text, at)) break;
      }
      if (!isAt(text, LF, end + 1) || end - at > max) break;
      listener.message(text.slice(at + DATA_ROOM, end), 'message', id);
      start = end + 2;
    }
    return start;
  }

  #overflow(): false {
    this.#overflowed = true;
    return false;
  }

  #retry(value: string): void {
    if (/^\d{1,64}$/.test(value)) this.#listener.retryDelay(Math.min(Number(value), MAX_DELAY));
  }

  /** Keeps the start of a line for the next piece. */
  #keep(text: string): boolean {
    const line = this.#line;
    const part = line.length > 0 && line.length < FIELD_ROOM ? line.take() + text : text;
    const kept = line.length > 0 || mayBeField(part) || (this.#comment !== undefined && part.startsWith(':'));
    line.add(kept ? part : NO_FIELD);
    return line.length <= this.#max + FIELD_ROOM || this.#overflow();
  }
}

/** Whether a line that starts like this may be a field. */
function mayBeField(start: string): boolean {
  return FIELDS.some((field) => start.startsWith(field) || field.startsWith(start));
}

/** Whether the code is at this place. After one read behind the end of a text, engines read all codes slowly. */
function isAt(text: string, code: number, at: number): boolean {
  return at < text.length && text.charCodeAt(at) === code;
}

/** Where a line ends; -1 = in a later piece. */
function lineEnd(lf: number, cr: number): number {
  return cr < 0 || (lf >= 0 && lf < cr) ? lf : cr;
}

/** Where the value of a field starts whose name ends at `at`, in a line that ends at `end`; 0 if the name goes on. */
function valueAt(text: string, at: number, end: number): number {
  if (text.charCodeAt(at) === COLON) return text.charCodeAt(at + 1) === SPACE ? at + 2 : at + 1;
  // The line is only the name.
  return at === end ? at : 0;
}

/** Whether a line that starts with `d` goes on as `data`. */
function isData(text: string, start: number): boolean {
  return text.charCodeAt(start + 1) === 97 && text.charCodeAt(start + 2) === 116 && text.charCodeAt(start + 3) === 97;
}

/** Whether a line that starts with `e` goes on as `event`. */
function isEvent(text: string, start: number): boolean {
  return (
    text.charCodeAt(start + 1) === 118 &&
    text.charCodeAt(start + 2) === E &&
    text.charCodeAt(start + 3) === 110 &&
    text.charCodeAt(start + 4) === 116
  );
}

/** Whether the line at `start` begins with `data: `. */
function isPlainData(text: string, start: number): boolean {
  return (
    text.charCodeAt(start) === D &&
    isData(text, start) &&
    text.charCodeAt(start + 4) === COLON &&
    text.charCodeAt(start + 5) === SPACE
  );
}

/** Whether the line at `start` begins with `id: `. */
function isPlainId(text: string, start: number): boolean {
  return (
    text.charCodeAt(start) === I &&
    text.charCodeAt(start + 1) === D &&
    text.charCodeAt(start + 2) === COLON &&
    text.charCodeAt(start + 3) === SPACE
  );
}
