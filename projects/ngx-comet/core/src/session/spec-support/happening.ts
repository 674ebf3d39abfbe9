import type { Kind, Stage, StageOptions } from './stage';
import type { Reason } from './reach';

/** A row of the table: something that happens, and how a spec plays it. */
export interface Happening extends StageOptions {
  /** The ways in which it happens. All have the same effect. `reason` is given in the phase `paused`. */
  readonly ways: Readonly<Record<string, (stage: Stage, reason: Reason | undefined) => void>>;
  /** Called before it, when the phase is reached. */
  readonly before?: (stage: Stage, reason: Reason | undefined) => void;
  /** Only streams, or only connections, have it. */
  readonly only?: Kind;
  /** It happens to polls, so all phases are reached with polls. */
  readonly polls?: true;
  /** The reasons of a pause during which it can happen; default all. */
  readonly pausedBy?: readonly Reason[];
  /** The reason that is shown if it is still paused afterwards; default the one before. */
  readonly shown?: (before: Reason) => Reason;
}
