import type { Decoder } from '../decode/decoder';
import type { PushError } from '../vocabulary/push-error';
import type { Transport } from '../vocabulary/transport';
import type { TransportName } from '../vocabulary/transport-name';

/** What the session does with a decoded value: hand it over, drop it as nothing new, or hand it over as the last one. */
export type Verdict = 'deliver' | 'drop' | 'last';

/** What one subscription needs of its transport; made afresh for every subscription. */
export interface SessionPlan<T> {
  readonly transport: TransportName;
  readonly connect: Transport;
  /** An attempt opens with its whole answer, as a poll does: it needs no other sign that something arrives. */
  readonly opensWithAnswer?: boolean | undefined;
  /** Overrules the setting, as where an attempt opens only with its answer and has a limit of its own. */
  readonly connectTimeout?: number | undefined;
  /** Overrules the setting, where routes speak differently. */
  readonly decode?: Decoder<T> | undefined;
  /** Reads the id out of a message, where the wire carries none. */
  readonly idOf?: ((data: T) => string | undefined) | undefined;
  readonly judge?: ((data: T) => Verdict) | undefined;
  /** Milliseconds from the end of a finished attempt to the next one; `undefined`, or none at all, ends the stream. */
  readonly repeatAfter?: ((finished: FinishedAttempt) => number | undefined) | undefined;
  /**
   * Told of every loss that may be the fault of the way that was taken: milliseconds until the next attempt, whatever the
   * schedule says, or the error that the schedule has to judge.
   */
  readonly recover?: ((error: PushError) => number | PushError) | undefined;
  /** The session lost its attempt, pauses or ends: whatever the plan runs beside the attempts has to go. */
  readonly release?: (() => void) | undefined;
}

/** An attempt that ended as it should. */
export interface FinishedAttempt {
  /** Messages it delivered. */
  readonly delivered: number;
  /** Its length in milliseconds. */
  readonly took: number;
}
