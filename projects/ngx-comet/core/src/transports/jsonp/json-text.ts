import { PushError, type PushErrorCode } from '../../vocabulary/push-error';
import { shorten } from '../../platform/shorten';

/**
 * Turns JSON-like data into JSON, so that an answer is limited, decoded and validated like any other message. JSON-like
 * data are null, booleans, finite numbers, strings, and arrays and plain objects of these. Throws for anything else,
 * which `JSON.stringify` alone would leave out or convert without an error.
 */
export function jsonText(value: unknown, maxLength: number): string {
  let text: string;
  try {
    measure(value, maxLength);
    text = JSON.stringify(value);
  } catch (cause) {
    // A circular or too deep value ends here too: it overflows the stack.
    if (cause instanceof PushError) throw cause;
    throw refusal('decode', 'the answer is not JSON-like: it is circular or too deep', cause);
  }
  if (text.length > maxLength) throw tooLong(maxLength);
  return text;
}

/**
 * Throws for a value that is not JSON-like, and as soon as the text is sure to be longer than `maxLength`. A small
 * value may have a huge text, because shared parts are written each time.
 */
function measure(root: unknown, maxLength: number): void {
  let length = 0;
  const visit = (value: unknown): void => {
    length += typeof value === 'string' ? value.length + 2 : 1;
    if (length > maxLength) throw tooLong(maxLength);
    if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return;
    if (Array.isArray(value)) {
      // An iterator reads holes too, as undefined.
      for (const item of value as unknown[]) visit(item);
    } else if (isPlainObject(value)) {
      for (const key of Object.keys(value)) {
        length += key.length + 3;
        visit(value[key]);
      }
    } else {
      throw refusal('decode', `the answer is not JSON-like: it contains ${kindOf(value)}`);
    }
  };
  visit(root);
}

/** Checks the length of the prototype chain, because the object may be of another realm. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
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

function refusal(code: PushErrorCode, message: string, cause?: unknown): PushError {
  return new PushError(code, message, { transient: false, transport: 'jsonp', cause });
}
