import { httpClientFetch } from '../http-client/http-client-fetch';
import { PUSH_FETCH } from '../service/tokens';
import type { PushFeature } from './provide-push';

/**
 * Sends every stream that is an HTTP request (SSE, HTTP streams, polling of a URL) through the interceptors of the
 * application's `HttpClient`, functional and class ones.
 *
 * Interceptors get the request and can change it. They get the response as soon as its headers arrive, with a body of
 * `null`; the body itself does not pass through them and is not buffered. They get a status other than 2xx as an
 * `HttpErrorResponse`, so one of them can refresh the token after a 401 and send the request again. Angular counts the
 * request as a pending task only until the headers arrive. The order of `provideHttpClient` and `providePush` does not
 * matter, nor does the backend. The requests of `HttpClient` itself do not change.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, {
 *   providers: [provideHttpClient(withInterceptors([authInterceptor])), providePush(withHttpClient())],
 * });
 * ```
 */
export function withHttpClient(): PushFeature<'httpClient'> {
  return { kind: 'httpClient', providers: [{ provide: PUSH_FETCH, useFactory: httpClientFetch }] };
}
