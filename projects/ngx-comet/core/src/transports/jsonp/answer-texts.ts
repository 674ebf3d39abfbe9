import type { PushError } from '../../vocabulary/push-error';
import { jsonText } from './json-text';
import { refusal } from './frame-refusal';

/** The most messages of one answer. */
const MAX_PARTS = 100_000;
/** The most characters of one answer with several messages, as a multiple of `maxMessageSize`. */
const PARTS_SIZE = 4;

/** The maximum length of the JSON of a whole answer. With `batch` it includes commas and brackets. */
export function maxAnswerLength(batch: unknown, maxMessageSize: number): number {
  return batch === true ? PARTS_SIZE * maxMessageSize + MAX_PARTS + 1 : maxMessageSize;
}

/** An answer that is longer than {@link maxAnswerLength}. */
export function answerTooLong(batch: unknown, maxMessageSize: number): PushError {
  return tooMuch(`more than ${batch === true ? `${PARTS_SIZE} times ` : ''}maxMessageSize, ${maxMessageSize}`);
}

/** Returns the messages of an answer as JSON. Throws a `PushError`. */
export function answerTexts(answer: unknown, batch: unknown, maxMessageSize: number): readonly string[] {
  if (batch !== true || !Array.isArray(answer)) return [jsonText(answer, maxMessageSize)];
  if (answer.length > MAX_PARTS) throw tooMuch(`more than ${MAX_PARTS} messages`);
  let left = PARTS_SIZE * maxMessageSize;
  // `from` reads holes too, as undefined.
  return Array.from(answer as readonly unknown[], (part) => {
    const text = jsonText(part, maxMessageSize);
    left -= text.length;
    if (left < 0) throw answerTooLong(batch, maxMessageSize);
    return text;
  });
}

function tooMuch(what: string): PushError {
  return refusal('overflow', `the answer has ${what}`);
}
