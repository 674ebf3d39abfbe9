import type { Attempt } from '../vocabulary/attempt';
import type { PushError } from '../vocabulary/push-error';

/** What a session knows and changes while an attempt runs. */
export interface AttemptFacts {
  readonly cursor: () => string | undefined;
  readonly everOpen: () => boolean;
}

/** An attempt as its functions see it. The facts are read when they are needed, because they change meanwhile. */
export function attemptFrom(
  attempt: number,
  error: PushError | undefined,
  { cursor, everOpen }: AttemptFacts,
): Omit<Attempt, 'signal'> {
  return {
    attempt,
    get cursor() {
      return cursor();
    },
    get everOpen() {
      return everOpen();
    },
    error,
  };
}
