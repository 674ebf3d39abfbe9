import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import type { BoundedFramer, FramerFactory } from './bounded-framer';
import type { SseListener } from './sse-parser';
import { createTextBuffer } from './text-buffer';

/** The limit of Jackson and others. Code that walks through a deeper value may run out of stack. */
const MAX_DEPTH = 1_000;

const LF = 10;
const SPACE = 32;
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/** What the next character belongs to. */
const NO_VALUE = 0;
const BRACKETS = 1;
const STRING = 2;
/** A number, `true`, `false` or `null`: only the next character shows that it is complete. */
const WORD = 3;
/** Text that is no JSON. */
const GARBAGE = 4;

/** Matches a word that may be complete. Whether it is a number is for the decoder to say. */
const COMPLETE = /^(?:-?\d|(?:true|false|null)$)/;

/**
 * JSON values, one after the other. Control characters, spaces and commas between them are skipped. If the text begins
 * with an array, the arrays are not messages but their items are.
 */
export const jsonValues: FramerFactory = (listener, _maxMessageSize, transport) =>
  new JsonFramer(listener, transport, false);

/**
 * Reads only where a value ends, and each character once. The decoder checks the value. Text that cannot be a value is a
 * message up to the end of its line, or of its item in an array, so that decoding reports it and the stream continues
 * after it. An array that has not ended when the stream ends is broken: what is left of it, from its bracket on, is a
 * message that cannot be decoded. A number in it may have been cut.
 */
export class JsonFramer implements BoundedFramer {
  readonly #listener: SseListener;
  readonly #transport: TransportName;
  readonly #ofSequence: boolean;
  readonly #held = createTextBuffer();
  #state = NO_VALUE;
  #depth = 0;
  #escaped = false;
  /** Whether arrays are split; `undefined` = no value has begun. */
  #splits: boolean | undefined;
  #inArray = false;

  /**
   * `ofSequence` = the text is a record of a JSON text sequence. Its arrays are messages, and a word without whitespace
   * after it may have been cut: it is dropped (RFC 7464 §2.4).
   */
  constructor(listener: SseListener, transport: TransportName, ofSequence: boolean) {
    this.#listener = listener;
    this.#transport = transport;
    this.#ofSequence = ofSequence;
  }

  get pending(): number {
    return this.#held.length;
  }

  push(text: string): void {
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (this.#state === STRING) {
        if (this.#escaped) this.#escaped = false;
        else if (code === BACKSLASH) this.#escaped = true;
        else if (code === QUOTE) {
          this.#state = BRACKETS;
          if (this.#depth === 0) this.#emit(this.#whole(text.slice(start, at + 1)));
        }
      } else if (this.#state === BRACKETS) {
        if (code === QUOTE) this.#state = STRING;
        else if (isOpening(code)) this.#deepen();
        else if (isClosing(code) && --this.#depth === 0) this.#emit(this.#whole(text.slice(start, at + 1)));
      } else if (this.#state === GARBAGE) {
        if (code === LF) this.#emit(this.#whole(text.slice(start, at)).trim());
      } else {
        if (this.#state === WORD) {
          if (!endsWord(code)) continue;
          this.#endWord(text.slice(start, at));
          // The character is read again, as one of the line or as one after the word.
          start = at--;
          continue;
        }
        if (code <= SPACE || code === COMMA) continue;
        start = at;
        this.#begin(code);
      }
    }
    if (this.#state !== NO_VALUE) this.#held.add(text.slice(start));
  }

  end(): void {
    const rest = this.#held.take();
    if (this.#inArray) this.#emit(`[${rest}`);
    else if (this.#state !== NO_VALUE && !(this.#ofSequence && COMPLETE.test(rest))) this.#emit(rest);
    this.#state = NO_VALUE;
    this.#escaped = this.#inArray = false;
    this.#splits = undefined;
  }

  /** The first character of a value, or a bracket of an array that is split. */
  #begin(code: number): void {
    if (code === OPEN_BRACKET && !this.#inArray && (this.#splits ??= !this.#ofSequence)) this.#inArray = true;
    else if (code === CLOSE_BRACKET && this.#inArray) this.#inArray = false;
    else {
      this.#splits ??= false;
      this.#depth = isOpening(code) ? 1 : 0;
      if (this.#depth > 0) this.#state = BRACKETS;
      else if (code === QUOTE) this.#state = STRING;
      else this.#state = this.#inArray || mayBeginWord(code) ? WORD : GARBAGE;
    }
  }

  #deepen(): void {
    if (++this.#depth <= MAX_DEPTH) return;
    const what = `a message is nested deeper than ${MAX_DEPTH} levels`;
    throw new PushError('overflow', what, { transient: false, transport: this.#transport });
  }

  #endWord(part: string): void {
    const word = this.#whole(part);
    if (this.#inArray || COMPLETE.test(word)) return this.#emit(word);
    this.#held.add(word);
    this.#state = GARBAGE;
  }

  /** Returns the value of which `part` is the last part. */
  #whole(part: string): string {
    if (this.#held.length === 0) return part;
    this.#held.add(part);
    return this.#held.take();
  }

  #emit(raw: string): void {
    this.#state = NO_VALUE;
    this.#listener.message(raw, 'message', undefined);
  }
}

function isOpening(code: number): boolean {
  return code === OPEN_BRACE || code === OPEN_BRACKET;
}

function isClosing(code: number): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET;
}

/** A digit, `-`, or the first letter of a literal. */
function mayBeginWord(code: number): boolean {
  return '-0123456789tfn'.includes(String.fromCharCode(code));
}

function endsWord(code: number): boolean {
  return code <= SPACE || code === COMMA || code === QUOTE || isOpening(code) || isClosing(code);
}
