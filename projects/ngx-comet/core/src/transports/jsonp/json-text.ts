import { PushError } from '../../vocabulary/push-error';
import { shorten } from '../../platform/shorten';
import { refusal } from './frame-refusal';

/**
 * Turns JSON-like data into JSON, so that an answer is limited, decoded and validated like any other message. JSON-like
 * data are null, booleans, finite numbers, strings, and arrays and plain objects of these. Throws for anything else,
 * which `JSON.stringify` alone would leave out or convert without an error. The bootstrap script does the same in the
 * frame.
 */
export function jsonText(root: unknown, maxLength: number): string {
  // The least length of the text so far. A small value may have a huge text, because shared parts are written each time.
  // The root is the property '' of an object that is not written.
  let length = -4;
  // Reads the value itself: what a `toJSON` made of it would be the second parameter.
  function visit(this: Readonly<Record<string, unknown>>, key: string): unknown {
    const value = this[key];
    length += typeof value === 'string' ? value.length + 2 : 1;
    // With a comma or a bracket; a key also has quotes and a colon.
    length += Array.isArray(this) ? 1 : key.length + 4;
    // An array of millions of items is not read.
    const rest = Array.isArray(value) && 0 in value ? 2 * value.length : 0;
    if (length + rest > maxLength) throw tooLong(maxLength);
    if (isJsonLike(value)) return value;
    throw refusal('decode', `the answer is not JSON-like: it contains ${kindOf(value)}`);
  }
  let text: string;
  try {
    text = JSON.stringify(root, visit);
  } catch (cause) {
    // A circular or too deep value ends here too: it overflows the stack.
    if (cause instanceof PushError) throw cause;
    throw refusal('decode', 'the answer is not JSON-like: it is circular or too deep', cause);
  }
  if (text.length > maxLength) throw tooLong(maxLength);
  return text;
}

/** Does not look into arrays and objects. */
function isJsonLike(value: unknown): boolean {
  if (typeof value !== 'object')
    return typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
  if (value === null || Array.isArray(value)) return true;
  // The object may be of another realm, so only the length of its prototype chain counts.
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  return typeof value === 'object' ? shorten(Object.prototype.toString.call(value)) : `a ${typeof value}`;
}

function tooLong(maxLength: number): PushError {
  return refusal('overflow', `the answer is longer than maxMessageSize, ${maxLength}`);
}
