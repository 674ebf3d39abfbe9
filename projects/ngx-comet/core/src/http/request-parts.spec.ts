/** @jest-environment node */
import type { IncomingMessage } from 'node:http';
import { take, type Observable } from 'rxjs';
import { connection } from '../connection/connection';
import { constant } from '../schedule/constant';
import { outcome } from '../spec-support/outcome';
import { closeServers, serveHttp } from '../spec-support/serve-http';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { viaPolling } from '../transports/polling/via-polling';
import { sse$ } from '../transports/sse/sse';
import type { Attempt } from '../vocabulary/attempt';
import { PushError } from '../vocabulary/push-error';
import type { PushEvent } from '../vocabulary/push-event';
import type { PushOptions } from '../session/push-options';
import type { HttpOptions } from './http-options';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Factory = <T>(url: string, options: PushOptions<T> & HttpOptions) => Observable<T>;

const factories: [string, Factory][] = [
  ['sse$', sse$],
  ['httpStream$', httpStream$],
  ['pollingStream$', pollingStream$],
];

describe('the parts of a request', () => {
  let asked: Asked[] = [];
  let url = '';

  beforeEach(async () => {
    asked = [];
    url = await serveHttp((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        const { method, url: path, headers } = request;
        asked.push({ method, url: path, headers, body });
        const type = headers.accept === 'text/event-stream' ? headers.accept : 'application/json';
        const id = asked.length;
        response.setHeader('content-type', type);
        response.end(type === headers.accept ? `id: ${id}\ndata: ${id}\n\n` : `${id}\n`);
      });
    });
  });

  afterEach(closeServers);

  const options = { retry: constant(1) };

  it('may be a body that is made anew at every attempt, with the cursor in it', async () => {
    const body = ({ attempt, cursor }: Attempt): string => JSON.stringify({ attempt, after: cursor ?? null });
    const made = { ...options, method: 'POST', body, id: String, onEnd: 'reconnect' } as const;
    await outcome(httpStream$<number>(url, made).pipe(take(3)));
    expect(asked.map((request) => request.body)).toEqual([
      '{"attempt":1,"after":null}',
      '{"attempt":2,"after":"1"}',
      '{"attempt":3,"after":"2"}',
    ]);
  });

  it('may be a POST that a GET goes on with', async () => {
    const question = JSON.stringify({ question: 'why?' });
    const answer$ = sse$<number>(url, {
      ...options,
      method: ({ cursor }) => (cursor === undefined ? 'POST' : 'GET'),
      body: ({ cursor }) => (cursor === undefined ? question : null),
    });
    expect((await outcome(answer$.pipe(take(3)))).values).toEqual([1, 2, 3]);
    expect(asked.map(({ method, body, headers }) => [method, body, headers['last-event-id']])).toEqual([
      ['POST', question, undefined],
      ['GET', '', '1'],
      ['GET', '', '2'],
    ]);
  });

  it.each(factories)('are asked for in order, one after the other: %s', async (_name, factory) => {
    const calls: string[] = [];
    const part = <T>(name: string, value: T) => {
      return async (): Promise<T> => {
        calls.push(`${name}?`);
        await new Promise((resolve) => setImmediate(resolve));
        calls.push(name);
        return value;
      };
    };
    const parts = { method: part('method', 'PUT'), body: part('body', 'x'), headers: part('headers', { 'x-a': 'a' }) };
    await outcome(factory<unknown>(url, parts).pipe(take(1)));
    expect(calls.slice(0, 6)).toEqual(['method?', 'method', 'body?', 'body', 'headers?', 'headers']);
    expect(asked[0]).toMatchObject({ method: 'PUT', body: 'x', headers: { 'x-a': 'a' } });
  });

  it('are not asked for after unsubscribing', async () => {
    let answer = (_method: string): void => undefined;
    const body = jest.fn(() => 'x');
    const method = (): Promise<string> => new Promise((resolve) => (answer = resolve));
    const subscription = sse$(url, { method, body }).subscribe();
    await new Promise((resolve) => setImmediate(resolve));
    subscription.unsubscribe();
    answer('POST');
    await new Promise((resolve) => setImmediate(resolve));
    expect(body).not.toHaveBeenCalled();
  });

  it('mark the request as one with a cursor if the body function reads it', async () => {
    const opened = async (body: HttpOptions['body']): Promise<unknown> => {
      const made = { ...options, method: 'POST', body, resume: { trusted: true }, id: String } as const;
      const { values } = await outcome(
        httpStream$<number>(url, { ...made, onEnd: 'reconnect', observe: 'events' }).pipe(take(6)),
      );
      return values.flatMap((event: PushEvent<number>) => (event.kind === 'open' ? [event.continuity] : []));
    };
    expect(await opened(({ cursor = '' }) => cursor)).toEqual(['first', 'resumed']);
    expect(await opened(() => 'x')).toEqual(['first', 'unknown']);
  });

  describe.each(['method', 'body', 'headers'] as const)('%s', (option) => {
    const post = { method: 'POST' };

    it.each([
      ['throws', () => { throw new Error('no'); }], // prettier-ignore
      ['rejects', () => Promise.reject(new Error('no'))],
    ])('is a transient loss if its function %s', async (_how, fail) => {
      const { error } = await outcome(sse$(url, { ...post, [option]: fail, retry: false }));
      const message = `${url}/: the ${option} function failed: Error`;
      expect(error).toMatchObject({ code: 'network', transient: true, transport: 'sse', message });
    });

    it('keeps the PushError of its function', async () => {
      const own = new PushError('aborted', 'signed out', { transient: false });
      const { error } = await outcome(sse$(url, { ...post, [option]: () => Promise.reject(own) }));
      expect(error).toBe(own);
    });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['a method', { method: () => 'BAD METHOD' }, /the method of this attempt .* method must be an HTTP method/],
    ['a method of another type', { method: () => 7 }, /method must be an HTTP method that fetch takes.*got 7/],
    ['a body with GET', { body: () => 'x' }, /the body of .* method must be one that takes a body.*got "GET"/],
    ['a value with GET', { method: () => 'HEAD', body: 'x' }, /method must be one that takes a body.*got "HEAD"/],
    ['an object', { method: 'POST', body: () => ({ a: 1 }) }, /body must be .*use JSON\.stringify.*got an object/],
    ['an array', { method: 'POST', body: () => [1] }, /body must be .*use JSON\.stringify/],
    ['a promise in a promise', { method: 'POST', body: () => new Map() }, /body must be .*use JSON\.stringify/],
    ['a stream', { method: 'POST', body: () => new Blob(['x']).stream() }, /body must be .*not a stream/],
    ['headers', { headers: () => ({ 'bad name': 'x' }) }, /the headers of .* headers are not valid/],
  ])('end the stream if a function returns %s that cannot be sent', async (_what, wrong, message) => {
    for (const [, factory] of factories) {
      const { error } = await outcome(factory(url, { ...wrong, ...options }));
      expect(error).toMatchObject({ code: 'unsupported', transient: false });
      expect((error as PushError).message).toMatch(message);
    }
    expect(asked).toEqual([]);
  });

  it.each<[string, HttpOptions['headers']]>([
    ['a record', { 'x-a': 'a', 'x-b': undefined }],
    ['the record of a function', () => ({ 'x-a': 'a', 'x-b': undefined })],
    ['the pairs of a function', () => [['x-a', 'a'], ['x-b', undefined]] as never], // prettier-ignore
  ])('leave out headers and parameters that are undefined: %s', async (_what, headers) => {
    const query = { a: 1, b: undefined };
    await outcome(pollingStream$(url, { headers, query, until: () => true }));
    const feed = connection([viaPolling(url, { until: () => true })], { headers, query });
    await outcome(feed.data$);
    for (const request of asked) {
      expect(request.url).toBe('/?a=1');
      expect(request.headers['x-a']).toBe('a');
      expect(Object.keys(request.headers)).not.toContain('x-b');
    }
    expect(asked).toHaveLength(2);
  });

  it.each(factories)('tell the headers function the URL of the request: %s', async (_name, factory) => {
    const headers = jest.fn((_attempt: Attempt, _to: string) => ({ 'x-a': 'a' }));
    await outcome(factory<unknown>(`${url}/x?a=1`, { headers, query: { b: 2 } }).pipe(take(1)));
    await outcome(sse$(() => Promise.resolve(`${url}/x?a=1`), { headers, query: { b: 2 } }).pipe(take(1)));
    expect(headers).toHaveBeenCalledTimes(2);
    expect(headers).toHaveBeenNthCalledWith(2, expect.objectContaining({ attempt: 1 }), `${url}/x?a=1&b=2`);
  });
});

describe('a body that fetch would send as [object Object]', () => {
  class Message {
    readonly a = 1;
  }

  it.each<[string, unknown]>([
    ['an object', { a: 1 }],
    ['an object without a prototype', Object.create(null)],
    ['an instance', new Message()],
    ['an array', [{ a: 1 }]],
    ['a map', new Map()],
    ['a promise', Promise.resolve('x')],
  ])('throws a TypeError from the call: %s', (_name, body) => {
    for (const [, factory] of factories) {
      const call = (): unknown => factory('https://h.example/', { method: 'POST', body: body as string });
      expect(call).toThrow(TypeError);
      expect(call).toThrow(/^body must be .*fetch would send \[object Object]: use JSON\.stringify/);
    }
  });

  it.each<[string, unknown]>([
    ['text', 'x'],
    ['no text', ''],
    ['bytes', Uint8Array.of(1)],
    ['a buffer', new ArrayBuffer(1)],
    ['a view', new DataView(new ArrayBuffer(1))],
    ['a blob', new Blob(['x'])],
    ['a form', new FormData()],
    ['parameters', new URLSearchParams('a=1')],
    ['what a polyfill calls a form', { append: () => undefined }],
  ])('is not %s', (_name, body) => {
    expect(() => sse$('https://h.example/', { method: 'POST', body: body as string })).not.toThrow();
  });
});
