import { PushError, type PushErrorDetails } from './push-error';

/** A copy of an error, with some facts changed. */
export function changedError(error: PushError, facts: Partial<PushErrorDetails>): PushError {
  // A spread copies neither `body` nor `cause`.
  const { body, cause } = error;
  const same: PushErrorDetails = error;
  return new PushError(error.code, error.message, { ...same, body, cause, ...facts });
}
