import type { Attempt } from '../vocabulary/attempt';
import type { PushError } from '../vocabulary/push-error';

/** What a session knows and changes while an attempt runs. */
export interface AttemptFacts {
  readonly cursor: () => string | undefined;
  readonly everOpen: () => boolean;
  readonly lastError: () => PushError | undefined;
}

/**
 * An attempt as its functions see it. The facts are read when they are needed, because they change meanwhile. An attempt
 * must not keep the error before it: an error keeps what its stack names, which is the attempt that it ended, so each
 * attempt would keep all attempts before it.
 */
export function attemptFrom(attempt: number, { cursor, everOpen, lastError }: AttemptFacts): Omit<Attempt, 'signal'> {
  return {
    attempt,
    get cursor() {
      return cursor();
    },
    get everOpen() {
      return everOpen();
    },
    get error() {
      return lastError();
    },
  };
}
