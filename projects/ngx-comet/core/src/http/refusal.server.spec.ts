/** @jest-environment node */
import type { ServerResponse } from 'node:http';
import { take, type Observable } from 'rxjs';
import { constant } from '../schedule/constant';
import { outcome, until } from '../spec-support/outcome';
import { closeServers, serveHttp, type Handler } from '../spec-support/serve-http';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { sse$ } from '../transports/sse/sse';
import type { PushOptions } from '../session/push-options';
import type { HttpOptions } from './http-options';
import type { PushError } from '../vocabulary/push-error';

const PROBLEM = '{ "title": "Sign in again", "status": 401 }';

type Factory = <T>(url: string, options: PushOptions<T> & HttpOptions) => Observable<T>;

const factories: [string, Factory][] = [
  ['sse$', sse$],
  ['httpStream$', httpStream$],
  ['pollingStream$', pollingStream$],
];

/** Answers with a status and a type, and then writes the body. */
const refuse =
  (status: number, type: string | undefined, write: (response: ServerResponse) => void): Handler =>
  (_request, response) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type });
    write(response);
  };

describe('a refusal', () => {
  afterEach(closeServers);

  const errorOf = async (handler: Handler, factory: Factory = sse$): Promise<PushError> =>
    (await outcome(factory(`${await serveHttp(handler)}/feed?token=secret`, { retry: false }))).error as PushError;

  it.each(factories)('has the text that the server refused with: %s', async (_name, factory) => {
    const problem = refuse(401, 'application/problem+json; charset=utf-8', (response) => response.end(PROBLEM));
    const error = await errorOf(problem, factory);
    expect(error).toMatchObject({ code: 'http', status: 401, transient: false });
    expect(error.body).toBe(PROBLEM);
    expect(error.message).toBe(`GET ${error.url}: the server answered 401 Unauthorized`);
    expect(Object.keys(error)).not.toContain('body');
  });

  it.each([
    ['text/plain', 'no', 'no'],
    ['application/xml', '<no/>', '<no/>'],
    ['application/atom+xml', '<no/>', '<no/>'],
    [undefined, 'no', 'no'],
    ['application/octet-stream', 'no', undefined],
    ['image/png', 'no', undefined],
    ['text/plain', 'n\0', undefined],
    ['text/plain', '', undefined],
  ])('has only text: %s %j', async (type, body, expected) => {
    expect((await errorOf(refuse(500, type, (response) => response.end(body)))).body).toBe(expected);
  });

  it('has the text of an answer of another content type', async () => {
    const error = await errorOf(refuse(200, 'application/json', (response) => response.end(PROBLEM)));
    expect(error).toMatchObject({ code: 'content-type', body: PROBLEM });
  });

  it('has the first 4 KiB of a body of 5 MB, up to a whole character, and hangs up', async () => {
    let closed = false;
    const error = await errorOf(
      refuse(500, 'text/plain', (response) => {
        response.on('close', () => (closed = !response.writableFinished));
        response.write(`x${'€'.repeat(5_000_000 / 3)}`);
      }),
    );
    expect(error.body).toBe(`x${'€'.repeat(1_365)}`);
    await until(() => closed);
  });

  it('has what arrived within two seconds of a body that never ends, and is retried then', async () => {
    let asked = 0;
    const url = await serveHttp((_request, response) => {
      if (++asked > 1) return response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n');
      return response.writeHead(503, { 'content-type': 'text/plain' }).write('busy');
    });
    const errors: PushError[] = [];
    const began = performance.now();
    // The limit of the attempt would be over first, but the refusal is known by then.
    const limits = {
      connectTimeout: 300,
      retry: constant(1),
      transient: (error: PushError) => (errors.push(error), true),
    };
    expect((await outcome(sse$<number>(url, limits).pipe(take(1)))).values).toEqual([1]);
    expect(errors[0]).toMatchObject({ code: 'http', status: 503, body: 'busy' });
    expect(performance.now() - began).toBeLessThan(3_500);
  });

  it('ends no long poll as one without news while its text is read', async () => {
    const url = await serveHttp(refuse(401, 'text/plain', (response) => response.write('no')));
    const { error } = await outcome(pollingStream$(url, { mode: 'long', timeout: 300 }));
    expect(error).toMatchObject({ code: 'http', status: 401, body: 'no' });
  });

  it('is hung up on at once when the subscriber unsubscribes', async () => {
    let [answered, closed] = [false, false];
    const noting: typeof fetch = async (...request) => {
      const answer = await fetch(...request);
      answered = true;
      return answer;
    };
    const url = await serveHttp((_request, response) => {
      response.on('close', () => (closed = true));
      response.writeHead(503, { 'content-type': 'text/plain' }).write('busy');
    });
    const subscription = sse$(url, { retry: false, fetch: noting }).subscribe();
    await until(() => answered);
    const left = performance.now();
    subscription.unsubscribe();
    await until(() => closed);
    expect(performance.now() - left).toBeLessThan(1_000);
  });

  it.each(factories)('by a redirect is final, and says what to do: %s', async (_name, factory) => {
    const elsewhere = jest.fn();
    const other = await serveHttp((_request, response) => response.end(elsewhere()));
    const url = await serveHttp((_request, response) => response.writeHead(302, { location: other }).end());
    const { error } = await outcome(factory(`${url}/feed`, { redirect: 'error' }));
    expect(error).toMatchObject({ code: 'http', transient: false, status: 302 });
    expect((error as PushError).message).toBe(
      `GET ${url}/feed: the server redirects the request, and redirect is 'error': ` +
        "request the new address, or set redirect to 'follow'",
    );
    expect(elsewhere).not.toHaveBeenCalled();
  });

  it('by a redirect that a browser hides has no status', async () => {
    const hidden = { ok: false, status: 0, type: 'opaqueredirect', headers: new Headers(), body: null };
    const fetch = jest.fn(() => Promise.resolve(hidden as unknown as Response));
    const { error } = await outcome(sse$('https://h.example/', { redirect: 'error', fetch }));
    expect(fetch).toHaveBeenCalledWith('https://h.example/', expect.objectContaining({ redirect: 'manual' }));
    expect(error).toMatchObject({ code: 'http', transient: false });
    expect(error).not.toHaveProperty('status');
  });

  it.each(factories)('is none by a redirect that is followed: %s', async (_name, factory) => {
    const url = await serveHttp((request, response) => {
      if (request.url === '/feed') return response.writeHead(307, { location: '/moved' }).end();
      const type = request.headers.accept === 'text/event-stream' ? 'text/event-stream' : 'application/json';
      return response.writeHead(200, { 'content-type': type }).end(type === 'application/json' ? '1' : 'data: 1\n\n');
    });
    for (const redirect of [undefined, 'follow'] as const) {
      expect((await outcome(factory<number>(`${url}/feed`, { redirect }).pipe(take(1)))).values).toEqual([1]);
    }
  });

  it('by a redirect is none of an EventSource, and no other value is known', () => {
    expect(() => sse$('/x', { via: 'event-source', redirect: 'error' })).toThrow(/^redirect must be left out/);
    expect(() => sse$('/x', { redirect: 'manual' as 'error' })).toThrow(/^redirect must be one of "follow", "error"/);
  });
});
