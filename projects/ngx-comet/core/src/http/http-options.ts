import type { Attempt } from '../vocabulary/attempt';
import type { BodyInit, HeadersInit, RequestCredentials } from '../platform/fetch-types';
import type { FailedRequest } from './failed-request';
import type { PushError } from '../vocabulary/push-error';

/** The options of the transports that make HTTP requests: polling, HTTP streams and SSE. */
export interface HttpOptions {
  /** Default `GET`. Any token (RFC 9110 §5.6.2) except `CONNECT`, `TRACE` and `TRACK`, which fetch rejects. */
  readonly method?: string | undefined;
  /** Every attempt sends it again, so it must not be a stream. */
  readonly body?: BodyInit | null | undefined;
  /** Whether the request carries cookies, default `'same-origin'` (Fetch §5.4). */
  readonly credentials?: RequestCredentials | undefined;
  /** Added to the query of the URL. */
  readonly query?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Request headers. A function is called at every attempt, so it can return a fresh token. */
  readonly headers?: HeadersInit | ((attempt: Attempt) => HeadersInit | Promise<HeadersInit>) | undefined;
  /**
   * The fetch function, default the platform's, looked up at every attempt. Its response needs `ok`, `status`,
   * `headers`, and a `body` that is a stream, an iterable or `null`. Without `body`, its `arrayBuffer()` or `text()` is
   * read: then no message is delivered before the whole body has arrived. Your own fetch may accept URLs that the
   * platform's fetch rejects, such as a URL with credentials or with a scheme of your own. It is not called for `about:`,
   * `file:`, `ftp:`, `javascript:`, `mailto:`, `ws:` and `wss:`, nor for a `blob:` of another page. If your fetch rejects
   * with a `PushError`, that error is reported.
   */
  readonly fetch?: typeof fetch | undefined;
  /**
   * Called when a request failed without a response (`network`, not `local-network`), before the error is reported. The
   * error that it resolves with is reported instead. If it rejects, the original error is reported. It is for
   * development: see {@link diagnoseCors}.
   */
  readonly explain?: ((error: PushError, request: FailedRequest) => Promise<PushError>) | undefined;
}
