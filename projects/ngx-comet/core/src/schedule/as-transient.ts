import { PushError, type PushErrorDetails } from '../vocabulary/push-error';

/** The same error, worth another try: for callers who know better than where it was thrown. */
export function asTransient(error: PushError): PushError {
  const facts: PushErrorDetails = error;
  return error.transient
    ? error
    : new PushError(error.code, error.message, { ...facts, cause: error.cause, transient: true });
}
