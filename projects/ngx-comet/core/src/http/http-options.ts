import type { Attempt } from '../vocabulary/attempt';
import type { BodyInit, HeadersInit, RequestCredentials } from '../platform/fetch-types';
import type { FailedRequest } from './failed-request';
import type { PushError } from '../vocabulary/push-error';

/** A body that every fetch can send. */
export type RequestBody = BodyInit | null;

/** Headers of a request. One that is `undefined` is left out. */
export type RequestHeaders = HeadersInit | Readonly<Record<string, string | undefined>>;

/**
 * What a stream passes on to the code of the application that makes its requests, see {@link HttpOptions.context}. With
 * `ngx-comet` it is Angular's `HttpContext`. Here it is any object.
 */
// An interface, because only an interface can be extended by another entry point.
export interface RequestContext {}

/** What a request takes where its own options say nothing, see {@link HttpOptions.defaults}. */
export type RequestDefaults = Pick<HttpOptions, 'credentials' | 'headers' | 'query'>;

/** The options of the transports that make HTTP requests: polling, HTTP streams and SSE. */
export interface HttpOptions {
  /**
   * Default `GET`. Any token (RFC 9110 §5.6.2) except `CONNECT`, `TRACE` and `TRACK`, which fetch rejects. A function is
   * called at every attempt: `url` first, then `method`, `body` and `headers`, one after the other. If it throws, the
   * attempt is lost with a transient `network`, like for the other functions. If it returns a wrong value, the stream
   * ends with `unsupported`.
   *
   * @usageNotes
   * ```ts
   * // A POST starts the answer, a GET with Last-Event-ID goes on with it.
   * sse$('/answers', {
   *   method: ({ cursor }) => (cursor === undefined ? 'POST' : 'GET'),
   *   body: ({ cursor }) => (cursor === undefined ? JSON.stringify({ question: 'why?' }) : null),
   *   resume: { onRefused: 'error' },
   * });
   * ```
   */
  readonly method?: string | ((attempt: Attempt) => string | Promise<string>) | undefined;
  /**
   * Text or binary data. A function is called at every attempt, after `method`, so that the body can contain
   * `attempt.cursor`: the request counts as one with a cursor if the function reads it. Otherwise every attempt sends the
   * same body. It must not be a stream: only some browsers send streams, and only over HTTP/2. It must not be an object
   * or an array, which fetch would send as `[object Object]`: use `JSON.stringify`, and set `Content-Type`.
   */
  readonly body?:
    RequestBody | ((attempt: Attempt) => RequestBody | undefined | Promise<RequestBody | undefined>) | undefined;
  /**
   * What a redirect means, default `'follow'`. With `'error'` it is a final `http`, for servers that must not send the
   * request, its cookies or its body elsewhere. A browser shows neither the status nor the new address, so `status` is
   * missing there. Fetch never sends `Authorization` to another origin, also when it follows.
   */
  readonly redirect?: 'follow' | 'error' | undefined;
  /** Whether the request carries cookies, default `'same-origin'` (Fetch §5.4). */
  readonly credentials?: RequestCredentials | undefined;
  /** Added to the query of the URL. A parameter that is `undefined` is left out. */
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>> | undefined;
  /**
   * Request headers. A header that is `undefined` is left out. A function is called at every attempt, last, so it can
   * return a fresh token. `url` is the URL of the request, with its query: absolute, unless it is relative and there is
   * no page. So a token goes only where it belongs.
   *
   * @usageNotes
   * ```ts
   * const headers = (_attempt: Attempt, url: string) => ({
   *   Authorization: new URL(url).origin === 'https://api.example.com' ? `Bearer ${token()}` : undefined,
   * });
   * ```
   */
  readonly headers?:
    RequestHeaders | ((attempt: Attempt, url: string) => RequestHeaders | Promise<RequestHeaders>) | undefined;
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
   * Passed on to `fetch` at every attempt, as `context` of its second argument. It is for a fetch that takes more than a
   * request: that of `withHttpClient()` passes it on to the interceptors of Angular's `HttpClient`. The platform's fetch
   * ignores it.
   */
  readonly context?: RequestContext | undefined;
  /**
   * Called at every attempt with the URL, before the query is added. Returns the headers, the credentials and the query that
   * are used where the other options have none, so that they may depend on the origin of the URL.
   */
  readonly defaults?: ((url: string) => RequestDefaults) | undefined;
  /**
   * Called when a request failed without a response (`network`, not `local-network`), before the error is reported. The
   * error that it resolves with is reported instead. If it rejects, the original error is reported. It is for
   * development: see {@link diagnoseCors}.
   */
  readonly explain?: ((error: PushError, request: FailedRequest) => Promise<PushError>) | undefined;
}
