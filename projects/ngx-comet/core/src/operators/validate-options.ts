import type { PushError } from '../vocabulary/push-error';

/** The options of {@link validate}. */
export interface ValidateOptions {
  /** Told of every value that is not valid, which is then left out; without it such a value ends the stream. */
  readonly onInvalid?: ((error: PushError, value: unknown) => void) | undefined;
}
