import {
  HttpHeaders,
  provideHttpClient,
  withInterceptors,
  type HttpErrorResponse,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { tap } from 'rxjs';
import { providePush, PUSH_FETCH, withHttpClient } from '../public-api';

const URL_OF_FEED = 'http://host/feed';

describe('the requests and error bodies of withHttpClient()', () => {
  let native: jest.SpyInstance<Promise<Response>, Parameters<typeof fetch>>;

  beforeEach(() => {
    native = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('1'));
  });

  /** The fetch that streams use, with an interceptor. */
  function fetchThrough(interceptor: HttpInterceptorFn): typeof fetch {
    TestBed.configureTestingModule({
      providers: [providePush(withHttpClient()), provideHttpClient(withInterceptors([interceptor]))],
    });
    return TestBed.inject(PUSH_FETCH);
  }

  const changed = (change: Parameters<HttpRequest<unknown>['clone']>[0]): typeof fetch =>
    fetchThrough((request, next) => next(request.clone(change)));
  const sentInit = (): RequestInit => native.mock.lastCall?.[1] ?? {};
  const sentHeaders = (): Record<string, string> =>
    Object.fromEntries(new Headers(sentInit().headers) as unknown as Iterable<[string, string]>);

  it.each<[string, BodyInit]>([
    ['a text', 'text'],
    ['a buffer', new ArrayBuffer(2)],
    ['a view', new Uint8Array([1, 2])],
    ['a blob', new Blob(['text'], { type: 'text/x-own' })],
    ['a form', new FormData()],
    ['parameters', new URLSearchParams({ a: 'b' })],
  ])('passes %s to fetch unchanged, and sets no content type', async (_name, body) => {
    await fetchThrough((request, next) => next(request))(URL_OF_FEED, { method: 'POST', body });
    expect(sentInit().body).toBe(body);
    expect(sentHeaders()).toEqual({});
  });

  it.each([
    ['an object', { a: 1 }, '{"a":1}', 'application/json'],
    ['a number', 7, '7', 'application/json'],
  ])('serializes %s as HttpClient does', async (_name, body, text, type) => {
    await changed({ method: 'POST', body })(URL_OF_FEED);
    expect(sentInit().body).toBe(text);
    expect(sentHeaders()).toEqual({ 'content-type': type });
  });

  it('keeps the content type that an interceptor sets', async () => {
    await changed({ method: 'POST', body: { a: 1 }, setHeaders: { 'Content-Type': 'application/x-own' } })(URL_OF_FEED);
    expect(sentHeaders()).toEqual({ 'content-type': 'application/x-own' });
  });

  it('sets only the method, headers, signal, keepalive and body of a plain request', async () => {
    await fetchThrough((request, next) => next(request))(URL_OF_FEED);
    expect({ ...sentInit() }).toStrictEqual({
      method: 'GET',
      headers: new Headers(),
      signal: expect.any(AbortSignal) as AbortSignal,
      keepalive: false,
      body: null,
    });
  });

  it.each([
    ['credentials', 'omit'],
    ['cache', 'reload'],
    ['mode', 'same-origin'],
    ['redirect', 'error'],
    ['referrer', 'about:client'],
    ['integrity', 'sha256-abc'],
    ['referrerPolicy', 'no-referrer'],
    ['priority', 'low'],
    ['keepalive', true],
  ])('passes the option "%s" of an interceptor to fetch', async (name, value) => {
    await changed({ [name]: value })(URL_OF_FEED);
    expect(sentInit()).toMatchObject({ [name]: value });
  });

  it('sends cookies to other origins if an interceptor sets withCredentials', async () => {
    await changed({ withCredentials: true })(URL_OF_FEED);
    expect(sentInit().credentials).toBe('include');
  });

  it('joins the values of a header with several values', async () => {
    await changed({ headers: new HttpHeaders({ Accept: ['text/event-stream', 'text/plain'] }) })(URL_OF_FEED);
    expect(sentHeaders()).toEqual({ accept: 'text/event-stream, text/plain' });
  });

  describe('the body of an error response', () => {
    /** The body of the error that interceptors get. */
    async function errorBodyOf(body: BodyInit | null): Promise<unknown> {
      native.mockImplementation(async () => new Response(body, { status: 500 }));
      const bodies: unknown[] = [];
      const look: HttpInterceptorFn = (request, next) =>
        next(request).pipe(tap({ error: (error: HttpErrorResponse) => bodies.push(error.error) }));
      const response = await fetchThrough(look)(URL_OF_FEED);
      expect(response.status).toBe(500);
      expect(bodies).toHaveLength(1);
      return bodies[0];
    }

    it.each([
      ['null if there is none', null, null],
      ['null if it is empty', '', null],
      ['a value if it is JSON', '{"code":"expired"}', { code: 'expired' }],
      ['text if it is not valid JSON', '{"code":', '{"code":'],
      ['text if it ends inside a character', new Uint8Array([0x61, 0xe2, 0x82]), 'a\ufffd'],
    ])('is %s', async (_name, body, expected) => {
      expect(await errorBodyOf(body)).toEqual(expected);
    });

    it('is decoded correctly if a chunk ends inside a character', async () => {
      const chunks = [Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac)];
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          chunks.forEach((chunk) => controller.enqueue(chunk));
          controller.close();
        },
      });
      expect(await errorBodyOf(body)).toBe('€');
    });

    it('is read up to 64 KiB, and the rest is cancelled', async () => {
      const cancel = jest.fn();
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(16 * 1024).fill(0x61)),
        cancel,
      });
      expect(await errorBodyOf(body)).toBe('a'.repeat(64 * 1024));
      expect(cancel).toHaveBeenCalledTimes(1);
    });
  });
});
