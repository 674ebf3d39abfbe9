import type { Observable } from 'rxjs';
import type { PauseReason } from '../vocabulary/push-event';

// Registered, so that a gate made by another copy of the package is understood.
const REASON: unique symbol = Symbol.for('ngx-comet.pause-reason');

type Marked = Observable<boolean> & { [REASON]?: PauseReason };

/** Marks a gate with the reason that status shows while it holds a connection back. */
export function withReason(reason: PauseReason, gate: Observable<boolean>): Observable<boolean> {
  return Object.assign(gate, { [REASON]: reason });
}

/** Why a gate holds a connection back; `'caller'` unless the gate says otherwise. */
export function reasonOf(gate: Observable<boolean>): PauseReason {
  return (gate as Marked)[REASON] ?? 'caller';
}
