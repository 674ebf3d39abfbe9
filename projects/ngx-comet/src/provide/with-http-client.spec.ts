import { PlatformLocation } from '@angular/common';
import {
  HTTP_INTERCEPTORS,
  HttpClient,
  HttpContext,
  HttpHeaders,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
  withInterceptorsFromDi,
  withRequestsMadeViaParent,
  withXhr,
  HttpErrorResponse,
  type HttpEvent,
  type HttpHandlerFn,
  type HttpInterceptor,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting } from '@angular/common/http/testing';
import {
  ApplicationRef,
  createEnvironmentInjector,
  EnvironmentInjector,
  inject,
  Injectable,
  type EnvironmentProviders,
  type Provider,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  catchError,
  defer,
  filter,
  firstValueFrom,
  map,
  mergeMap,
  of,
  race,
  retry,
  shareReplay,
  Subject,
  take,
  switchMap,
  tap,
  throwError,
  timeout,
} from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import {
  providePush,
  PushService,
  PushError,
  text,
  withDefaults,
  withHttpClient,
  withRetry,
  type Attempt,
  type PushEvent,
} from '../public-api';

type Providers = (Provider | EnvironmentProviders)[];

/** The values and the error of a subscription, and a way to wait for them. */
class Seen<T> {
  readonly values: T[] = [];
  error: unknown;
  readonly #changed = new Subject<void>();

  readonly observer = {
    next: (value: T): void => {
      this.values.push(value);
      this.#changed.next();
    },
    error: (error: unknown): void => {
      this.error = error;
      this.#changed.next();
    },
  };

  async until(ready: () => boolean): Promise<void> {
    while (!ready()) await firstValueFrom(this.#changed.pipe(timeout(3_000)));
  }
}

/** A server that responds as the test says, and records its requests and closed connections. */
class Server {
  readonly requests: (IncomingMessage & { bodyText?: string })[] = [];
  readonly asked = new Subject<void>();
  readonly left = new Subject<void>();
  answer: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
  url = '';

  async start(): Promise<this> {
    this.url = await serveHttp((request, response) => {
      const noted = request as IncomingMessage & { bodyText?: string };
      response.setHeader('access-control-allow-origin', '*');
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        noted.bodyText = body;
        this.requests.push(noted);
        this.answer(request, response);
        this.asked.next();
      });
      response.on('close', () => this.left.next());
    });
    return this;
  }

  async gone(): Promise<void> {
    await firstValueFrom(this.left.pipe(timeout(3_000)));
  }
}

function streaming(...events: readonly string[]) {
  return (_request: IncomingMessage, response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    for (const event of events) response.write(`data: ${event}\n\n`);
  };
}

/** Replaces the context of the request. */
const forgetful: HttpInterceptorFn = (request, next) => next(request.clone({ context: new HttpContext() }));

const isResponse = (event: HttpEvent<unknown>): boolean => event instanceof HttpResponse;

describe('withHttpClient', () => {
  let server: Server;

  beforeEach(async () => {
    server = await new Server().start();
  });

  afterEach(async () => {
    jest.useRealTimers();
    await closeServers();
  });

  function setUp(interceptors: HttpInterceptorFn[] = [], more: Providers = []): PushService {
    TestBed.configureTestingModule({
      providers: [
        providePush(withHttpClient(), withRetry(false)),
        provideHttpClient(withInterceptors(interceptors)),
        ...more,
      ],
    });
    return TestBed.inject(PushService);
  }

  it('sends the request with the changes of the interceptors', async () => {
    server.answer = streaming('1');
    const push = setUp([
      (request, next) =>
        next(
          request.clone({
            url: request.url.replace('/old', '/new'),
            method: 'PUT',
            body: { asked: 'by the interceptor' },
            setHeaders: { Authorization: 'Bearer fresh' },
            setParams: { tenant: 'a b' },
          }),
        ),
    ]);
    await firstValueFrom(push.sse$(`${server.url}/old`, { headers: { 'X-Own': 'kept' } }));
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'PUT',
      url: '/new?tenant=a%20b',
      bodyText: '{"asked":"by the interceptor"}',
    });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer fresh',
      'x-own': 'kept',
      'content-type': 'application/json',
      accept: 'text/event-stream',
    });
  });

  it('shows the answer in the event "open", as interceptors pass it on', async () => {
    server.answer = streaming('1');
    const changed: HttpInterceptorFn = (request, next) =>
      next(request).pipe(
        map((event) =>
          event instanceof HttpResponse ? event.clone({ headers: event.headers.set('X-Seen', 'yes') }) : event,
        ),
      );
    const stream = setUp([changed]).sse$(`${server.url}/feed?key=1`, { observe: 'events' });
    const { response } = await firstValueFrom(stream.pipe(filter((event) => event.kind === 'open')));
    expect(response).toMatchObject({ status: 200, url: `${server.url}/feed?key=1` });
    expect(response?.headers.get('x-seen')).toBe('yes');
    expect(response?.headers.get('content-type')).toBe('text/event-stream');
  });

  it('sends bodies as fetch does', async () => {
    server.answer = streaming('1');
    const push = setUp();
    for (const body of [new Uint8Array([104, 105]), 'text']) {
      await firstValueFrom(push.sse$(server.url, { method: 'POST', body }));
    }
    expect(server.requests.map(({ bodyText }) => bodyText)).toEqual(['hi', 'text']);
    expect(server.requests.map(({ headers }) => headers['content-type'])).toEqual([
      undefined,
      'text/plain;charset=UTF-8',
    ]);
  });

  it.each(['sse$', 'httpStream$', 'pollingStream$'] as const)('runs %s through interceptors', async (transport) => {
    server.answer = (request, response) => {
      if (transport === 'sse$') streaming('1')(request, response);
      else response.end('1\n');
    };
    const seen: string[] = [];
    const push = setUp([
      (request, next) => {
        seen.push(request.method);
        return next(request);
      },
    ]);
    const stream = { sse$: push.sse$, httpStream$: push.httpStream$, pollingStream$: push.pollingStream$ }[transport];
    expect(await firstValueFrom((stream as typeof push.sse$)<number>(server.url))).toBe(1);
    expect(seen).toEqual(['GET']);
  });

  it('runs class interceptors too', async () => {
    @Injectable()
    class Auth implements HttpInterceptor {
      intercept(request: HttpRequest<unknown>, next: { handle: HttpHandlerFn }) {
        return next.handle(request.clone({ setHeaders: { Authorization: 'Bearer class' } }));
      }
    }
    server.answer = streaming('1');
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptorsFromDi()),
        { provide: HTTP_INTERCEPTORS, useClass: Auth, multi: true },
        providePush(withHttpClient()),
      ],
    });
    await firstValueFrom(TestBed.inject(PushService).sse$(server.url));
    expect(server.requests[0]?.headers.authorization).toBe('Bearer class');
  });

  it('lets an interceptor refresh a token after a 401 and repeat the request, in one attempt', async () => {
    let token = 'stale';
    server.answer = (request, response) => {
      if (request.url === '/refresh') response.end('"fresh"');
      else if (request.headers.authorization === 'Bearer fresh') streaming('1')(request, response);
      else response.writeHead(401, { 'content-type': 'application/json' }).end('{"code":"expired"}');
    };
    const push = setUp([
      (request, next) => {
        if (request.url.endsWith('/refresh')) return next(request);
        const http = inject(HttpClient);
        const authorized = () => next(request.clone({ setHeaders: { Authorization: `Bearer ${token}` } }));
        return authorized().pipe(
          catchError((error: HttpErrorResponse) => {
            if (error.status !== 401 || error.error.code !== 'expired') return throwError(() => error);
            return http.get<string>(`${server.url}/refresh`).pipe(
              tap((fresh) => (token = fresh)),
              switchMap(authorized),
            );
          }),
        );
      },
    ]);
    const seen = new Seen<PushEvent<number>>();
    const subscription = push.sse$<number>(`${server.url}/feed`, { observe: 'events' }).subscribe(seen.observer);
    await seen.until(() => seen.values.some(({ kind }) => kind === 'message'));
    expect(seen.values.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message']);
    expect(server.requests.map(({ url }) => url)).toEqual(['/feed', '/refresh', '/feed']);
    subscription.unsubscribe();
  });

  it('adds the XSRF header where HttpClient does', async () => {
    server.answer = streaming('1');
    document.cookie = 'XSRF-TOKEN=cookie-token';
    const push = setUp([], [{ provide: PlatformLocation, useValue: { href: `${server.url}/page` } }]);
    await firstValueFrom(push.sse$(server.url, { method: 'POST', body: '{}' }));
    await firstValueFrom(push.sse$(server.url));
    expect(server.requests.map(({ headers }) => headers['x-xsrf-token'])).toEqual(['cookie-token', undefined]);
  });

  it('gives interceptors the headers as soon as they arrive, and keeps no pending task', async () => {
    const shown: HttpEvent<unknown>[] = [];
    let done = false;
    server.answer = streaming();
    const push = setUp([
      (request, next) => next(request).pipe(tap({ next: (event) => shown.push(event), complete: () => (done = true) })),
    ]);
    const seen = new Seen<PushEvent<number>>();
    const subscription = push.sse$<number>(server.url, { observe: 'events' }).subscribe(seen.observer);
    await seen.until(() => seen.values.some(({ kind }) => kind === 'open'));
    const response = shown.find((event) => event instanceof HttpResponse);
    expect(response).toMatchObject({ status: 200, body: null });
    expect(response?.headers.get('content-type')).toBe('text/event-stream');
    expect(done).toBe(true);
    await TestBed.inject(ApplicationRef).whenStable();
    subscription.unsubscribe();
  });

  it('delivers the body while it arrives', async () => {
    let write: ((event: string) => void) | undefined;
    server.answer = (request, response) => {
      streaming('1')(request, response);
      write = (event) => response.write(`data: ${event}\n\n`);
    };
    const seen = new Seen<number>();
    const subscription = setUp().sse$<number>(server.url).subscribe(seen.observer);
    await seen.until(() => seen.values.length === 1);
    write?.('2');
    await seen.until(() => seen.values.length === 2);
    expect(seen.values).toEqual([1, 2]);
    subscription.unsubscribe();
  });

  it('passes error statuses to the stream', async () => {
    server.answer = (_request, response) => response.writeHead(503, { 'retry-after': '7' }).end('try later');
    const shown: unknown[] = [];
    const push = setUp([(request, next) => next(request).pipe(tap({ error: (error: unknown) => shown.push(error) }))]);
    const seen = new Seen();
    push.sse$(`${server.url}/?token=secret`).subscribe(seen.observer);
    await seen.until(() => seen.error !== undefined);
    expect(seen.error).toBeInstanceOf(PushError);
    expect(seen.error).toMatchObject({ code: 'http', status: 503, transient: true, retryAfter: 7_000 });
    expect(shown).toEqual([expect.objectContaining({ name: 'HttpErrorResponse', status: 503, error: 'try later' })]);
  });

  describe('has the text that the server refused with', () => {
    const problem = '{ "title": "Sign in again" }';

    async function errorOf(interceptors: HttpInterceptorFn[] = []): Promise<PushError> {
      const seen = new Seen();
      setUp(interceptors).sse$(server.url).subscribe(seen.observer);
      await seen.until(() => seen.error !== undefined);
      return seen.error as PushError;
    }

    it('as it was sent, and gives interceptors its value', async () => {
      server.answer = (_request, response) =>
        response.writeHead(401, { 'content-type': 'application/problem+json' }).end(problem);
      const values: unknown[] = [];
      const look: HttpInterceptorFn = (request, next) =>
        next(request).pipe(tap({ error: (error: HttpErrorResponse) => values.push(error.error) }));
      const error = await errorOf([look]);
      expect(error.body).toBe(problem);
      expect(error.message).toBe(`GET ${server.url}/: the server answered 401 Unauthorized`);
      expect(values).toEqual([{ title: 'Sign in again' }]);
    });

    it('as an interceptor changed it', async () => {
      server.answer = (_request, response) => response.writeHead(500, { 'content-type': 'text/plain' }).end('secret');
      const change: HttpInterceptorFn = (request, next) =>
        next(request).pipe(
          catchError(({ status, headers, url }: HttpErrorResponse) =>
            throwError(() => new HttpErrorResponse({ status, headers, url: url ?? '', error: 'hidden' })),
          ),
        );
      expect((await errorOf([change])).body).toBe('hidden');
    });

    it('but not if it is binary', async () => {
      server.answer = (_request, response) => response.writeHead(500, { 'content-type': 'image/png' }).end('PNG');
      expect((await errorOf()).body).toBeUndefined();
    });

    it('and what arrived of it within two seconds, if it never ends', async () => {
      server.answer = (_request, response) => response.writeHead(503, { 'content-type': 'text/plain' }).write('busy');
      expect(await errorOf()).toMatchObject({ code: 'http', status: 503, body: 'busy' });
      await server.gone();
    });
  });

  it.each(['a server that redirects', 'a browser that hides it'])(
    'does not follow a redirect that is an error: %s',
    async (where) => {
      server.answer = (request, response) => response.writeHead(302, { location: '/elsewhere' }).end(request.url);
      if (where === 'a browser that hides it') {
        const hidden = { ok: false, status: 0, type: 'opaqueredirect', headers: new Headers(), body: null };
        jest.spyOn(globalThis, 'fetch').mockResolvedValue(hidden as unknown as Response);
      }
      const seen = new Seen();
      setUp().sse$(`${server.url}/feed`, { redirect: 'error' }).subscribe(seen.observer);
      await seen.until(() => seen.error !== undefined);
      jest.restoreAllMocks();
      expect(seen.error).toMatchObject({ code: 'http', transient: false });
      expect(String(seen.error)).toContain(`GET ${server.url}/feed: the server redirects the request`);
      expect(server.requests.filter(({ url }) => url === '/elsewhere')).toEqual([]);
    },
  );

  it('sends the headers of the defaults by the URL of the request, without those that are undefined', async () => {
    server.answer = streaming('1');
    const asked: string[] = [];
    const headers = (_attempt: Attempt, url: string) => {
      asked.push(url);
      return { 'x-token': url.startsWith(server.url) ? 'secret' : undefined, 'x-none': undefined };
    };
    const query = { a: 1, b: undefined };
    TestBed.configureTestingModule({
      providers: [
        providePush(withHttpClient(), withDefaults({ headers, query, origins: [server.url] })),
        provideHttpClient(),
      ],
    });
    await firstValueFrom(TestBed.inject(PushService).sse$(`${server.url}/x`));
    expect(asked).toEqual([`${server.url}/x?a=1`]);
    expect(server.requests[0]?.headers).toMatchObject({ 'x-token': 'secret' });
    expect(server.requests[0]?.headers).not.toHaveProperty('x-none');
    expect(server.requests[0]?.url).toBe('/x?a=1');
  });

  it('sends a body that is made at the attempt', async () => {
    server.answer = streaming('1');
    const body = ({ attempt }: Attempt): string => `attempt ${attempt}`;
    await firstValueFrom(setUp().sse$(server.url, { method: () => 'POST', body }));
    expect(server.requests.map(({ method, bodyText }) => [method, bodyText])).toEqual([['POST', 'attempt 1']]);
  });

  it('polls with validators, and treats a 304 as no error', async () => {
    server.answer = (request, response) => {
      if (request.headers['if-none-match'] === '"1"') response.writeHead(304).end();
      else response.writeHead(200, { etag: '"1"' }).end('1');
    };
    const seen = new Seen<number>();
    const subscription = setUp()
      .pollingStream$<number>(server.url, { interval: 5, jitter: 0 })
      .subscribe(seen.observer);
    await firstValueFrom(server.left.pipe(switchMap(() => (server.requests.length > 2 ? of(0) : []))));
    expect(seen).toMatchObject({ values: [1], error: undefined });
    subscription.unsubscribe();
  });

  it('reports an unreachable server as fetch does, without secrets', async () => {
    const shown: HttpErrorResponse[] = [];
    const push = setUp([
      (request, next) => next(request).pipe(tap({ error: (error: HttpErrorResponse) => shown.push(error) })),
    ]);
    await closeServers();
    const seen = new Seen();
    push.sse$(`${server.url}/?token=secret`).subscribe(seen.observer);
    await seen.until(() => seen.error !== undefined);
    expect(seen.error).toMatchObject({ code: 'network', transient: true });
    expect(String(seen.error)).not.toContain('secret');
    expect(shown.map(({ status }) => status)).toEqual([0]);
  });

  it('uses the response as interceptors change it', async () => {
    server.answer = (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/plain' }).end('data: 1\n\n');
    const push = setUp([
      (request, next) =>
        next(request).pipe(
          map((event) =>
            event instanceof HttpResponse
              ? event.clone({ headers: event.headers.set('Content-Type', 'text/event-stream') })
              : event,
          ),
        ),
    ]);
    expect(await firstValueFrom(push.sse$(server.url))).toBe(1);
  });

  it.each([
    ['an object', { body: { cached: true } }, '{"cached":true}'],
    ['text', { body: 'cached' }, 'cached'],
    ['no body', { status: 204, body: null }, undefined],
  ])('uses %s from an interceptor, and makes no request', async (_name, init, expected) => {
    const push = setUp([() => of(new HttpResponse<unknown>({ ...init, headers: new HttpHeaders({ etag: '"c"' }) }))]);
    const seen = new Seen<string>();
    const events = push.pollingStream$<string>(server.url, { decode: text(), observe: 'events' });
    const all = new Seen<PushEvent<string>>();
    const subscription = events.subscribe(all.observer);
    await all.until(() => all.values.some(({ kind }) => kind === 'open'));
    if (expected !== undefined) await all.until(() => all.values.some(({ kind }) => kind === 'message'));
    subscription.unsubscribe();
    for (const event of all.values) if (event.kind === 'message') seen.values.push(event.message.data);
    expect(seen.values).toEqual(expected === undefined ? [] : [expected]);
    expect(server.requests).toEqual([]);
  });

  describe('hangs up', () => {
    it('before the headers arrive', async () => {
      const cancelled: boolean[] = [];
      const push = setUp([(request, next) => next(request).pipe(tap({ unsubscribe: () => cancelled.push(true) }))]);
      const asked = new Promise<void>((resolve) => (server.answer = () => resolve()));
      const gone = server.gone();
      const subscription = push.sse$(server.url).subscribe();
      await asked;
      subscription.unsubscribe();
      await gone;
      expect(cancelled).toEqual([true]);
      await TestBed.inject(ApplicationRef).whenStable();
    });

    it('while the body arrives', async () => {
      server.answer = streaming('1');
      const gone = server.gone();
      expect(await firstValueFrom(setUp().sse$(server.url))).toBe(1);
      await gone;
    });

    it('on a request that an interceptor gave up, and uses the next one', async () => {
      server.answer = (request, response) => {
        if (server.requests.length === 2) streaming('1')(request, response);
      };
      const gone = server.gone();
      const impatient = server.asked.pipe(
        take(1),
        mergeMap(() => throwError(() => new Error('it takes too long'))),
      );
      let tries = 0;
      const twice: HttpInterceptorFn = (request, next) =>
        defer(() => (++tries === 1 ? race(next(request).pipe(filter(isResponse)), impatient) : next(request))).pipe(
          retry(1),
        );
      const push = setUp([twice]);
      expect(await firstValueFrom(push.sse$(server.url))).toBe(1);
      await gone;
      expect(server.requests).toHaveLength(2);
    });

    it('on a response that an interceptor rejected', async () => {
      server.answer = streaming('1');
      let tries = 0;
      const gone = server.gone();
      const push = setUp([
        (request, next) =>
          next(request).pipe(
            switchMap((event) =>
              event instanceof HttpResponse && ++tries === 1 ? throwError(() => new Error('not this')) : of(event),
            ),
            retry(1),
          ),
      ]);
      const seen = new Seen<number>();
      const subscription = push.sse$<number>(server.url).subscribe(seen.observer);
      await gone;
      await seen.until(() => seen.values.length === 1);
      subscription.unsubscribe();
    });

    it('on a response that arrives after the stream ended, although an interceptor kept the request', async () => {
      const bodyCancelled = new Subject<void>();
      const response = new Response(new ReadableStream({ cancel: () => bodyCancelled.next() }));
      let answer: (response: Response) => void = () => undefined;
      const requested = new Promise<void>((resolve) => {
        jest.spyOn(globalThis, 'fetch').mockImplementation(() => {
          resolve();
          return new Promise((resolveFetch) => (answer = resolveFetch));
        });
      });
      const push = setUp([(request, next) => next(request).pipe(shareReplay())]);
      const subscription = push.sse$('http://host/feed').subscribe();
      await requested;
      subscription.unsubscribe();
      const cancelled = firstValueFrom(bodyCancelled.pipe(timeout(3_000)));
      answer(response);
      await expect(cancelled).resolves.toBeUndefined();
    });

    it('when the time limit of the request passes without headers', async () => {
      const push = setUp([(request, next) => next(request.clone({ timeout: 20 }))]);
      const seen = new Seen();
      push.sse$(server.url).subscribe(seen.observer);
      await seen.until(() => seen.error !== undefined);
      expect(seen.error).toMatchObject({ code: 'network', message: expect.stringContaining('timed out') });
    });

    it('not at that time limit after the headers arrived', async () => {
      jest.useFakeTimers();
      let body: ReadableStreamDefaultController<Uint8Array> | undefined;
      const write = (event: string): void => body?.enqueue(new TextEncoder().encode(`data: ${event}\n\n`));
      jest.spyOn(globalThis, 'fetch').mockImplementation(async (_url, init) => {
        const stream = new ReadableStream<Uint8Array>({ start: (controller) => void (body = controller) });
        init?.signal?.addEventListener('abort', () => body?.error(init.signal?.reason));
        return new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
      });
      const push = setUp([(request, next) => next(request.clone({ timeout: 20 }))]);
      const seen = new Seen<number>();
      const subscription = push.sse$<number>('http://host/feed').subscribe(seen.observer);
      await jest.advanceTimersByTimeAsync(19);
      write('1');
      await jest.advanceTimersByTimeAsync(60_000);
      write('2');
      await jest.advanceTimersByTimeAsync(0);
      expect(seen).toMatchObject({ values: [1, 2], error: undefined });
      subscription.unsubscribe();
    });
  });

  describe('does not change the requests of HttpClient', () => {
    const backends = [
      ['fetch', []],
      ['XHR', [withXhr()]],
    ] as const;
    const orders = [
      ['before', (http: EnvironmentProviders) => [http, providePush(withHttpClient())]],
      ['after', (http: EnvironmentProviders) => [providePush(withHttpClient()), http]],
    ] as const;

    it.each(
      backends.flatMap(([name, features]) => orders.map(([order, list]) => [name, order, features, list] as const)),
    )('with %s, provided %s', async (_name, _order, features, list) => {
      server.answer = (request, response) => {
        if (request.url === '/ordinary') response.end('{"a":1}');
        else streaming('1')(request, response);
      };
      const seen: string[] = [];
      const interceptor: HttpInterceptorFn = (request, next) => {
        seen.push(request.url.replace(server.url, ''));
        return next(request);
      };
      TestBed.configureTestingModule({
        providers: list(provideHttpClient(withInterceptors([interceptor]), ...features)),
      });
      const http = TestBed.inject(HttpClient);
      expect(await firstValueFrom(TestBed.inject(PushService).sse$(`${server.url}/stream`))).toBe(1);
      expect(await firstValueFrom(http.get(`${server.url}/ordinary`))).toEqual({ a: 1 });
      expect(seen).toEqual(['/stream', '/ordinary']);
    });

    it('with HttpTestingController', async () => {
      setUp([], [provideHttpClientTesting()]);
      const answer = firstValueFrom(TestBed.inject(HttpClient).get('/ordinary'));
      TestBed.inject(HttpTestingController).expectOne('/ordinary').flush({ a: 1 });
      expect(await answer).toEqual({ a: 1 });
    });
  });

  it('runs the interceptors of every injector if requests are made via the parent', async () => {
    server.answer = streaming('1');
    const seen: string[] = [];
    const noting =
      (name: string): HttpInterceptorFn =>
      (request, next) => {
        seen.push(name);
        return next(request);
      };
    setUp([noting('root')]);
    const child = createEnvironmentInjector(
      [
        provideHttpClient(withRequestsMadeViaParent(), withInterceptors([noting('child')])),
        providePush(withHttpClient()),
      ],
      TestBed.inject(EnvironmentInjector),
    );
    const grandchild = createEnvironmentInjector([providePush(withHttpClient())], child);
    expect(await firstValueFrom(grandchild.get(PushService).sse$(server.url))).toBe(1);
    expect(seen).toEqual(['child', 'root']);
    child.destroy();
  });

  it.each<[string, Providers]>([
    ['fetch', []],
    ['XHR', [provideHttpClient(withXhr(), withInterceptors([forgetful]))]],
  ])('reports an interceptor that replaces the context, over %s', async (_, more) => {
    server.answer = streaming('1');
    // Angular warns about options that XHR does not support.
    jest.spyOn(console, 'warn').mockImplementation();
    const seen = new Seen<unknown>();
    setUp([forgetful], more).sse$(server.url).subscribe(seen.observer);
    await seen.until(() => seen.error !== undefined);
    expect(seen.error).toMatchObject({
      code: 'unsupported',
      transient: false,
      message: expect.stringContaining('an interceptor replaced the context of the request') as string,
    });
    expect(seen.values).toEqual([]);
  });

  it('aborts the ordinary request that a replaced context leads to', async () => {
    const seen = new Seen<unknown>();
    setUp([forgetful], [provideHttpClientTesting()]).sse$('/feed').subscribe(seen.observer);
    await seen.until(() => seen.error !== undefined);
    expect(TestBed.inject(HttpTestingController).expectOne('/feed').cancelled).toBe(true);
  });

  it('throws without an HttpClient, and names provideHttpClient()', () => {
    TestBed.configureTestingModule({
      providers: [providePush(withHttpClient()), { provide: HttpClient, useValue: null }],
    });
    expect(() => TestBed.inject(PushService)).toThrow(
      expect.objectContaining({ code: 'unsupported', message: expect.stringContaining('provideHttpClient()') }),
    );
  });
});
