import { inject, Injectable } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { constant, PushService, type PushEvent } from 'ngx-comet';
import { firstValueFrom, scan, timer } from 'rxjs';
import { EventLog } from '../log/event-log';
import type { Fault } from './faults';
import type { ServerStats } from './server-stats';

/** Whether the server responds, and its last statistics. */
export interface ServerView {
  readonly reachable: boolean | undefined;
  readonly stats: ServerStats | undefined;
}

const UNKNOWN: ServerView = { reachable: undefined, stats: undefined };

/** The server of this page: its statistics, and its faults. */
@Injectable({ providedIn: 'root' })
export class PushServer {
  readonly #log = inject(EventLog);
  readonly #stats$ = inject(PushService).pollingStream$<ServerStats>('/control/stats', {
    observe: 'events',
    interval: 1_000,
    timeout: 4_000,
    // No backoff, so that the page soon shows that the server is back.
    retry: constant(1_000),
  });

  readonly view = toSignal(this.#stats$.pipe(scan(viewAfter, UNKNOWN)), { initialValue: UNKNOWN });

  /** Makes the server misbehave. */
  async cause(fault: Fault): Promise<void> {
    this.#log.add({ transport: undefined, kind: 'fault', text: `${fault.title}: ${fault.explanation}` });
    try {
      for (const step of fault.steps) {
        if (typeof step === 'number') {
          await firstValueFrom(timer(step));
          continue;
        }
        const answer = await fetch(`/control/${step}`, { method: 'POST' });
        if (!answer.ok) throw new Error(`${step} was answered with ${answer.status}`);
      }
    } catch (error) {
      this.#log.add({
        transport: undefined,
        kind: 'fault',
        text: `The server did not set the fault: ${String(error)}`,
      });
    }
  }
}

function viewAfter(view: ServerView, event: PushEvent<ServerStats>): ServerView {
  switch (event.kind) {
    case 'message':
      return { reachable: true, stats: event.message.data };
    case 'lost':
    case 'paused':
      return { ...view, reachable: false };
    case 'connecting':
    case 'open':
    case 'rejected':
    case 'comment':
      return view;
  }
}
