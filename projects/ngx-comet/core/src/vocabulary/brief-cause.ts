import { shorten } from '../platform/shorten';

/** What a report shows of a cause. */
export interface BriefCause {
  readonly name?: string;
  readonly message?: string;
  readonly cause?: BriefCause;
}

/** How many causes of causes a report shows. */
const DEPTH = 5;

/**
 * The names of a cause and its causes; `undefined` for what is no error. Only the message of a `PushError` is shown: any
 * other one may hold secrets. A cause may be anything: it may be its own cause, and its getters may throw.
 */
export function briefCause(cause: unknown, depth = DEPTH): BriefCause | undefined {
  if (typeof cause !== 'object' || cause === null || depth === 0) return undefined;
  try {
    const { name, message, cause: deeper } = cause as Record<string, unknown>;
    const below = briefCause(deeper, depth - 1);
    return {
      ...(typeof name === 'string' && { name: shorten(name) }),
      // Not `isPushError`, which would be a cycle of imports.
      ...(name === 'PushError' && { message: shorten(message) }),
      ...(below !== undefined && { cause: below }),
    };
  } catch {
    return undefined;
  }
}
