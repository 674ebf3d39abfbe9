import {
  HttpBackend,
  HttpErrorResponse,
  HttpEventType,
  HttpHeaders,
  HttpResponse,
  provideHttpClient,
  withInterceptors,
  type HttpEvent,
  type HttpInterceptorFn,
  type HttpRequest,
} from '@angular/common/http';
import { ApplicationRef, createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { concat, defer, EMPTY, map, NEVER, of, Subject, tap, throwError, type Observable } from 'rxjs';
import { providePush, PUSH_FETCH, withHttpClient } from '../public-api';

const FEED = 'http://host/feed';

describe('the fetch of withHttpClient()', () => {
  let native: jest.SpyInstance<Promise<Response>, Parameters<typeof fetch>>;

  beforeEach(() => {
    native = jest.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response('from the server'));
  });

  function fetchThrough(interceptor: HttpInterceptorFn): typeof fetch {
    TestBed.configureTestingModule({
      providers: [providePush(withHttpClient()), provideHttpClient(withInterceptors([interceptor]))],
    });
    return TestBed.inject(PUSH_FETCH);
  }

  const answering = (answer: () => Observable<HttpEvent<unknown>>): typeof fetch => fetchThrough(() => defer(answer));
  const reasonOf = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => undefined,
      (reason: unknown) => reason,
    );

  it('makes a plain GET request if only a URL is passed', async () => {
    const seen: HttpRequest<unknown>[] = [];
    const plain = fetchThrough((request, next) => {
      seen.push(request);
      return next(request);
    });
    const response = await plain(new URL(FEED));
    expect(await response.text()).toBe('from the server');
    expect(seen).toEqual([expect.objectContaining({ method: 'GET', url: FEED, body: null, transferCache: false })]);
    expect(seen[0]).toMatchObject({ credentials: undefined, cache: undefined });
  });

  it('passes the options of the request to interceptors', async () => {
    const seen: HttpRequest<unknown>[] = [];
    const fetching = fetchThrough((request, next) => {
      seen.push(request);
      return next(request);
    });
    await fetching(FEED, {
      method: 'PUT',
      body: 'b',
      headers: { 'X-Own': 'a' },
      credentials: 'include',
      cache: 'no-store',
    });
    expect(seen).toMatchObject([{ method: 'PUT', body: 'b', credentials: 'include', cache: 'no-store' }]);
    expect(seen[0]?.headers.get('x-own')).toBe('a');
  });

  it('rejects a Request object', async () => {
    const fetching = fetchThrough((request, next) => next(request));
    expect(await reasonOf(fetching(new Request(FEED)))).toEqual(
      new TypeError('withHttpClient() takes a URL, got a Request'),
    );
    expect(native).not.toHaveBeenCalled();
  });

  describe('with a signal', () => {
    const reason = new Error('the caller aborted');

    it('makes no request if it is aborted already', async () => {
      const answer = jest.fn(() => NEVER);
      const aborted = answering(answer)(FEED, { signal: AbortSignal.abort(reason) });
      expect(await reasonOf(aborted)).toBe(reason);
      expect(answer).not.toHaveBeenCalled();
    });

    it('rejects with its reason, and unsubscribes from the interceptors', async () => {
      const controller = new AbortController();
      const answer = new Subject<HttpEvent<unknown>>();
      const rejected = reasonOf(answering(() => answer)(FEED, { signal: controller.signal }));
      expect(answer.observed).toBe(true);
      controller.abort(reason);
      expect(answer.observed).toBe(false);
      expect(await rejected).toBe(reason);
    });

    it('aborts the native request before the headers arrive', async () => {
      native.mockImplementation(() => new Promise(() => undefined));
      const controller = new AbortController();
      const rejected = reasonOf(fetchThrough((request, next) => next(request))(FEED, { signal: controller.signal }));
      expect(native.mock.lastCall?.[1]?.signal?.aborted).toBe(false);
      controller.abort(reason);
      expect(native.mock.lastCall?.[1]?.signal).toMatchObject({ aborted: true, reason });
      expect(await rejected).toBe(reason);
    });

    it('aborts the body after the headers arrive, with the same reason', async () => {
      const controller = new AbortController();
      await fetchThrough((request, next) => next(request))(FEED, { signal: controller.signal });
      const connection = native.mock.lastCall?.[1]?.signal;
      expect(connection).toMatchObject({ aborted: false });
      controller.abort(reason);
      expect(connection).toMatchObject({ aborted: true, reason });
    });

    it.each<[string, number, () => Observable<HttpEvent<unknown>>]>([
      ['a response of an interceptor', 0, () => of(new HttpResponse())],
      ['an error of an interceptor', 0, () => throwError(() => new Error('no'))],
      ['a completion without a response', 0, () => EMPTY],
    ])('keeps no listener after %s', async (_name, expected, answer) => {
      const { signal } = new AbortController();
      const added = jest.spyOn(signal, 'addEventListener');
      const removed = jest.spyOn(signal, 'removeEventListener');
      await reasonOf(answering(answer)(FEED, { signal }));
      const listener = added.mock.calls[0]?.[1];
      expect(added.mock.calls.length - removed.mock.calls.length).toBe(expected);
      expect(removed).toHaveBeenCalledWith('abort', listener);
    });
  });

  describe('the result of interceptors', () => {
    const responseOf = (text: string, status = 200): HttpResponse<string> => new HttpResponse({ body: text, status });

    it('is the first of two responses', async () => {
      const twice = answering(() => of(responseOf('cached'), responseOf('fresh')));
      expect(await (await twice(FEED)).text()).toBe('cached');
    });

    it('is a response before the response of the server, and the body from the server is cancelled', async () => {
      const cancelled = new Promise<void>((cancel) => {
        native.mockImplementation(async () => new Response(new ReadableStream({ cancel: () => cancel() })));
      });
      const both = fetchThrough((request, next) => concat(of(responseOf('cached')), next(request)));
      expect(await (await both(FEED)).text()).toBe('cached');
      await cancelled;
      expect(native).toHaveBeenCalledTimes(1);
    });

    it('is a response before that of the server, which the interceptor gets too, although the stream does not', async () => {
      native.mockImplementation(async () => new Response('fresh'));
      const kept: unknown[] = [];
      const keeping = fetchThrough((request, next) =>
        concat(of(responseOf('cached')), next(request)).pipe(
          tap({ next: (event) => kept.push(event.type), complete: () => kept.push('complete') }),
        ),
      );
      const { signal } = new AbortController();
      const removed = jest.spyOn(signal, 'removeEventListener');
      expect(await (await keeping(FEED, { signal })).text()).toBe('cached');
      await TestBed.inject(ApplicationRef).whenStable();
      expect(kept).toEqual([HttpEventType.Response, HttpEventType.Sent, HttpEventType.Response, 'complete']);
      expect(removed).toHaveBeenCalledTimes(1);
    });

    it('cancels the body of the server if it gets a status that allows none', async () => {
      const cancelled = new Promise<void>((cancel) => {
        native.mockImplementation(async () => new Response(new ReadableStream({ cancel: () => cancel() })));
      });
      const emptied = fetchThrough((request, next) =>
        next(request).pipe(map((event) => (event instanceof HttpResponse ? event.clone({ status: 204 }) : event))),
      );
      expect((await emptied(FEED)).body).toBeNull();
      await cancelled;
    });

    it.each([
      ['another status', { status: 202 }, { status: 202 }],
      ['a status that allows no body', { status: 204 }, { status: 204, body: null }],
      ['another URL', { url: 'http://host/other', status: 203 }, { url: 'http://host/other' }],
    ])('is the response of the server, changed to %s', async (_name, change, expected) => {
      const changing = fetchThrough((request, next) =>
        next(request).pipe(map((event) => (event instanceof HttpResponse ? event.clone(change) : event))),
      );
      expect(await changing(FEED)).toMatchObject(expected);
    });

    it('has the URL "" if the response of an interceptor has none', async () => {
      expect(await answering(() => of(responseOf('x')))(FEED)).toMatchObject({ url: '' });
    });

    it.each([200, 404, 599])('is a response with the headers for an error of status %d', async (status) => {
      const failing = answering(() =>
        throwError(
          () => new HttpErrorResponse({ status, headers: new HttpHeaders({ 'Retry-After': '7' }), url: FEED }),
        ),
      );
      const response = await failing(FEED);
      expect(response).toMatchObject({ status, body: null, url: FEED });
      expect(response.headers.get('retry-after')).toBe('7');
    });

    it.each([0, 199, 600])('is the cause of an error of status %d', async (status) => {
      const cause = new TypeError('broken');
      const failing = answering(() => throwError(() => new HttpErrorResponse({ status, error: cause })));
      expect(await reasonOf(failing(FEED))).toBe(cause);
    });

    it('is a TypeError without the URL if the cause is not an Error', async () => {
      const error = new HttpErrorResponse({ status: 0, error: 'a text', url: `${FEED}?token=secret` });
      const reason = await reasonOf(answering(() => throwError(() => error))(FEED));
      expect(reason).toEqual(new TypeError('the request failed'));
      expect(reason).toHaveProperty('cause', error);
    });

    it('is the unchanged AbortError of the platform', async () => {
      const cause = new DOMException('aborted', 'AbortError');
      const failing = answering(() => throwError(() => new HttpErrorResponse({ status: 0, error: cause })));
      expect(await reasonOf(failing(FEED))).toBe(cause);
    });

    it('is a TypeError if fetch rejects with a value that is not an object', async () => {
      native.mockRejectedValue('broken');
      const reason = await reasonOf(fetchThrough((request, next) => next(request))(FEED));
      expect(reason).toEqual(new TypeError('the request failed'));
      expect(reason).toHaveProperty('cause.error', 'broken');
    });

    it('is the unchanged error of an interceptor', async () => {
      const own = { own: true };
      expect(await reasonOf(answering(() => throwError(() => own))(FEED))).toBe(own);
    });

    it('is a TypeError if an interceptor completes without a response', async () => {
      expect(await reasonOf(answering(() => EMPTY)(FEED))).toEqual(
        new TypeError('an interceptor completed the request without a response'),
      );
    });
  });

  it('changes the backend once if several injectors use it', () => {
    const backend = { handle: () => NEVER };
    TestBed.configureTestingModule({
      providers: [providePush(withHttpClient()), provideHttpClient(), { provide: HttpBackend, useValue: backend }],
    });
    TestBed.inject(PUSH_FETCH);
    const changed = backend.handle;
    const child = createEnvironmentInjector([providePush(withHttpClient())], TestBed.inject(EnvironmentInjector));
    child.get(PUSH_FETCH);
    expect(backend.handle).toBe(changed);
    child.destroy();
  });
});
