import type { Decoder } from './decoder';
import type { RawData } from '../vocabulary/transport';
import { toText } from './text';

declare const ngDevMode: object | boolean | undefined;

/**
 * Decodes each message as JSON. This is the default of every transport. A message without data only carries its id: it
 * is not emitted.
 *
 * @usageNotes
 * ```ts
 * httpStream$<Price>('/prices', { decode: json() });
 * ```
 */
export function json<T = unknown>(): Decoder<T> {
  return decoder as Decoder<T>;
}

// One function for all streams, so that the engine optimizes it only once.
function parse(raw: RawData): unknown {
  try {
    return JSON.parse(typeof raw === 'string' ? raw : toText(raw));
  } catch (cause) {
    // At the start, because messages of errors are shortened.
    const advice = typeof ngDevMode === 'undefined' || ngDevMode ? ' (decode: text() takes any text)' : '';
    throw new SyntaxError(`no JSON${advice}: ${(cause as Error).message}`, { cause });
  }
}

const decoder = /* @__PURE__ */ Object.assign(parse, { skipsEmpty: true });
