import { changedError } from '../vocabulary/changed-error';
import type { PushError } from '../vocabulary/push-error';

/** The same error as a transient one, for a caller that knows that another attempt can help. */
export function asTransient(error: PushError): PushError {
  return error.transient ? error : changedError(error, { transient: true });
}
