import type { PushError } from './push-error';

/** One try to connect; handed to the functions that are asked again at every attempt. */
export interface Attempt {
  /** Counts from 1, and starts over once a connection was stable. */
  readonly attempt: number;
  /** The id of the last message that was delivered whole, to resume after it. */
  readonly cursor: string | undefined;
  /** Why the attempt before this one failed. */
  readonly error: PushError | undefined;
  /** Aborted as soon as nobody waits for this attempt any more; where it was lost, the reason is the error. */
  readonly signal: AbortSignal;
}
