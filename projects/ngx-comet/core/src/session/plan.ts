import type { Decoder } from '../decode/decoder';
import type { PushError } from '../vocabulary/push-error';
import type { ResponseHead, Transport } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';

/**
 * What the session does with a decoded value: deliver it, drop it because it is nothing new, or deliver it as the last
 * one.
 */
export type Verdict = 'deliver' | 'drop' | 'last';

/** What one subscription needs from its transport. Every subscription gets a new plan. */
export interface SessionPlan<T> {
  readonly transport: TransportName;
  /** Which of several routes is in use, default 0. */
  readonly place?: number | undefined;
  readonly connect: Transport;
  /**
   * An attempt opens only when the server answers with the news, like a poll. The server may wait before it answers. The
   * opening itself proves that bytes arrive.
   */
  readonly opensWithAnswer?: boolean | undefined;
  /** Replaces the setting, for example where an attempt opens only with its response and has its own limit. */
  readonly connectTimeout?: number | undefined;
  /** Replaces the setting where the routes of a connection have different decoders. */
  readonly decode?: Decoder<T> | undefined;
  /** Reads the id from the decoded message, or from the answer it came with, where the protocol carries none. */
  readonly idOf?: ((data: T, answer: AnswerHeaders) => string | undefined) | undefined;
  readonly judge?: ((data: T) => Verdict) | undefined;
  /**
   * Milliseconds from the end of a finished attempt to the next one. `Infinity` waits without a timer. `undefined`, or no
   * function, ends the stream.
   */
  readonly repeatAfter?: ((finished: FinishedAttempt) => number | undefined) | undefined;
  /**
   * Called for every loss that may be the fault of the route. Returns the milliseconds until the next attempt, which
   * replace the delay of the schedule, or the error that is passed to the schedule.
   */
  readonly recover?: ((error: PushError) => number | PushError) | undefined;
  /**
   * Called when the session lost its attempt, pauses or ends. Stops everything that the plan runs beside the attempts.
   * `wait` is given if another attempt follows: the milliseconds until then. What that attempt goes on with may stay.
   */
  readonly release?: ((wait?: number) => void) | undefined;
  /** Called when the next attempt is for another user, after the hang-up. Forgets what it knows of past answers. */
  readonly forget?: (() => void) | undefined;
}

/** What a function that reads ids gets of the answer that brought a message. */
export interface AnswerHeaders {
  /** As far as CORS lets a page read them; empty where there is no HTTP answer. */
  readonly headers: Headers;
}

/** An attempt that ended without an error. */
export interface FinishedAttempt {
  /** The answer; `undefined` if there was none, or the transport shows none. */
  readonly answer: ResponseHead | undefined;
  /** How many messages it delivered. */
  readonly delivered: number;
  /** Whether the cursor is another one than at its start. */
  readonly moved: boolean;
  /** Its duration in milliseconds. */
  readonly took: number;
}
