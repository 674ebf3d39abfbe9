import { Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { interval, map } from 'rxjs';

/** The time as a signal, ten times a second; only templates that read it are checked for it. */
@Injectable({ providedIn: 'root' })
export class Clock {
  /** Milliseconds since the epoch. */
  readonly now = toSignal(interval(100).pipe(map(() => Date.now())), { initialValue: Date.now() });
}
