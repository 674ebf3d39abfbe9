// An application whose streams run through the interceptors of its HttpClient. The query configures it.
import '@angular/compiler';
import {
  HTTP_INTERCEPTORS,
  HttpClient,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
  withInterceptorsFromDi,
  withXhr,
  type HttpErrorResponse,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpInterceptor,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import {
  ApplicationRef,
  ChangeDetectionStrategy,
  Component,
  inject,
  provideZonelessChangeDetection,
} from '@angular/core';
import { bootstrapApplication } from '@angular/platform-browser';
import { providePush, PushService, withHttpClient } from 'ngx-comet';
import { catchError, firstValueFrom, switchMap, tap, throwError, type Observable, type Subscription } from 'rxjs';

/** What an interceptor saw of one request. */
interface Seen {
  readonly request: string;
  /** For each event: the status and the body of a response, otherwise the type. */
  readonly events: unknown[];
  completed: boolean;
}

interface Page {
  readonly seen: Seen[];
  /** The requests of the page, and how each was sent. */
  readonly sent: { readonly by: 'fetch' | 'XHR'; readonly path: string }[];
  /** The messages of each stream. */
  readonly streams: Record<string, { count: number; last: unknown; over: boolean }>;
  lines(path: string): void;
  events(path: string, method?: string): void;
  hangUp(): void;
  get(path: string): Promise<unknown>;
  stable(): Promise<void>;
}

declare global {
  interface Window {
    app: Page;
  }
}

const query = new URLSearchParams(location.search);
const sent: { by: 'fetch' | 'XHR'; path: string }[] = [];
const seen: Seen[] = [];
let token = 'stale';

/** Records the requests of the page, before any other code can send one. */
function watch(): void {
  const { fetch, XMLHttpRequest } = globalThis;
  globalThis.fetch = (input, init) => {
    sent.push({ by: 'fetch', path: new URL(input instanceof Request ? input.url : input, location.href).pathname });
    return fetch(input, init);
  };
  const open = XMLHttpRequest.prototype.open as (...args: unknown[]) => void;
  XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...args: unknown[]) {
    sent.push({ by: 'XHR', path: new URL(String(args[1]), location.href).pathname });
    open.apply(this, args);
  };
}

const logging: HttpInterceptorFn = (request, next) => {
  const one: Seen = { request: `${request.method} ${request.url}`, events: [], completed: false };
  seen.push(one);
  return next(request).pipe(
    tap({
      next: (event) => one.events.push(event instanceof HttpResponse ? [event.status, event.body] : event.type),
      error: ({ status, error }: HttpErrorResponse) => one.events.push([status, error]),
      complete: () => (one.completed = true),
    }),
  );
};

/** The token, and a fresh one at a 401. */
function authorize(request: HttpRequest<unknown>, next: HttpHandlerFn): Observable<HttpEvent<unknown>> {
  if (request.url.endsWith('/refresh')) return next(request);
  const http = inject(HttpClient);
  const authorized = (): Observable<HttpEvent<unknown>> =>
    next(request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }));
  return authorized().pipe(
    catchError((error: HttpErrorResponse) => {
      if (error.status !== 401) return throwError(() => error);
      return http.post<string>('/refresh', {}).pipe(
        tap((fresh) => (token = fresh)),
        switchMap(authorized),
      );
    }),
  );
}

/** The same as a class, for applications with class interceptors. */
class ClassInterceptor implements HttpInterceptor {
  intercept(request: HttpRequest<unknown>, next: { handle: HttpHandlerFn }): Observable<HttpEvent<unknown>> {
    return authorize(request, (changed) => next.handle(changed));
  }
}

@Component({ selector: 'app-root', template: '', changeDetection: ChangeDetectionStrategy.OnPush })
class App implements Page {
  readonly #push = inject(PushService);
  readonly #http = inject(HttpClient);
  readonly #app = inject(ApplicationRef);
  readonly #subscriptions: Subscription[] = [];
  readonly seen = seen;
  readonly sent = sent;
  readonly streams: Page['streams'] = {};

  constructor() {
    window.app = this;
  }

  lines(path: string): void {
    // Keeps only the number: a part of a string keeps the whole string in memory.
    this.#take(path, this.#push.httpStream$(path, { decode: (line) => Number(String(line).split(' ')[1]) }));
  }

  events(path: string, method = 'GET'): void {
    this.#take(path, this.#push.sse$(path, { method, body: method === 'GET' ? undefined : '{}' }));
  }

  hangUp(): void {
    for (const subscription of this.#subscriptions.splice(0)) subscription.unsubscribe();
  }

  get(path: string): Promise<unknown> {
    return firstValueFrom(this.#http.get(path));
  }

  stable(): Promise<void> {
    return this.#app.whenStable();
  }

  #take(path: string, stream: Observable<unknown>): void {
    const state: Page['streams'][string] = { count: 0, last: undefined, over: false };
    this.streams[path] = state;
    this.#subscriptions.push(
      stream.subscribe({
        next: (value) => {
          state.count++;
          state.last = value;
        },
        complete: () => (state.over = true),
      }),
    );
  }
}

watch();
const interceptors =
  query.get('style') === 'class'
    ? [withInterceptors([logging]), withInterceptorsFromDi()]
    : [withInterceptors([logging, authorize])];
const http = provideHttpClient(...interceptors, ...(query.get('backend') === 'XHR' ? [withXhr()] : []));
const push = providePush(withHttpClient());
void bootstrapApplication(App, {
  providers: [
    provideZonelessChangeDetection(),
    { provide: HTTP_INTERCEPTORS, useClass: ClassInterceptor, multi: true },
    ...(query.get('order') === 'push first' ? [push, http] : [http, push]),
  ],
});
