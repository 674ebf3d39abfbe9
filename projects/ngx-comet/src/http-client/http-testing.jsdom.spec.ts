/** @jest-environment jsdom */
// The environment as it is: without the `fetch`, `Response`, `Headers` and streams of the platform.
import {
  HttpContext,
  HttpContextToken,
  HttpEventType,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
  type HttpErrorResponse,
  type HttpInterceptorFn,
} from '@angular/common/http';
import { HttpTestingController, provideHttpClientTesting, type TestRequest } from '@angular/common/http/testing';
import { TestBed } from '@angular/core/testing';
import { map, tap, type Observable } from 'rxjs';
import { bytes, providePush, PushService, withHttpClient, withRetry, type PushError } from '../public-api';

const STREAM = { headers: { 'Content-Type': 'text/event-stream' } };
const AUTH = new HttpContextToken<string>(() => 'default');

/** Lets a stream make its request, or read what it got. */
const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0);

describe('HttpTestingController', () => {
  let seen: unknown[];

  // With virtual time no read takes long, so none makes a pause.
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  function setUp(interceptors: readonly HttpInterceptorFn[] = [], pushFirst = true): PushService {
    seen = [];
    const push = providePush(withHttpClient(), withRetry(false));
    const http = provideHttpClient(withInterceptors([...interceptors]));
    TestBed.configureTestingModule({
      providers: pushFirst ? [push, http, provideHttpClientTesting()] : [http, provideHttpClientTesting(), push],
    });
    return TestBed.inject(PushService);
  }

  const controller = (): HttpTestingController => TestBed.inject(HttpTestingController);

  async function requested(stream: Observable<unknown>, url: string): Promise<TestRequest> {
    stream.subscribe({
      next: (value) => seen.push(value),
      error: (error: unknown) => seen.push(error),
      complete: () => seen.push('complete'),
    });
    await settled();
    return controller().expectOne(url);
  }

  const lastError = (): PushError => seen.at(-1) as PushError;

  it('runs without the fetch of the platform', () => {
    expect(Object.hasOwn(globalThis, 'fetch') || Object.hasOwn(globalThis, 'Response')).toBe(false);
    expect(typeof ReadableStream).toBe('undefined');
  });

  it.each([true, false])('gets the request of a stream, with provider order %s', async (pushFirst) => {
    const push = setUp([], pushFirst);
    const options = { method: 'POST', body: '{"a":1}', headers: { 'X-Own': 'b' }, query: { c: 1 } };
    const { request } = await requested(push.sse$('/prices', options), '/prices?c=1');
    expect(request).toMatchObject({ method: 'POST', body: '{"a":1}', urlWithParams: '/prices?c=1' });
    expect(request.headers.get('x-own')).toBe('b');
    expect(request.headers.get('accept')).toBe('text/event-stream');
  });

  it('feeds a stream, which is lost at the end of the body', async () => {
    const request = await requested(setUp().sse$('/prices'), '/prices');
    request.flush('id: 7\ndata: {"a":1}\n\ndata: 2\n\n', STREAM);
    await settled();
    expect(seen).toEqual([{ a: 1 }, 2, expect.objectContaining({ code: 'closed', transient: true })]);
    controller().verify();
  });

  it.each<[string, string | object | number, unknown]>([
    ['a text', '{"a":1}', { a: 1 }],
    ['an object', { a: 1 }, { a: 1 }],
    ['an array', [1, 2], [1, 2]],
    ['a number', 7, 7],
  ])('feeds a poll with %s', async (_name, body, data) => {
    const stream = setUp().pollingStream$('/prices', { until: () => true });
    (await requested(stream, '/prices')).flush(body);
    await settled();
    expect(seen).toEqual([data, 'complete']);
  });

  it('feeds lines', async () => {
    (await requested(setUp().httpStream$('/lines'), '/lines')).flush('1\n2\n');
    await settled();
    expect(seen).toEqual([1, 2, 'complete']);
  });

  it.each<[string, () => ArrayBuffer | Uint8Array | Blob]>([
    ['a buffer', () => new Uint8Array([1, 255]).buffer],
    ['a view', () => new Uint8Array([0, 1, 255]).subarray(1)],
    ['a blob', () => blobOf([1, 255])],
  ])('feeds %s as an event, because flush() of a text takes none', async (_name, body) => {
    const stream = setUp().httpStream$('/bytes', { decode: bytes(), framing: 'chunks' });
    const request = await requested(stream, '/bytes');
    request.event(new HttpResponse({ body: body() }));
    await settled();
    expect(seen.map((value) => (typeof value === 'object' ? [...(value as Uint8Array)] : value))).toEqual([
      [1, 255],
      'complete',
    ]);
  });

  it('feeds a 204, which ends the stream', async () => {
    (await requested(setUp().sse$('/prices'), '/prices')).flush(null);
    await settled();
    expect(seen).toEqual(['complete']);
  });

  it('refuses with a status, its headers and its text', async () => {
    const stream = setUp().sse$('/prices');
    const headers = { 'Retry-After': '7', 'Content-Type': 'application/json' };
    (await requested(stream, '/prices')).flush(
      { busy: true },
      { status: 503, statusText: 'Service Unavailable', headers },
    );
    await settled();
    expect(lastError()).toMatchObject({ code: 'http', status: 503, retryAfter: 7_000, body: '{"busy":true}' });
    expect(lastError().message).toContain('the server answered 503 Service Unavailable');
  });

  it('refuses without a text', async () => {
    const request = await requested(setUp().sse$('/prices'), '/prices');
    request.flush(null, { status: 404, statusText: 'Not Found' });
    await settled();
    expect(lastError()).toMatchObject({ code: 'http', status: 404, transient: false });
  });

  it('loses the network', async () => {
    (await requested(setUp().sse$('/prices'), '/prices')).error(new ProgressEvent('error'));
    await settled();
    expect(lastError()).toMatchObject({ code: 'network', transient: true });
  });

  it('sees that a stream hung up', async () => {
    const subscription = setUp().sse$('/prices').subscribe();
    await settled();
    const request = controller().expectOne('/prices');
    expect(request.cancelled).toBe(false);
    subscription.unsubscribe();
    expect(request.cancelled).toBe(true);
    controller().verify();
  });

  it('fails verify() for a stream that nobody expected', async () => {
    const subscription = setUp().sse$('/prices').subscribe();
    await settled();
    expect(() => controller().verify()).toThrow('Expected no open requests, found 1: GET /prices');
    subscription.unsubscribe();
  });

  it('shows interceptors the response as a server would', async () => {
    const shown: unknown[] = [];
    const looking: HttpInterceptorFn = (request, next) =>
      next(request).pipe(tap((event) => event.type === HttpEventType.Response && shown.push(event.body, event.status)));
    (await requested(setUp([looking]).pollingStream$('/a', { until: () => true }), '/a')).flush({ a: 1 });
    await settled();
    expect(shown).toEqual([null, 200]);
    expect(seen).toEqual([{ a: 1 }, 'complete']);
  });

  it('shows interceptors the value of an error as a server would', async () => {
    const shown: unknown[] = [];
    const looking: HttpInterceptorFn = (request, next) =>
      next(request).pipe(tap({ error: ({ error, message }: HttpErrorResponse) => shown.push(error, message) }));
    const request = await requested(setUp([looking]).sse$('/a'), '/a');
    request.flush({ code: 'expired' }, { status: 401, statusText: 'Unauthorized' });
    await settled();
    expect(shown).toEqual([{ code: 'expired' }, 'Http failure response for /a: 401 Unauthorized']);
  });

  it('feeds a body whose headers an interceptor changes', async () => {
    const typed: HttpInterceptorFn = (request, next) =>
      next(request).pipe(
        map((event) =>
          event instanceof HttpResponse
            ? event.clone({ headers: event.headers.set('Content-Type', 'text/event-stream') })
            : event,
        ),
      );
    (await requested(setUp([typed]).sse$('/a'), '/a')).flush('data: 1\n\n');
    await settled();
    expect(seen[0]).toBe(1);
  });

  it('gets the context of a stream, and interceptors set tokens in it', async () => {
    const context = new HttpContext().set(AUTH, 'given');
    const found: string[] = [];
    const added = new HttpContextToken(() => 0);
    const adding: HttpInterceptorFn = (request, next) => {
      found.push(request.context.get(AUTH));
      request.context.set(added, 5);
      return next(request.clone({ setHeaders: { 'X-Auth': request.context.get(AUTH) } }));
    };
    const push = setUp([adding]);
    const { request } = await requested(push.httpStream$('/a', { context }), '/a');
    expect(found).toEqual(['given']);
    expect(request.headers.get('x-auth')).toBe('given');
    expect(request.context.get(added)).toBe(5);
    expect(context.get(added)).toBe(5);
    // The caller gets no token of the stream.
    expect([...context.keys()]).toEqual([AUTH, added]);
  });
});

/** The blob of jsdom cannot be read as a buffer. */
function blobOf(content: readonly number[]): Blob {
  return Object.assign(new Blob(), { arrayBuffer: async () => new Uint8Array(content).buffer });
}
