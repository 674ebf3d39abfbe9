import {
  HttpContextToken,
  HttpErrorResponse,
  HttpEventType,
  HttpHeaders,
  HttpResponse,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpRequest,
} from '@angular/common/http';
import type { NgZone } from '@angular/core';
import { monotonicClock, timeLimit } from 'ngx-comet/core';
import { Observable, type Subscriber, type Subscription } from 'rxjs';
import { errorBody, parsedError, requestInit, type ErrorBody } from './http-bodies';
import { noteSent } from './sent-requests';
import { own } from '../service/merge-options';
import { takesBody, WholeResponse } from './whole-response';

/** Marks a request whose response is delivered as soon as its headers arrive, while its body is still received. */
export const LIVE_REQUEST = new HttpContextToken<LiveRequest>(() => {
  throw new TypeError('only the requests of streams are live');
});

/** Angular deprecates the reason that servers write beside a status, but a stream still reports it. */
interface WithReason {
  readonly statusText: string;
}

/** A request that passes through the interceptors, and its response, which waits until they pass it on. */
export class LiveRequest {
  /** The signal of the caller. It aborts the body too. */
  readonly signal: AbortSignal | null | undefined;
  readonly #zone: NgZone;
  /** The last response, and its headers as the interceptors got them. */
  #arrived: { readonly response: AnyResponse; readonly shown: HttpHeaders } | undefined;
  /** The body of the last response with the status of an error. */
  #errorBody: ErrorBody | undefined;
  #released = false;
  #reached = false;
  #sent = false;

  constructor(zone: NgZone, signal: AbortSignal | null | undefined) {
    this.#zone = zone;
    this.signal = signal;
  }

  /** Whether it came to the back end. An interceptor that replaces the context turns this into an ordinary request. */
  get reached(): boolean {
    return this.#reached;
  }

  /**
   * Passes the request on to the last back end, with the changes of the interceptors. If that is one of Angular's own, or
   * calls one, `send()` makes the request. Any other one answers it, as those of tests do. Then its body is the body of
   * the stream, and interceptors get it as they get the responses of servers.
   */
  pass(request: HttpRequest<unknown>, backend: HttpHandlerFn): Observable<HttpEvent<unknown>> {
    return new Observable((subscriber) => {
      this.#reached = true;
      // Whoever reads the body must not read it as one JSON value.
      return backend(request.clone({ responseType: 'text' })).subscribe({
        next: (event) => subscriber.next(this.#sent ? event : this.#hold(event)),
        error: (error: unknown) => subscriber.error(this.#sent ? error : this.#holdError(error)),
        complete: () => subscriber.complete(),
      });
    });
  }

  /** Makes the request with the changes of the interceptors. They may repeat it, for example with a fresh token. */
  send(request: HttpRequest<unknown>): Observable<HttpEvent<unknown>> {
    return new Observable((subscriber) => {
      this.#sent = true;
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
        abort();
      };
    });
  }

  /** The response that the interceptors passed on, with their changes. */
  responseTo(shown: HttpResponse<unknown>): AnyResponse {
    const arrived = this.#arrived;
    const unchanged = shown.headers === arrived?.shown && shown.status === arrived.response.status;
    if (arrived === undefined || shown.body !== null || !(unchanged || takesBody(shown.status))) {
      this.release();
      return new WholeResponse(shown, shown.body);
    }
    this.#arrived = undefined;
    this.release();
    const { response } = arrived;
    if (unchanged) return response;
    return new WholeResponse(shown, response instanceof WholeResponse ? response.content : response.body);
  }

  /** The response with the status of an error that the interceptors passed on, with the text that the server sent. */
  errorResponse(shown: HttpErrorResponse): AnyResponse {
    const body = this.#errorBody;
    const value: unknown = shown.error;
    return new WholeResponse(
      shown,
      body !== undefined && body.value === value ? body.text : (value ?? null),
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
    // Without a body, like a 204, so that interceptors which read bodies leave it alone.
    const event = new HttpResponse(own({ ...facts(response, request, shown), body: null }));
    this.#arrived = { response, shown };
    // An interceptor that keeps responses may wait for this one, although the stream has another one.
    if (this.#released) this.#drop();
    subscriber.next(event);
    subscriber.complete();
  }

  /** Keeps the body of a response, and shows it to the interceptors without. */
  #hold(event: HttpEvent<unknown>): HttpEvent<unknown> {
    if (!(event instanceof HttpResponse)) return event;
    this.#drop();
    if (event.body === null) return event;
    if (!this.#released) this.#arrived = { response: new WholeResponse(event, event.body), shown: event.headers };
    return event.clone({ body: null });
  }

  /** Keeps the text of an error, and shows its value to the interceptors, as `HttpClient` would. */
  #holdError(error: unknown): unknown {
    if (!(error instanceof HttpErrorResponse) || !isAnswer(error)) return error;
    const { status, headers, url, redirected = false, responseType = 'default' } = error;
    const { statusText }: WithReason = error;
    const text: unknown = error.error ?? '';
    if (typeof text !== 'string') return error;
    const body = (this.#errorBody = parsedError(text, status, statusText));
    const shown = { status, headers, statusText, redirected, responseType, error: body.value };
    return new HttpErrorResponse(own(url === null ? shown : { ...shown, url }));
  }

  #drop(): void {
    const body = this.#arrived?.response.body;
    // An unread body keeps its connection open.
    void body?.cancel().catch(() => undefined);
    this.#arrived = undefined;
  }
}

/** Whether an error is a response: a redirect that a browser hides has the status 0 too (Fetch §2.2.6). */
export function isAnswer({ status, responseType }: HttpErrorResponse): boolean {
  return (status >= 200 && status < 600) || (status === 0 && responseType !== undefined);
}

/** A response of a server, or one that interceptors or the back end made. */
export type AnyResponse = Response | WholeResponse;

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
