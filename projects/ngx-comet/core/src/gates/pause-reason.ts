import type { Observable } from 'rxjs';
import type { PauseReason } from '../vocabulary/push-event';

// A registered symbol, so that gates of another copy of the package work too.
const REASON: unique symbol = Symbol.for('ngx-comet.pause-reason');

type Marked = Observable<boolean> & { [REASON]?: PauseReason };

/** Marks a gate, or an Observable for `pauseWhile`, with the reason that the status shows during its pause. */
export function withReason(reason: PauseReason, gate: Observable<boolean>): Observable<boolean> {
  return Object.assign(gate, { [REASON]: reason });
}

/** Why a gate pauses a connection; `'caller'` unless the gate has a reason of its own. */
export function reasonOf(gate: Observable<boolean>): PauseReason {
  return (gate as Marked)[REASON] ?? 'caller';
}
