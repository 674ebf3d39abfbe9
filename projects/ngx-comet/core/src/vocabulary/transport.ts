import type { Attempt } from './attempt';
import type { PushError } from './push-error';

/** What comes off a wire before decoding. */
export type RawData = string | Uint8Array;

/**
 * Where a transport reports its one attempt to. Calls after `lost`, `done` or the hang-up are ignored, so a transport need
 * not guard each of them; `closed` lets it stop early.
 */
export interface AttemptSink {
  /** True once nobody listens any more. */
  readonly closed: boolean;
  /** The peer accepted; called once, before the first frame. */
  open(): void;
  /** The same attempt goes on over another wire, which was asked for what comes after the cursor, or was not. */
  reopen(resumed: boolean): void;
  /** Bytes arrived, be they a message or not. */
  active(): void;
  /**
   * A whole message arrived. `event` is what the peer named it, or `'message'`; `id` is the one that this very message
   * carried: `undefined` for none, `''` where the peer cleared the cursor. False if it was rejected.
   */
  message(raw: RawData, event: string, id: string | undefined): boolean;
  /** A message arrived that needs no decoding, from a source that yields values. False if it was rejected. */
  value(data: unknown): boolean;
  /** The peer moved the cursor without a message. */
  cursor(id: string): void;
  /** The request of this attempt asks for what comes after this cursor. Whoever puts the cursor into a request reports it. */
  sentCursor(cursor: string): void;
  /** The peer asks that reconnections wait this many milliseconds. */
  retryDelay(ms: number): void;
  /** The attempt failed or the connection broke. */
  lost(error: PushError): void;
  /** The peer said that there is no more. */
  done(): void;
}

/**
 * One attempt over one wire: call = connect, returned function = hang up, `sink.lost` = lost, `sink.done` = the peer said stop.
 * It never loops and never schedules a retry: only the session does. It may throw a `PushError` instead of reporting it.
 */
export type Transport = (attempt: Attempt, sink: AttemptSink) => () => void;
