import { shorten } from '../platform/shorten';
import { withoutSecrets } from './without-secrets';

/** What a report shows of a cause. */
export interface BriefCause {
  readonly name?: string;
  readonly message?: string;
  readonly cause?: BriefCause;
}

/** How many causes of causes a report shows. */
const DEPTH = 5;
/** How many characters of a message are searched for URLs. */
const SEARCHED = 1_000;

/**
 * Names and messages of a cause and its causes; `undefined` for what is no error. A cause may be anything: it may be
 * its own cause, its getters may throw, and the message of Angular's `HttpErrorResponse` contains the query of the URL.
 */
export function briefCause(cause: unknown, depth = DEPTH): BriefCause | undefined {
  if (typeof cause !== 'object' || cause === null || depth === 0) return undefined;
  try {
    const { name, message, cause: deeper } = cause as Record<string, unknown>;
    const below = briefCause(deeper, depth - 1);
    return {
      ...(typeof name === 'string' && { name: shorten(name) }),
      ...(typeof message === 'string' && { message: redacted(message) }),
      ...(below !== undefined && { cause: below }),
    };
  } catch {
    return undefined;
  }
}

/** Each word that may be a URL loses its query, its fragment and its credentials. */
function redacted(message: string): string {
  return shorten(message.slice(0, SEARCHED).replace(/[^\s"'`(<]*[/?#@]\S*/g, withoutSecrets));
}
