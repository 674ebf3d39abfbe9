import type { PushEvent } from 'ngx-comet/core';
import type { Numbered } from './clients.ts';

/** What a subscriber saw, in order. Times are milliseconds by `performance.now()`. */
export type Seen = { readonly at: number } & (
  | { readonly kind: 'message'; readonly seq: number }
  | { readonly kind: 'open'; readonly continuity: string }
  | { readonly kind: 'lost'; readonly code: string; readonly status?: number | undefined }
  | { readonly kind: 'rejected'; readonly code: string }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'complete' }
);

/** A command of the client. */
export interface Given {
  readonly at: number;
  readonly given: number;
}

/** A command that the server received, and the number of the message that it made of it. */
export interface Received {
  readonly given: number;
  readonly seq: number;
}

/** All that a cell was judged by. */
export interface Story {
  readonly seen: readonly Seen[];
  /** The numbers that the server gave to its messages, in order. */
  readonly sent: readonly number[];
  /** The numbered commands that the client was given, and those of them that the server received, in order. */
  readonly given: readonly Given[];
  readonly received: readonly Received[];
  /** Those that the client reported as not sent, or as not known to be sent. */
  readonly unsent: readonly number[];
  /** How often the fault happened. */
  readonly hits: number;
  /** When the fault was over. */
  readonly over: number;
  /** For how many milliseconds, between the end of the fault and the next message, this process did not run. */
  readonly stolen: number;
  /** What was left after unsubscribing: connections at the proxy, and followers at the server. */
  readonly left: { readonly connections: number; readonly followers: number };
}

/** What is worth judging of an event. */
export function seenOf(event: PushEvent<Numbered>): Seen | undefined {
  const at = performance.now();
  switch (event.kind) {
    case 'message':
      return { at, kind: 'message', seq: event.message.data.seq };
    case 'open':
      return { at, kind: 'open', continuity: event.continuity };
    case 'lost':
      return { at, kind: 'lost', code: event.error.code, status: event.error.status };
    case 'rejected':
      return { at, kind: 'rejected', code: event.error.code };
    default:
      return undefined;
  }
}
