import type { Attempt } from '../vocabulary/attempt';
import type { FailedRequest } from './failed-request';
import type { PushError } from '../vocabulary/push-error';

/** The options of the transports that make HTTP requests: polling, HTTP streams and SSE. */
export interface HttpOptions {
  /** Default `GET`; any token (RFC 9110 §5.6.2) but `CONNECT`, `TRACE` and `TRACK`, which fetch refuses. */
  readonly method?: string | undefined;
  /** Sent again at every attempt, so it must not be a stream. */
  readonly body?: Exclude<BodyInit, ReadableStream> | null | undefined;
  /** Whether cookies go along, default `'same-origin'` (Fetch §5.4). */
  readonly credentials?: RequestCredentials | undefined;
  /** Added to the query of the URL. */
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Request headers; a function is asked again at every attempt, so that it can bring a fresh token. */
  readonly headers?: HeadersInit | ((attempt: Attempt) => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * Any fetch, default the platform's own, looked up at every attempt. Its answer needs `ok`, `status` and `headers`, and a `body`
   * that is a stream or can be iterated over, or is `null`; without one, its `arrayBuffer()` or `text()` is read when all has come.
   * What the platform's refuses, such as credentials in a URL, is left to it, and a `PushError` that it fails with stays as it is.
   */
  readonly fetch?: typeof fetch | undefined;
  /**
   * Asked, before anybody else hears of it, about a request that failed without an answer (`network`); the error that it
   * resolves with takes the place. It is for development: see {@link diagnoseCors}. Where it fails, the error stays.
   */
  readonly explain?: ((error: PushError, request: FailedRequest) => Promise<PushError>) | undefined;
}
