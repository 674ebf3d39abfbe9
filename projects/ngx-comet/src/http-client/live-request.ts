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
import { monotonicClock, timeLimit } from 'ngx-comet/core';
import { Observable, type Subscriber, type Subscription } from 'rxjs';
import { answerBody, errorBody, nativeHeaders, requestInit, type ErrorBody } from './http-bodies';
import { noteSent } from './sent-requests';
import { own } from '../service/merge-options';

/** Marks a request whose response is delivered as soon as its headers arrive, while its body is still received. */
export const LIVE_REQUEST = new HttpContextToken<LiveRequest>(() => {
  throw new TypeError('only the requests of streams are live');
});

/** A request that passes through the interceptors, and its response, which waits until they pass it on. */
export class LiveRequest {
  /** The signal of the caller. It aborts the body too. */
  readonly signal: AbortSignal | null | undefined;
  readonly #zone: NgZone;
  /** The last response, and its headers as the interceptors got them. */
  #arrived: { readonly response: Response; readonly shown: HttpHeaders } | undefined;
  /** The body of the last response with the status of an error. */
  #errorBody: ErrorBody | undefined;
  #released = false;
  #reached = false;

  constructor(zone: NgZone, signal: AbortSignal | null | undefined) {
    this.#zone = zone;
    this.signal = signal;
  }

  /** Whether `send()` was called. An interceptor that replaces the context turns this into an ordinary request. */
  get reached(): boolean {
    return this.#reached;
  }

  /** Makes the request with the changes of the interceptors. They may repeat it, for example with a fresh token. */
  send(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return new Observable((subscriber) => {
      this.#reached = true;
      const connection = new AbortController();
      const abort = (): void => connection.abort(this.signal?.reason);
      if (this.signal?.aborted === true) abort();
      this.signal?.addEventListener('abort', abort, own({ once: true }));
      let settled = false;
      subscriber.next({ type: HttpEventType.Sent });
      const limit = this.#zone.runOutsideAngular(() => {
        void answerTo(request, connection.signal).then(({ answer, body }) => {
          settled = true;
          this.#errorBody = body;
          // Without a subscriber the connection was aborted, and the body with it.
          if (!subscriber.closed) this.#zone.run(() => this.#show(answer, request, subscriber));
        });
        return limitHeaders(request, connection);
      });
      return () => {
        limit?.unsubscribe();
        // After the response the connection delivers the body, and only the caller's signal ends it.
        if (settled) return;
        this.signal?.removeEventListener('abort', abort);
        connection.abort();
      };
    });
  }

  /** The response that the interceptors passed on, with their changes. */
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

  /** The response with the status of an error that the interceptors passed on, with the text that the server sent. */
  errorResponse(shown: HttpErrorResponse): Response {
    const body = this.#errorBody;
    const value: unknown = shown.error;
    const own = value === null || value === undefined ? null : answerBody(value);
    return responseLike(
      shown,
      body !== undefined && body.value === value ? body.text : own,
      body?.status === shown.status ? body.reason : '',
    );
  }

  /** Cancels a response that is not used, and every later one. */
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
    // Without a body, like a 204, so that interceptors which read bodies leave it alone.
    subscriber.next(new HttpResponse(own({ ...facts(response, request, shown), body: null })));
    subscriber.complete();
  }

  #drop(): void {
    // An unread body keeps its connection open.
    void this.#arrived?.response.body?.cancel().catch(() => undefined);
    this.#arrived = undefined;
  }
}

/** A response with the status, the headers and the URL that came from the interceptors. */
function responseLike(
  shown: HttpResponse<unknown> | HttpErrorResponse,
  body: BodyInit | null,
  statusText = '',
): Response {
  const { status, headers, url } = shown;
  const mayHaveBody = ![204, 205, 304].includes(status);
  const init = own({ status: status === 0 ? 200 : status, statusText, headers: nativeHeaders(headers) });
  const response = new Response(mayHaveBody ? body : null, init);
  // A constructed response has no URL, but errors report the URL.
  const known = { url: url ?? '', ...(status === 0 && { status, ok: false }) };
  for (const [name, value] of Object.entries(known)) Object.defineProperty(response, name, { value });
  return response;
}

/** Whether an error is a response: a redirect that a browser hides has the status 0 too (Fetch §2.2.6). */
export function isAnswer({ status, responseType }: HttpErrorResponse): boolean {
  return (status >= 200 && status < 600) || (status === 0 && responseType !== undefined);
}

interface AnswerTo {
  readonly answer: Response | HttpErrorResponse;
  readonly body?: ErrorBody;
}

/** The response with its headers, or the error of `HttpClient` for a request that failed. It never rejects. */
async function answerTo(request: HttpRequest<unknown>, signal: AbortSignal): Promise<AnswerTo> {
  try {
    const response = await globalThis.fetch(request.urlWithParams, requestInit(request, signal));
    if (response.ok) return { answer: response };
    const shown = new HttpHeaders(response.headers);
    const body = await errorBody(response);
    return { answer: new HttpErrorResponse(own({ ...facts(response, request, shown), error: body.value })), body };
  } catch (error) {
    noteSent(error, request.urlWithParams, requestInit(request, signal));
    return { answer: new HttpErrorResponse(own({ error, status: 0, url: request.urlWithParams })) };
  }
}

function facts(response: Response, request: HttpRequest<unknown>, headers: HttpHeaders) {
  const { status, statusText, redirected, type: responseType } = response;
  return { headers, status, statusText, redirected, responseType, url: response.url || request.urlWithParams };
}

/** The `timeout` of a request limits the wait for the headers. The body of a stream has no limit. */
function limitHeaders({ timeout }: HttpRequest<unknown>, connection: AbortController): Subscription | undefined {
  if (timeout === undefined) return undefined;
  return timeLimit(monotonicClock, timeout, () => {
    connection.abort(new DOMException('signal timed out', 'TimeoutError'));
  });
}
