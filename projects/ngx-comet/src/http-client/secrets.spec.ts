import { HttpClient, provideHttpClient, withInterceptors, type HttpInterceptorFn } from '@angular/common/http';
import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { throwError, type Observable } from 'rxjs';
import type { Input } from '../../../../tools/browser/secrets/input';
import { findLeaks } from '../../../../tools/browser/secrets/probe';
import { answerEcho } from '../../../../tools/browser/secrets/echo';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import { providePush, PushService, withDefaults, withHttpClient } from '../public-api';

const citing: HttpInterceptorFn = (request, next) =>
  request.url.includes('/cite') ? throwError(() => new Error(`no ${request.urlWithParams}`)) : next(request);

const push = (): PushService => TestBed.inject(PushService);
const ONCE = { retry: false } as const;
const poll = (url: string): Observable<unknown> =>
  push().pollingStream$(() => TestBed.inject(HttpClient).get(url), ONCE);

const INPUTS: readonly Input[] = [
  ['a refusal', (s, { http }) => push().sse$(`${http}/status/404?token=${s}`, ONCE)],
  ['a status text that repeats the query', (s, { http }) => push().httpStream$(`${http}/echo-status?token=${s}`, ONCE)],
  ['where no server is', (s) => push().sse$(`http://127.0.0.1:1/?token=${s}`, ONCE)],
  ['an interceptor that cites the URL', (s, { http }) => push().sse$(`${http}/cite?token=${s}`, ONCE)],
  ['a poll that is refused', (s, { http }) => poll(`${http}/status/404?token=${s}`)],
  ['a poll where no server is', (s) => poll(`http://127.0.0.1:1/?token=${s}`)],
  ['a poll that an interceptor ends', (s, { http }) => poll(`${http}/cite?token=${s}`)],
  ['a poll that is no JSON', (s, { http }) => poll(`${http}/body?type=text/plain&body=${'x'.repeat(150)}${s}`)],
  ['a default header', (s) => withPush({ headers: { 'X-Token': `${s}\nb` } }).sse$('/')],
  ['a default query', (s) => withPush({ query: { token: Symbol(s) as never } }).sse$('/')],
  ['an origin', (s) => withDefaults({ origins: [`https://user:${s}@host/?${s}`] })],
];

/** A service of its own. */
function withPush(defaults: Parameters<typeof withDefaults>[0]): PushService {
  const parent = TestBed.inject(EnvironmentInjector);
  return createEnvironmentInjector([providePush(withDefaults(defaults))], parent).get(PushService);
}

describe('the errors and log lines of requests of HttpClient', () => {
  beforeEach(() => {
    TestBed.configureTestingModule({
      providers: [provideHttpClient(withInterceptors([citing])), providePush(withHttpClient())],
    });
  });

  afterEach(closeServers);

  it('hold no secret of their input', async () => {
    const http = await serveHttp(answerEcho);
    expect(await findLeaks({ http }, INPUTS)).toEqual({ count: INPUTS.length, leaks: [], silent: [] });
  });
});
