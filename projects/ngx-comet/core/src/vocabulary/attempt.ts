import type { PushError } from './push-error';

/** One attempt to connect. It is passed to the functions that are called again at every attempt. */
export interface Attempt {
  /** Counts from 1. A stable connection resets it. */
  readonly attempt: number;
  /** The id of the last message that was delivered completely, to resume after it. */
  readonly cursor: string | undefined;
  /** Whether the feed was open before in this subscription, over any route. Then an HTML page is a captive portal. */
  readonly everOpen: boolean;
  /** Why the previous attempt failed. After the end of this attempt, the latest error. */
  readonly error: PushError | undefined;
  /** Aborted as soon as this attempt is over. If its connection was lost, the reason is the error. */
  readonly signal: AbortSignal;
}
