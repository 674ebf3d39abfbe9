import {
  HttpBackend,
  HttpClient,
  HttpContext,
  HttpErrorResponse,
  HttpEventType,
  HttpHandler,
  HttpHeaders,
  HttpRequest,
  HttpResponse,
  type HttpEvent,
} from '@angular/common/http';
import { EnvironmentInjector, inject, NgZone } from '@angular/core';
import { PushError, type HttpOptions } from 'ngx-comet/core';
import { Subscription } from 'rxjs';
import { serveStreams } from './back-ends';
import { isAnswer, LIVE_REQUEST, LiveRequest, type AnyResponse } from './live-request';
import { OwnContext } from './request-context';
import { own } from '../service/merge-options';

/**
 * A `fetch` that sends its request through the interceptors of the application's `HttpClient`. They get a response
 * without a body as soon as the headers arrive; the body does not pass through them.
 */
export function httpClientFetch(): typeof fetch {
  const http = inject(HttpClient, { optional: true });
  if (http === null) {
    throw new PushError(
      'unsupported',
      'withHttpClient() needs an HttpClient: add provideHttpClient() to the providers',
      {
        transient: false,
      },
    );
  }
  const zone = inject(NgZone);
  serveStreams(lastBackend(inject(EnvironmentInjector)));
  return async (input, init: RequestInit & Pick<HttpOptions, 'context'> = {}) => {
    if (typeof input !== 'string' && !('href' in input)) {
      throw new TypeError('withHttpClient() takes a URL, got a Request');
    }
    const live = new LiveRequest(zone, init.signal);
    const request = liveRequest(String(input), init, live);
    // Interceptors expect to run inside the zone: one that gets a 401 may navigate.
    const response = await new Promise<AnyResponse>((resolve, reject) =>
      zone.run(() => exchange(http, request, live, resolve, reject)),
    );
    // What the core reads of a response of any `fetch`, a `WholeResponse` has too.
    return response as Response;
  };
}

function exchange(
  http: HttpClient,
  request: HttpRequest<unknown>,
  live: LiveRequest,
  resolve: (response: AnyResponse) => void,
  reject: (reason: unknown) => void,
): void {
  const { signal } = live;
  const chain = new Subscription();
  const abort = (): void => {
    chain.unsubscribe();
    live.release();
    reject(signal?.reason);
  };
  if (signal?.aborted === true) return abort();
  signal?.addEventListener('abort', abort);
  const lose = (): void => {
    settle();
    chain.unsubscribe();
    live.release();
    reject(contextLost());
  };
  let answered = false;
  const settle = (): void => signal?.removeEventListener('abort', abort);
  chain.add(
    http.request(request).subscribe({
      next: (event: HttpEvent<unknown>) => {
        if (event.type === HttpEventType.Sent && !live.reached) return lose();
        // Only the first response counts: an interceptor may emit a cached one before the real one.
        if (event instanceof HttpResponse && !answered) {
          answered = true;
          resolve(live.responseTo(event));
        }
      },
      error: (error: unknown) => {
        settle();
        live.release();
        if (error instanceof HttpErrorResponse && isAnswer(error)) {
          // The core reads the status, headers such as `Retry-After`, and the text.
          resolve(live.errorResponse(error));
        } else {
          reject(error instanceof HttpErrorResponse ? causeOf(error) : error);
        }
      },
      complete: () => {
        settle();
        live.release();
        // No effect if there was a response.
        reject(new TypeError('an interceptor completed the request without a response'));
      },
    }),
  );
}

/** Angular would read the response to its end before it delivers anything, and a stream has no end. */
function contextLost(): PushError {
  const message =
    'an interceptor replaced the context of the request, which withHttpClient() needs: clone the request and keep its context';
  return new PushError('unsupported', message, { transient: false });
}

function liveRequest(
  url: string,
  init: RequestInit & Pick<HttpOptions, 'context'>,
  live: LiveRequest,
): HttpRequest<unknown> {
  const options = {
    headers: new HttpHeaders(new Headers(init.headers)),
    context: new OwnContext(init.context ?? new HttpContext()).setOwn(LIVE_REQUEST, live),
    // Angular must not store a stream for the browser, as it stores other responses.
    transferCache: false,
    ...(init.credentials === undefined ? {} : { credentials: init.credentials }),
    ...(init.cache === undefined ? {} : { cache: init.cache }),
    ...(init.redirect === undefined ? {} : { redirect: init.redirect }),
  };
  return new HttpRequest<unknown>(init.method ?? 'GET', url, init.body ?? null, own(options));
}

/** The error of `fetch`. The message of Angular's error contains the query of the URL, which may hold a token. */
function causeOf(error: HttpErrorResponse): unknown {
  const cause: unknown = error.error;
  const isError = cause instanceof Error || cause instanceof DOMException;
  return isError ? cause : new TypeError('the request failed', { cause: error });
}

/**
 * The last backend for requests from this injector. With `withRequestsMadeViaParent()` the backend is the handler of a
 * parent injector, which has interceptors and a backend of its own, so the search continues there.
 */
function lastBackend(injector: EnvironmentInjector): HttpBackend {
  let backend = injector.get(HttpBackend);
  let above: EnvironmentInjector | null = injector;
  while ((above = above.get(EnvironmentInjector, null, { skipSelf: true, optional: true })) !== null) {
    if (above.get(HttpHandler, null, { optional: true }) === backend) backend = above.get(HttpBackend);
  }
  return backend;
}
