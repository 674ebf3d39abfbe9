import type { StandardSchemaV1 } from '@standard-schema/spec';
import { PushError } from '../vocabulary/push-error';
import { shorten } from '../platform/shorten';
import { aboutPayload } from './about-payload';

declare const ngDevMode: object | boolean | undefined;

/** How many issues the message names. A list of a server may have one for each of its items. */
const MOST_ISSUES = 5;

/**
 * Validates with any Standard Schema. Throws a `PushError` of code `schema` that names the paths of the invalid values.
 * `raw` is the message that they were decoded from.
 */
export function validateWith<T>(schema: StandardSchemaV1<unknown, T>, data: unknown, raw = data): T {
  const result = schema['~standard'].validate(data);
  // Not `instanceof Promise`: with zone.js, a native promise is not an instance of the global Promise.
  if ('then' in result) {
    // The result is not used. Otherwise its rejection would be unhandled.
    result.then(undefined, () => undefined);
    const why = typeof ngDevMode === 'undefined' || ngDevMode ? ', to keep messages in order' : '';
    throw new PushError('unsupported', `schema must validate synchronously${why}`, { transient: false });
  }
  if (result.issues === undefined) return result.value;
  throw new PushError(
    'schema',
    `the message is not valid: ${inWords(result.issues, (words) => aboutPayload(words, raw, data))}`,
    {
      transient: false,
      cause: result.issues,
    },
  );
}

function inWords(issues: readonly StandardSchemaV1.Issue[], safe: (words: string) => string): string {
  const more = issues.length - MOST_ISSUES;
  const shown = issues.slice(0, MOST_ISSUES).map((issue) => shorten(described(issue, safe)));
  return [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
}

function described({ message, path }: StandardSchemaV1.Issue, safe: (words: string) => string): string {
  if (path === undefined || path.length === 0) return safe(message);
  return `${path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.')}: ${safe(message)}`;
}
