import { defined } from './defined';
import type { TransportName } from './transport-name';
import { withoutSecrets } from './without-secrets';

/**
 * What went wrong, in one word:
 * - `network`: the server could not be reached, or the connection broke;
 * - `cors`: the server answered, but the page may not read it;
 * - `http`: an HTTP status other than the expected, see `status`;
 * - `content-type`: the answer is of another type than the transport speaks;
 * - `protocol`: the peer broke the rules of the transport;
 * - `decode`, `schema`: a message could not be decoded, or is not valid;
 * - `connect-timeout`, `silence`, `timeout`: nothing opened, nothing arrived, or no answer came in time;
 * - `closed`: the peer closed the connection, see `closeCode`;
 * - `overflow`: a buffer reached its bound;
 * - `unsupported`: this platform lacks what the transport needs;
 * - `no-callback`, `script`: a JSONP script did not call back, or could not be loaded or run;
 * - `gave-up`: the retry schedule ended, the last error is the `cause`;
 * - `aborted`: the caller's own signal ended it.
 */
export type PushErrorCode =
  | 'network'
  | 'cors'
  | 'http'
  | 'content-type'
  | 'protocol'
  | 'decode'
  | 'schema'
  | 'connect-timeout'
  | 'silence'
  | 'closed'
  | 'overflow'
  | 'unsupported'
  | 'no-callback'
  | 'script'
  | 'timeout'
  | 'gave-up'
  | 'aborted';

/** The facts of a {@link PushError}, beside its code and message. */
export interface PushErrorDetails {
  /** Whether trying again can help. */
  readonly transient: boolean;
  /** The transport that it happens to. */
  readonly transport?: TransportName | undefined;
  /** Where the connection went to; the query, the fragment and any credentials are removed. */
  readonly url?: string | URL | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** The WebSocket close code (RFC 6455 §7.4). */
  readonly closeCode?: number | undefined;
  /** The WebSocket close reason. */
  readonly closeReason?: string | undefined;
  /** How long the server asks to be left alone, in milliseconds. */
  readonly retryAfter?: number | undefined;
  /** What was thrown below, as it was thrown. */
  readonly cause?: unknown;
}

/**
 * The one error type of every transport and operator.
 *
 * @usageNotes
 * ```ts
 * sse$<Price>('/prices').subscribe({
 *   error: (error: PushError) => {
 *     if (error.code === 'http' && error.status === 403) reload();
 *   },
 * });
 * ```
 */
export class PushError extends Error {
  /** What `isPushError` goes by, across copies of the package. */
  override readonly name = 'PushError';
  /** What went wrong, in one word. */
  declare readonly code: PushErrorCode;
  /** Whether trying again can help; decided where the error is thrown. */
  declare readonly transient: boolean;
  /** The transport that it happened to, where it was one. */
  declare readonly transport?: TransportName;
  /** Where the connection went to, without query, fragment and credentials. */
  declare readonly url?: string;
  /** The HTTP status. */
  declare readonly status?: number;
  /** The WebSocket close code (RFC 6455 §7.4). */
  declare readonly closeCode?: number;
  /** The WebSocket close reason. */
  declare readonly closeReason?: string;
  /** How long the server asks to be left alone, in milliseconds. */
  declare readonly retryAfter?: number;

  constructor(code: PushErrorCode, message: string, details: PushErrorDetails) {
    const { cause, url, ...facts } = details;
    super(message, defined({ cause }));
    Object.assign(this, defined({ code, ...facts, url: url === undefined ? undefined : withoutSecrets(url) }));
  }
}
