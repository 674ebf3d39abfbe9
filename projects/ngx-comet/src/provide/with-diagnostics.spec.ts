import { HttpClient, provideHttpClient, withInterceptors } from '@angular/common/http';
import type { EnvironmentProviders, Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom } from 'rxjs';
import { providePush, PushService, withDiagnostics, withHttpClient, type PushError } from '../public-api';

const URL_ELSEWHERE = 'http://api.example/feed';

/** Acts like a browser whose server allows every origin, but no header that needs a preflight. */
function browserFetch(): jest.Mock<Promise<Response>, [string | URL, RequestInit]> {
  return jest.fn(async (_url, { mode, headers }) => {
    const names = [...new Headers(headers).keys()].filter((name) => name !== 'accept');
    if (mode !== 'no-cors' && names.length > 0) throw new TypeError('Failed to fetch');
    return new Response('data: 1\n\n', { headers: { 'content-type': 'text/event-stream' } });
  });
}

/** The error of a stream from another origin. */
async function failure(
  providers: (Provider | EnvironmentProviders)[],
  options: { readonly headers?: Record<string, string> } = {},
): Promise<PushError> {
  TestBed.configureTestingModule({ providers });
  const stream = TestBed.inject(PushService).sse$(URL_ELSEWHERE, { retry: false, ...options });
  return firstValueFrom(stream).then(
    (value) => {
      throw new Error(`got ${JSON.stringify(value)}`);
    },
    (error: unknown) => error as PushError,
  );
}

describe('withDiagnostics', () => {
  const { fetch: platformFetch } = globalThis;
  let send: ReturnType<typeof browserFetch>;

  beforeEach(() => {
    send = browserFetch();
    globalThis.fetch = send as unknown as typeof fetch;
  });

  afterEach(() => {
    globalThis.fetch = platformFetch;
  });

  it('reports which header the server lacks', async () => {
    const error = await failure([providePush(withDiagnostics())], { headers: { 'X-Tenant': 'a' } });
    expect(error).toMatchObject({ code: 'cors', transient: false, transport: 'sse', url: URL_ELSEWHERE });
    expect(error.message).toContain('Access-Control-Allow-Headers is missing or does not name x-tenant');
  });

  it('checks the headers that interceptors add', async () => {
    const authorized = withInterceptors([(request, next) => next(request.clone({ setHeaders: { 'X-Trace': '1' } }))]);
    const error = await failure([provideHttpClient(authorized), providePush(withDiagnostics(), withHttpClient())]);
    expect(error).toMatchObject({ code: 'cors' });
    expect(error.message).toContain('does not name x-trace');
  });

  it('is off by default', async () => {
    const error = await failure([providePush()], { headers: { 'X-Tenant': 'a' } });
    expect(error).toMatchObject({ code: 'network', transient: true });
    expect(send).toHaveBeenCalledTimes(1);
  });

  it('does not diagnose the requests of HttpClient', async () => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(), providePush(withDiagnostics(), withHttpClient())],
    });
    TestBed.inject(PushService);
    const answer = firstValueFrom(TestBed.inject(HttpClient).get(URL_ELSEWHERE, { headers: { 'X-Tenant': 'a' } }));
    await expect(answer).rejects.toMatchObject({ name: 'HttpErrorResponse', status: 0 });
    expect(send).toHaveBeenCalledTimes(1);
  });
});
