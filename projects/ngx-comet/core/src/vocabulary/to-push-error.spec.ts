import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { firstValueFrom, NEVER, timeout } from 'rxjs';
import { PushError } from './push-error';
import { toPushError } from './to-push-error';

describe('toPushError', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('returns a PushError unchanged', () => {
    const error = new PushError('silence', 'quiet', { transient: true });
    expect(toPushError(error)).toBe(error);
  });

  it.each([408, 425, 429, 500, 502, 503, 504, 599])('classifies the status %i as transient', (status) => {
    const error = new HttpErrorResponse({ status });
    expect(toPushError(error)).toMatchObject({
      name: 'PushError',
      code: 'http',
      status,
      transient: true,
      cause: error,
    });
  });

  it.each([200, 304, 400, 401, 403, 404, 409, 410, 422, 451])('classifies the status %i as final', (status) => {
    expect(toPushError(new HttpErrorResponse({ status }))).toMatchObject({ code: 'http', status, transient: false });
  });

  it('classifies the status 0 as a transient network error', () => {
    const error = toPushError(new HttpErrorResponse({ status: 0, error: new ProgressEvent('error') }));
    expect(error).toMatchObject({ code: 'network', transient: true, message: 'cannot reach the server' });
    expect(error.status).toBeUndefined();
  });

  it('shows no tokens of the query', () => {
    const error = toPushError(
      new HttpErrorResponse({ status: 503, statusText: 'Busy', url: 'https://me:pw@api.test/prices?token=secret' }),
    );
    expect(error.url).toBe('https://api.test/prices');
    expect(error.message).toBe('https://api.test/prices: the server answered 503 Busy');
  });

  it('reads Retry-After from the headers', () => {
    const busy = new HttpErrorResponse({ status: 429, headers: new HttpHeaders({ 'Retry-After': '7' }) });
    expect(toPushError(busy).retryAfter).toBe(7_000);
    expect(toPushError(new Response('', { status: 503, headers: { 'retry-after': '9' } })).retryAfter).toBe(9_000);
    expect(toPushError(new HttpErrorResponse({ status: 429 })).retryAfter).toBeUndefined();
    expect(toPushError({ status: 429, headers: { get: 'Retry-After: 5' } }).retryAfter).toBeUndefined();
  });

  it('compares a date in Retry-After with the current time', () => {
    jest.useFakeTimers({ now: Date.UTC(2026, 10, 22, 12, 0, 0) });
    const headers = new HttpHeaders({ 'Retry-After': 'Sun, 22 Nov 2026 12:00:30 GMT' });
    expect(toPushError(new HttpErrorResponse({ status: 503, headers })).retryAfter).toBe(30_000);
  });

  it.each([-1, 42, 600, 503.5, '503', null])('does not treat %p as an HTTP status', (status) => {
    expect(toPushError({ status })).toMatchObject({ code: 'network', transient: true });
  });

  it('recognizes a timeout of RxJS and of the platform', async () => {
    const ofRxjs: unknown = await firstValueFrom(NEVER.pipe(timeout(0))).catch((reason: unknown) => reason);
    for (const error of [ofRxjs, new DOMException('too late', 'TimeoutError')]) {
      expect(toPushError(error)).toMatchObject({ code: 'timeout', transient: true, cause: error });
    }
  });

  it('classifies an abort as final', () => {
    const error = new DOMException('hung up', 'AbortError');
    expect(toPushError(error)).toMatchObject({ code: 'aborted', transient: false, message: 'hung up', cause: error });
  });

  it.each([
    'Failed to fetch',
    'network error',
    'NetworkError when attempting to fetch resource.',
    'Error in input stream',
    'Load failed',
    'The network connection was lost.',
    'The Internet connection appears to be offline.',
    'fetch failed',
    'terminated',
  ])('recognizes the failed fetch %j', (message) => {
    expect(toPushError(new TypeError(message))).toMatchObject({ code: 'network', transient: true, message });
  });

  it('recognizes a failed fetch of this platform', async () => {
    const error: unknown = await fetch('http://127.0.0.1:1/').catch((reason: unknown) => reason);
    expect(toPushError(error)).toMatchObject({ code: 'network', transient: true });
  });

  it.each([
    new TypeError("Cannot read properties of undefined (reading 'fetch failed')"),
    new SyntaxError('Unexpected token'),
    new RangeError('Invalid array length'),
    new ReferenceError('price is not defined'),
  ])('classifies the mistake %p as final', (error) => {
    expect(toPushError(error)).toMatchObject({
      code: 'decode',
      transient: false,
      message: error.message,
      cause: error,
    });
  });

  it('classifies any other error as transient', () => {
    expect(toPushError(new Error('boom'))).toMatchObject({ code: 'network', transient: true, message: 'boom' });
    expect(toPushError('boom')).toMatchObject({ code: 'network', transient: true, message: 'boom', cause: 'boom' });
  });

  it.each([
    [undefined, '[object Undefined]'],
    [null, '[object Null]'],
    [7, '[object Number]'],
    [Symbol('s'), '[object Symbol]'],
    [Object.create(null), '[object Object]'],
    [new Event('error'), '[object Event]'],
  ])('has a message for %p', (error, kind) => {
    expect(toPushError(error)).toMatchObject({ transient: true, message: `the source failed with ${kind}` });
  });
});
