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
 * matter. The requests of `HttpClient` itself do not change.
 *
 * Interceptors also get the `context` of a stream, an `HttpContext`. Without this feature, in development, a stream with
 * a context throws a `TypeError`.
 *
 * The back ends of Angular (fetch and XHR), and those that call or extend them, deliver a body while it arrives. Any other
 * `HttpBackend` answers the requests of streams itself, and the body of its `HttpResponse` is the body of the stream:
 * text, binary data, a `ReadableStream`, or a value that is read as JSON. So `HttpTestingController` sees the requests of
 * streams, and what it flushes is read as their body.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, {
 *   providers: [provideHttpClient(withInterceptors([authInterceptor])), providePush(withHttpClient())],
 * });
 * ```
 *
 * In a test:
 * ```ts
 * const price = firstValueFrom(TestBed.inject(PushService).sse$<number>('/prices'));
 * // The request comes a little later.
 * await new Promise((resolve) => setTimeout(resolve));
 * const request = TestBed.inject(HttpTestingController).expectOne('/prices');
 * request.flush('data: 7\n\n', { headers: { 'Content-Type': 'text/event-stream' } });
 * expect(await price).toBe(7);
 * ```
 */
export function withHttpClient(): PushFeature<'httpClient'> {
  return { kind: 'httpClient', providers: [{ provide: PUSH_FETCH, useFactory: httpClientFetch }] };
}
