import { Injectable, signal } from '@angular/core';
import type { PushEvent, TransportName } from 'ngx-comet';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import { describeError } from '../feeds/describe';
import type { LogEntry } from './log-entry';

const KEPT = 50;

/** The latest events of all connections, newest first, without the messages. */
@Injectable({ providedIn: 'root' })
export class EventLog {
  readonly #entries = signal<readonly LogEntry[]>([]);
  #key = 0;

  readonly entries = this.#entries.asReadonly();

  add(entry: Omit<LogEntry, 'key' | 'at'>): void {
    const key = this.#key++;
    this.#entries.update((entries) => [{ ...entry, key, at: Date.now() }, ...entries].slice(0, KEPT));
  }

  clear(): void {
    this.#entries.set([]);
  }

  /** Logs the events of a connection. */
  watching<T>(transport: TransportName): MonoTypeOperatorFunction<PushEvent<T>> {
    return tap({
      next: (event) => {
        const entry = entryOf(event);
        if (entry !== undefined) this.add({ ...entry, transport });
      },
      error: (error: unknown) => {
        this.add({ transport, kind: 'closed', text: `final: ${describeError(error)}` });
      },
      complete: () => {
        this.add({ transport, kind: 'closed', text: 'the server ended the stream' });
      },
      unsubscribe: () => {
        this.add({ transport, kind: 'closed', text: 'unsubscribed, hung up' });
      },
    });
  }
}

function entryOf(event: PushEvent<unknown>): Pick<LogEntry, 'kind' | 'text'> | undefined {
  switch (event.kind) {
    case 'connecting':
      return { kind: event.kind, text: `attempt ${event.attempt}` };
    case 'open':
      return { kind: event.kind, text: CONTINUITY[event.continuity] };
    case 'lost':
      return { kind: event.kind, text: `${describeError(event.error)}; next try in ${seconds(event.retryIn)}` };
    case 'rejected':
      return { kind: event.kind, text: describeError(event.error) };
    case 'paused':
      return { kind: event.kind, text: event.reason };
    case 'message':
    case 'comment':
      return undefined;
  }
}

const CONTINUITY = {
  first: 'first connection',
  resumed: 'resumed after the last message, none lost',
  gap: 'messages are missing',
  unknown: 'unknown whether messages are missing',
} as const;

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
