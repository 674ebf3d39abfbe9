import { httpClientFetch } from '../http-client/http-client-fetch';
import { PUSH_FETCH } from '../service/tokens';
import type { PushFeature } from './provide-push';

/**
 * Sends every stream that is an HTTP request (SSE, HTTP streams, polling of a URL) through the interceptors of the
 * application's `HttpClient`, functional and class ones.
 *
 * Interceptors see the request, and change it; they see a response as soon as its headers arrived, with a body of `null`,
 * while the body streams past them at constant memory. A status other than 2xx is an `HttpErrorResponse` to them, so that a
 * 401 can be answered with a fresh token and another try. Angular counts the request as pending until the headers are there,
 * and no longer. The order of `provideHttpClient` and `providePush` does not matter, nor does the backend; requests of
 * `HttpClient` itself are left alone.
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
