import { isPushError } from 'ngx-comet';

/** An error in words, its code first. */
export function describeError(error: unknown): string {
  return isPushError(error) ? `${error.code}: ${error.message}` : String(error);
}
