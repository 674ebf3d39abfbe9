import {
  HttpContextToken,
  HttpErrorResponse,
  HttpEventType,
  HttpHeaders,
  HttpResponse,
  type HttpEvent,
  type HttpRequest,
} from '@angular/common/http';
import type { NgZone } from '@angular/core';
import { Observable, type Subscriber } from 'rxjs';
import { answerBody, errorBody, nativeHeaders, requestInit } from './http-bodies';
import { noteSent } from './sent-requests';

/** How a request says that its response is to be handed over with its headers, while its body still comes. */
export const LIVE_REQUEST = new HttpContextToken<LiveRequest>(() => {
  throw new TypeError('only the requests of streams are live');
});

/** A request on its way through the interceptors, and the response that waits for them to let it pass. */
export class LiveRequest {
  /** The caller's; it covers the body too. */
  readonly signal: AbortSignal | null | undefined;
  readonly #zone: NgZone;
  /** What arrived last, and the headers that the interceptors were shown of it. */
  #arrived: { readonly response: Response; readonly shown: HttpHeaders } | undefined;
  #released = false;
  #reached = false;

  constructor(zone: NgZone, signal: AbortSignal | null | undefined) {
    this.#zone = zone;
    this.signal = signal;
  }

  /** Whether it came through the interceptors as what it is; one that replaces the context makes an ordinary request of it. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Makes the request as the interceptors left it; they may make it again, as after refreshing a token. */
  send(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return new Observable((subscriber) => {
      this.#reached = true;
      const connection = new AbortController();
      const abort = (): void => connection.abort(this.signal?.reason);
      if (this.signal?.aborted === true) abort();
      this.signal?.addEventListener('abort', abort, { once: true });
      let settled = false;
      subscriber.next({ type: HttpEventType.Sent });
      const late = this.#zone.runOutsideAngular(() => {
        void answerTo(request, connection.signal).then((answer) => {
          settled = true;
          // Without a subscriber the connection is aborted already, and the body with it.
          if (!subscriber.closed) this.#zone.run(() => this.#show(answer, request, subscriber));
        });
        return timeLimit(request, connection);
      });
      return () => {
        clearTimeout(late);
        // Once it is answered, the connection is that of the body, and ends with the caller's signal alone.
        if (settled) return;
        this.signal?.removeEventListener('abort', abort);
        connection.abort();
      };
    });
  }

  /** The response that the interceptors let pass, changed as they changed it. */
  responseTo(shown: HttpResponse<unknown>): Response {
    const arrived = this.#arrived;
    const own = shown.body !== null;
    if (arrived === undefined || own) {
      this.release();
      return responseLike(shown, own ? answerBody(shown.body) : null);
    }
    this.#arrived = undefined;
    const { response } = arrived;
    this.release();
    return shown.headers === arrived.shown && shown.status === response.status
      ? response
      : responseLike(shown, response.body);
  }

  /** Lets go of what arrived and nobody took, now and later. */
  release(): void {
    this.#released = true;
    this.#drop();
  }

  #show(
    response: Response | HttpErrorResponse,
    request: HttpRequest<unknown>,
    subscriber: Subscriber<HttpEvent<unknown>>,
  ): void {
    this.#drop();
    if (response instanceof HttpErrorResponse) return subscriber.error(response);
    const shown = new HttpHeaders(response.headers);
    this.#arrived = { response, shown };
    if (this.#released) return this.#drop();
    // No body yet, as for a 204: interceptors that look into bodies leave that alone.
    subscriber.next(new HttpResponse({ ...facts(response, request, shown), body: null }));
    subscriber.complete();
  }

  #drop(): void {
    // An unread body keeps its connection.
    void this.#arrived?.response.body?.cancel().catch(() => undefined);
    this.#arrived = undefined;
  }
}

/** A response with the facts that interceptors were shown, and may have changed. */
export function responseLike(shown: HttpResponse<unknown> | HttpErrorResponse, body: BodyInit | null): Response {
  const { status, headers, url } = shown;
  const mayHaveBody = ![204, 205, 304].includes(status);
  const response = new Response(mayHaveBody ? body : null, { status, headers: nativeHeaders(headers) });
  // A response that is made has no URL, and errors tell it.
  return Object.defineProperty(response, 'url', { value: url ?? '' });
}

/** The response with its headers, or what HttpClient makes of a request that failed. It never rejects. */
async function answerTo(request: HttpRequest<unknown>, signal: AbortSignal): Promise<Response | HttpErrorResponse> {
  try {
    const response = await globalThis.fetch(request.urlWithParams, requestInit(request, signal));
    if (response.ok) return response;
    const shown = new HttpHeaders(response.headers);
    return new HttpErrorResponse({ ...facts(response, request, shown), error: await errorBody(response) });
  } catch (error) {
    noteSent(error, request.urlWithParams, requestInit(request, signal));
    return new HttpErrorResponse({ error, status: 0, url: request.urlWithParams });
  }
}

function facts(response: Response, request: HttpRequest<unknown>, headers: HttpHeaders) {
  const { status, statusText, redirected, type: responseType } = response;
  return { headers, status, statusText, redirected, responseType, url: response.url || request.urlWithParams };
}

/** The limit that a request may have is for its headers: the body of a stream has none. */
function timeLimit(
  { timeout }: HttpRequest<unknown>,
  connection: AbortController,
): ReturnType<typeof setTimeout> | undefined {
  if (timeout === undefined) return undefined;
  return setTimeout(() => connection.abort(new DOMException('signal timed out', 'TimeoutError')), timeout);
}
