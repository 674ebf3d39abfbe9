import type { Attempt } from './attempt';
import type { PushError } from './push-error';

/** A message before decoding. */
export type RawData = string | Uint8Array;

/** The response of an HTTP transport without its body. */
export interface ResponseHead {
  /** The HTTP status. */
  readonly status: number;
  /** The headers, as far as CORS lets a page read them. */
  readonly headers: Headers;
  /** The URL after all redirects, without user information and fragment. */
  readonly url: string;
}

/** How a connection opened. */
export interface Opening {
  /** The cursor that the request carried. */
  readonly cursor: string | undefined;
  /** `undefined` if the transport shows none. */
  readonly response: ResponseHead | undefined;
  /** The subprotocol that the server of a WebSocket chose. */
  readonly protocol?: string | undefined;
  /** True if the connection before it had ended. Otherwise both were live for a moment. */
  readonly afterLoss?: boolean | undefined;
}

/**
 * A transport reports its attempt by calling these functions. Calls after `lost`, `done` or the hang-up are ignored, so
 * a transport need not guard each call. `closed` lets it stop early.
 */
export interface AttemptSink {
  /** True once the attempt is over. */
  readonly closed: boolean;
  /**
   * The peer accepted. Called once, before the first message. `response` is its answer over HTTP, `protocol` the
   * subprotocol of a WebSocket.
   */
  open(response?: ResponseHead, protocol?: string): void;
  /** The attempt continues over another connection. */
  reopen(opening: Opening): void;
  /** Bytes arrived, also if they are not a message. */
  active(): void;
  /**
   * A complete message arrived. `event` is the name that the peer sent, or `'message'`. `id` is the id of this message
   * itself: `undefined` for none, `''` if the peer cleared the cursor. Returns false if the message was rejected.
   */
  message(raw: RawData, event: string, id: string | undefined): boolean;
  /** A message arrived that needs no decoding, from a source of values. Returns false if the message was rejected. */
  value(data: unknown): boolean;
  /** A message arrived that cannot be used. It is reported, and the feed goes on. */
  reject(raw: RawData, error: PushError): void;
  /** The peer changed the cursor without a message. */
  cursor(id: string): void;
  /** The attempt requests this URL. The errors of the attempt name it. */
  requests(url: string): void;
  /**
   * Set once the peer refused, while the text of the refusal is read. The time limits of the attempt end then: that text
   * has a limit of its own, and the refusal is known.
   */
  refused: boolean;
  /** A comment arrived that the subscriber wants to see. */
  comment(text: string): void;
  /** The request contains this cursor. Called by the code that puts the cursor into the request. */
  sentCursor(cursor: string): void;
  /** The peer requests that reconnections wait this many milliseconds. */
  retryDelay(ms: number): void;
  /** The attempt failed or the connection broke. */
  lost(error: PushError): void;
  /** The peer ended the feed. */
  done(): void;
}

/**
 * One attempt over one connection: call = connect, returned function = hang up, `sink.lost` = lost, `sink.done` = ended
 * by the peer. It never loops and never schedules a retry: only the session does. It may throw a `PushError` instead of
 * reporting it.
 */
export type Transport = (attempt: Attempt, sink: AttemptSink) => () => void;
