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

describe('what withHttpClient() gives to fetch, and shows of an error', () => {
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
  const given = (): RequestInit => native.mock.lastCall?.[1] ?? {};
  const headersGiven = (): Record<string, string> =>
    Object.fromEntries(new Headers(given().headers) as unknown as Iterable<[string, string]>);

  it.each<[string, BodyInit]>([
    ['a text', 'text'],
    ['a buffer', new ArrayBuffer(2)],
    ['a view', new Uint8Array([1, 2])],
    ['a blob', new Blob(['text'], { type: 'text/x-own' })],
    ['a form', new FormData()],
    ['parameters', new URLSearchParams({ a: 'b' })],
  ])('hands over %s as it is, and leaves its type to fetch', async (_name, body) => {
    await fetchThrough((request, next) => next(request))(URL_OF_FEED, { method: 'POST', body });
    expect(given().body).toBe(body);
    expect(headersGiven()).toEqual({});
  });

  it.each([
    ['an object', { a: 1 }, '{"a":1}', 'application/json'],
    ['a number', 7, '7', 'application/json'],
  ])('makes of %s what HttpClient makes of it', async (_name, body, text, type) => {
    await changed({ method: 'POST', body })(URL_OF_FEED);
    expect(given().body).toBe(text);
    expect(headersGiven()).toEqual({ 'content-type': type });
  });

  it('keeps the type that an interceptor gave its body', async () => {
    await changed({ method: 'POST', body: { a: 1 }, setHeaders: { 'Content-Type': 'application/x-own' } })(URL_OF_FEED);
    expect(headersGiven()).toEqual({ 'content-type': 'application/x-own' });
  });

  it('makes a request without a body, of which nothing is set that nobody asked for', async () => {
    await fetchThrough((request, next) => next(request))(URL_OF_FEED);
    expect(given()).toStrictEqual({
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
  ])('passes on the option "%s" of an interceptor', async (name, value) => {
    await changed({ [name]: value })(URL_OF_FEED);
    expect(given()).toMatchObject({ [name]: value });
  });

  it('sends cookies to other origins where an interceptor asks for withCredentials', async () => {
    await changed({ withCredentials: true })(URL_OF_FEED);
    expect(given().credentials).toBe('include');
  });

  it('joins the values of a header that has several', async () => {
    await changed({ headers: new HttpHeaders({ Accept: ['text/event-stream', 'text/plain'] }) })(URL_OF_FEED);
    expect(headersGiven()).toEqual({ accept: 'text/event-stream, text/plain' });
  });

  describe('an error', () => {
    /** The body of the error that interceptors are shown. */
    async function shownOf(body: BodyInit | null): Promise<unknown> {
      native.mockImplementation(async () => new Response(body, { status: 500 }));
      const shown: unknown[] = [];
      const look: HttpInterceptorFn = (request, next) =>
        next(request).pipe(tap({ error: (error: HttpErrorResponse) => shown.push(error.error) }));
      const response = await fetchThrough(look)(URL_OF_FEED);
      expect(response.status).toBe(500);
      expect(shown).toHaveLength(1);
      return shown[0];
    }

    it.each([
      ['nothing where it has no body', null, null],
      ['nothing where its body is empty', '', null],
      ['the value where its body is JSON', '{"code":"expired"}', { code: 'expired' }],
      ['the text where its body is no JSON', '{"code":', '{"code":'],
      ['text that was cut off inside a character', new Uint8Array([0x61, 0xe2, 0x82]), 'a\ufffd'],
    ])('shows %s', async (_name, body, expected) => {
      expect(await shownOf(body)).toEqual(expected);
    });

    it('puts characters together that came in two chunks', async () => {
      const chunks = [Uint8Array.of(0xe2, 0x82), Uint8Array.of(0xac)];
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          chunks.forEach((chunk) => controller.enqueue(chunk));
          controller.close();
        },
      });
      expect(await shownOf(body)).toBe('€');
    });

    it('is read for 64 KiB, and the rest is cancelled', async () => {
      const cancel = jest.fn();
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(new Uint8Array(16 * 1024).fill(0x61)),
        cancel,
      });
      expect(await shownOf(body)).toBe('a'.repeat(64 * 1024));
      expect(cancel).toHaveBeenCalledTimes(1);
    });
  });
});
