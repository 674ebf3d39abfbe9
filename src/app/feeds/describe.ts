import { isPushError } from 'ngx-comet';

/** An error as text: its code, then its message. */
export function describeError(error: unknown): string {
  return isPushError(error) ? `${error.code}: ${error.message}` : String(error);
}
