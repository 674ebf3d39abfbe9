import { shorten } from '../platform/shorten';
import { briefCause } from './brief-cause';
import { defined } from './defined';
import type { TransportName } from './transport-name';
import { withoutSecrets, withoutUrlSecrets } from './without-secrets';

/**
 * The kind of the error, in one word:
 * - `network`: the server could not be reached, or the connection broke;
 * - `local-network`: the user or a policy denies the page access to the local network or to this computer;
 * - `cors`: the server answered, but the page may not read it;
 * - `http`: the HTTP status is not the expected one, see `status`;
 * - `content-type`: the answer has another type than the transport needs, such as the page of a captive portal;
 * - `protocol`: the peer broke the rules of the transport;
 * - `decode`, `schema`: a message could not be decoded, or is invalid;
 * - `connect-timeout`, `silence`, `timeout`: no connection opened, no data arrived, or no answer arrived in time;
 * - `closed`: the peer closed the connection, see `closeCode`;
 * - `overflow`: a buffer was full;
 * - `unsupported`: this platform lacks a feature that the transport needs, or its requests cannot take the URL;
 * - `no-callback`, `script`: a JSONP script did not call back, or could not be loaded or run;
 * - `gave-up`: the retry schedule gave up, the last error is the `cause`;
 * - `aborted`: the caller's own signal aborted it.
 */
export type PushErrorCode =
  | 'network'
  | 'local-network'
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

/** The properties of a {@link PushError} beside its code and message. */
export interface PushErrorDetails {
  /** Whether a retry can help. */
  readonly transient: boolean;
  /** The transport that failed. */
  readonly transport?: TransportName | undefined;
  /** The URL of the connection. The query, the fragment and credentials are removed. */
  readonly url?: string | URL | undefined;
  /** The HTTP status. */
  readonly status?: number | undefined;
  /** The WebSocket close code (RFC 6455 §7.4). */
  readonly closeCode?: number | undefined;
  /** The WebSocket close reason. */
  readonly closeReason?: string | undefined;
  /** How long the server requests to wait, in milliseconds. */
  readonly retryAfter?: number | undefined;
  /** The start of the text that the server refused with. */
  readonly body?: string | undefined;
  /** The original error, see {@link PushError}. */
  readonly cause?: unknown;
}

/**
 * The one error type of every transport and operator. Its message names the URL, without query, fragment and
 * credentials: `https://api.example.com/prices: the server ended the stream`.
 *
 * Its message and its properties hold no secrets of the request, so they may be logged: no query, fragment or user info of a
 * URL, no header value, no subprotocol, no cursor, and at most the first 100 characters of a payload. Only `cause` may
 * hold them. It is the original error, of the platform, of a schema or of a function of yours, and its message may
 * contain the URL or the payload. Do not send it to a log as it is.
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
  /** `isPushError` checks this name, so that it works across copies of the package. */
  override readonly name = 'PushError';
  /** The kind of the error, in one word. */
  declare readonly code: PushErrorCode;
  /** Whether a retry can help. The code that throws the error decides. */
  declare readonly transient: boolean;
  /** The transport that failed, if any. */
  declare readonly transport?: TransportName;
  /** The URL of the connection, without query, fragment and credentials. */
  declare readonly url?: string;
  /** The HTTP status. */
  declare readonly status?: number;
  /** The WebSocket close code (RFC 6455 §7.4). */
  declare readonly closeCode?: number;
  /** The WebSocket close reason. */
  declare readonly closeReason?: string;
  /** How long the server requests to wait, in milliseconds. */
  declare readonly retryAfter?: number;
  /**
   * The text that a server refused an HTTP request with (`http`, `content-type`), such as a problem in JSON (RFC 9457):
   * its first 4 KiB, decoded as UTF-8. Only of text, JSON and XML, and of what arrived within two seconds. It may hold
   * secrets, so no message, log or listing of the properties has it.
   */
  declare readonly body?: string;

  /** The URL is put before the message, unless the message names it already. */
  constructor(code: PushErrorCode, message: string, details: PushErrorDetails) {
    const { cause, url, body, ...facts } = details;
    const shown = url === undefined ? undefined : withoutSecrets(url);
    super(naming(shown, withoutUrlSecrets(message)), defined({ cause }));
    Object.assign(this, defined({ code, ...facts, url: shown }));
    if (body !== undefined) Object.defineProperty(this, 'body', { value: body });
  }

  /**
   * What `JSON.stringify` writes, for a report: the name, the message and all facts, `body` too. Of the `cause` and its
   * own causes, five at most, only names, and the messages of `PushError`s.
   *
   * @usageNotes
   * ```ts
   * sse$('/prices').subscribe({ error: (error: unknown) => navigator.sendBeacon('/errors', JSON.stringify(error)) });
   * ```
   */
  toJSON(): PushErrorDetails & Pick<PushError, 'name' | 'message' | 'code'> {
    const { name, message, code, transient, transport, url, status, closeCode, closeReason, retryAfter, body } = this;
    const facts = { transient, transport, url, status, closeCode, closeReason, retryAfter, body };
    return { name, message, code, ...facts, cause: briefCause(this.cause) };
  }
}

function naming(url = '', message: string): string {
  const start = `${shorten(url)}: `;
  return url === '' || message.includes(start) || message.startsWith(url) ? message : start + message;
}
