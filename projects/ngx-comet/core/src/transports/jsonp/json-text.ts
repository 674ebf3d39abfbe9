import { PushError, type PushErrorCode } from '../../vocabulary/push-error';

/**
 * Writes JSON-like data down as JSON, so that an answer is bounded, decoded and validated like any other message. JSON-like
 * is what JSON can say: null, booleans, finite numbers, strings, and arrays and plain objects of these. Nothing is left out
 * or converted silently, as `JSON.stringify` alone would.
 */
export function jsonText(value: unknown, maxLength: number): string {
  let text: string;
  try {
    measure(value, maxLength);
    text = JSON.stringify(value);
  } catch (cause) {
    // A cycle ends here too, as does nesting beyond what the platform can follow: either overflows the stack.
    if (cause instanceof PushError) throw cause;
    throw refusal('decode', 'the answer is not JSON-like: it goes in circles, or too deep', cause);
  }
  if (text.length > maxLength) throw tooLong(maxLength);
  return text;
}

/** Throws at anything JSON cannot say, and once it is clear that the text is longer than allowed: shared parts multiply. */
function measure(root: unknown, maxLength: number): void {
  let length = 0;
  const visit = (value: unknown): void => {
    length += typeof value === 'string' ? value.length + 2 : 1;
    if (length > maxLength) throw tooLong(maxLength);
    if (value === null || typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)) return;
    if (Array.isArray(value)) {
      // An iterator visits holes too, as undefined.
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

/** By the shape of the prototype chain, as the object may come from another realm. */
function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  return typeof value === 'object' ? Object.prototype.toString.call(value) : `a ${typeof value}`;
}

function tooLong(maxLength: number): PushError {
  return refusal('overflow', `the answer is longer than maxMessageSize, ${maxLength}`);
}

function refusal(code: PushErrorCode, message: string, cause?: unknown): PushError {
  return new PushError(code, message, { transient: false, transport: 'jsonp', cause });
}
