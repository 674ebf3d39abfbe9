import { Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { interval, map } from 'rxjs';

/** The time as a signal, updated ten times a second. Only templates that read it are checked for changes. */
@Injectable({ providedIn: 'root' })
export class Clock {
  /** Milliseconds since the epoch. */
  readonly now = toSignal(interval(100).pipe(map(() => Date.now())), { initialValue: Date.now() });
}
