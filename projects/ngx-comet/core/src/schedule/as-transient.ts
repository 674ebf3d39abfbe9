import { PushError, type PushErrorDetails } from '../vocabulary/push-error';

/** The same error as a transient one, for a caller that knows that another attempt can help. */
export function asTransient(error: PushError): PushError {
  const facts: PushErrorDetails = error;
  return error.transient
    ? error
    : new PushError(error.code, error.message, { ...facts, cause: error.cause, transient: true });
}
