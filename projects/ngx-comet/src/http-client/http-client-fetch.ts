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
import { PushError } from 'ngx-comet/core';
import { Subscription } from 'rxjs';
import { LIVE_REQUEST, LiveRequest, responseLike } from './live-request';

/**
 * A fetch that sends its request through the interceptors of the application's `HttpClient`. They get a response without a body
 * as soon as the headers arrived; the body streams past them.
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
  tap(lastBackend(inject(EnvironmentInjector)));
  return async (input, init = {}) => {
    if (input instanceof Request) throw new TypeError('withHttpClient() takes a URL, got a Request');
    const live = new LiveRequest(zone, init.signal);
    const request = liveRequest(String(input), init, live);
    // Inside, as interceptors are used to: the one that sees a 401 may navigate.
    return new Promise((resolve, reject) => zone.run(() => exchange(http, request, live, resolve, reject)));
  };
}

function exchange(
  http: HttpClient,
  request: HttpRequest<unknown>,
  live: LiveRequest,
  resolve: (response: Response) => void,
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
        // Only the first counts, as where an interceptor gives a cached answer ahead of the real one.
        if (event instanceof HttpResponse && !answered) {
          answered = true;
          resolve(live.responseTo(event));
        }
      },
      error: (error: unknown) => {
        settle();
        live.release();
        if (error instanceof HttpErrorResponse && error.status >= 200 && error.status < 600) {
          // What the core judges it by: the status, and headers such as Retry-After.
          resolve(responseLike(error, null));
        } else {
          reject(error instanceof HttpErrorResponse ? causeOf(error) : error);
        }
      },
      complete: () => {
        settle();
        live.release();
        // It does nothing where there was a response.
        reject(new TypeError('an interceptor completed the request without a response'));
      },
    }),
  );
}

/** It would be read to its end before anything of it is told, and a stream has none. */
function contextLost(): PushError {
  const message =
    'an interceptor replaced the context of the request, which withHttpClient() needs: clone the request with what changes, or pass on its context';
  return new PushError('unsupported', message, { transient: false });
}

function liveRequest(url: string, init: RequestInit, live: LiveRequest): HttpRequest<unknown> {
  return new HttpRequest<unknown>(init.method ?? 'GET', url, init.body ?? null, {
    headers: new HttpHeaders(new Headers(init.headers)),
    context: new HttpContext().set(LIVE_REQUEST, live),
    // A stream is not to be kept for the browser as if it were an answer.
    transferCache: false,
    ...(init.credentials === undefined ? {} : { credentials: init.credentials }),
    ...(init.cache === undefined ? {} : { cache: init.cache }),
  });
}

/** What fetch would have failed with. The message of Angular's error holds the query of the URL, where tokens travel. */
function causeOf(error: HttpErrorResponse): unknown {
  const cause: unknown = error.error;
  const isError = cause instanceof Error || cause instanceof DOMException;
  return isError ? cause : new TypeError('the request failed', { cause: error });
}

/**
 * The backend that requests from this injector end at. `withRequestsMadeViaParent()` makes a backend of the handler of an
 * injector above, which has interceptors of its own, so it goes on from there.
 */
function lastBackend(injector: EnvironmentInjector): HttpBackend {
  let backend = injector.get(HttpBackend);
  let above: EnvironmentInjector | null = injector;
  while ((above = above.get(EnvironmentInjector, null, { skipSelf: true, optional: true })) !== null) {
    if (above.get(HttpHandler, null, { optional: true }) === backend) backend = above.get(HttpBackend);
  }
  return backend;
}

const tapped = new WeakSet<HttpBackend>();

/**
 * Lets the backend hand over the requests that stay open, and leaves all others to it. It is done to the instance, since only
 * so does it work for every backend, be it of fetch, of XHR or of a test, in whatever order the providers come: a provider of
 * the same token would replace the application's choice, or be replaced by it.
 */
function tap(backend: HttpBackend): void {
  if (tapped.has(backend)) return;
  tapped.add(backend);
  const handle = backend.handle.bind(backend);
  backend.handle = (request) =>
    request.context.has(LIVE_REQUEST) ? request.context.get(LIVE_REQUEST).send(request) : handle(request);
}
