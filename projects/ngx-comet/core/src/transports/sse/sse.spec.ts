/** @jest-environment node */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { take } from 'rxjs';
import { text } from '../../decode/text';
import { PushError } from '../../vocabulary/push-error';
import type { PushMessage } from '../../vocabulary/push-message';
import { constant } from '../../schedule/constant';
import { upTo } from '../../schedule/up-to';
import { outcome, until } from '../../spec-support/outcome';
import { closeServers, serveHttp, type Handler } from '../../spec-support/serve-http';
import { sse$ } from './sse';

const stream =
  (body: string, type = 'text/event-stream'): Handler =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(body);

describe('sse$', () => {
  afterEach(closeServers);

  const retry = constant(1);
  const options = { decode: text(), retry };

  it('delivers named and unnamed events with their ids', async () => {
    const url = await serveHttp(stream('id: 1\ndata: a\n\nevent: note\ndata: b\n\nid\ndata: c\n\n'));
    const { values } = await outcome(sse$<string>(url, { ...options, observe: 'messages' }).pipe(take(3)));
    expect(values).toEqual<PushMessage<string>[]>([
      { data: 'a', event: 'message', id: '1', transport: 'sse' },
      { data: 'b', event: 'note', id: '1', transport: 'sse' },
      { data: 'c', event: 'message', id: undefined, transport: 'sse' },
    ]);
  });

  it('delivers only the events that are named, and resumes after the ids of the others too', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      stream('id: 1\nevent: price\ndata: a\n\nid: 2\nevent: noise\ndata: b\n\n')(request, response);
    });
    const subscription = sse$<string>(url, { ...options, events: ['price'] }).subscribe();
    await until(() => asked.length >= 2);
    subscription.unsubscribe();
    expect(asked.slice(0, 2)).toEqual([undefined, '2']);
  });

  it('reconnects after a clean end and sends the id as UTF-8 bytes', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      stream('id: …ü\ndata: a\n\n')(request, response);
    });
    const subscription = sse$<string>(url, options).subscribe();
    await until(() => asked.length >= 2);
    subscription.unsubscribe();
    expect(Buffer.from(asked[1] ?? '', 'latin1').toString('utf8')).toBe('…ü');
  });

  it('sends the cursor in the query instead of a header with resume.query', async () => {
    const asked: IncomingMessage[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request);
      stream('id: 7\ndata: a\n\n')(request, response);
    });
    const resume = { query: 'after' };
    const subscription = sse$<string>(`${url}/x?a=%2F#top`, { ...options, resume }).subscribe();
    await until(() => asked.length >= 2);
    subscription.unsubscribe();
    expect(asked.map((request) => request.url).slice(0, 2)).toEqual(['/x?a=%2F', '/x?a=%2F&after=7']);
    expect(asked[1]?.headers['last-event-id']).toBeUndefined();
  });

  it('drops an unfinished event at the end of the stream, and its id', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      stream('id: 1\ndata: a\n\nid: 2\ndata: b\n')(request, response);
    });
    const seen: string[] = [];
    const subscription = sse$<string>(url, { ...options }).subscribe((value) => seen.push(value));
    await until(() => asked.length >= 2);
    subscription.unsubscribe();
    expect(asked[1]).toBe('1');
    expect(seen).toEqual(['a']);
  });

  it('completes on 204', async () => {
    const url = await serveHttp((_request, response) => response.writeHead(204).end());
    expect(await outcome(sse$(url, options))).toEqual({ values: [], error: undefined });
  });

  it('compares only the essence of the content type', async () => {
    const good = await serveHttp(stream('data: a\n\n', 'Text/Event-Stream; charset=x'));
    expect((await outcome(sse$<string>(good, options).pipe(take(1)))).values).toEqual(['a']);
    for (const type of ['text/event-streamX', 'text/html']) {
      const bad = await serveHttp(stream('data: a\n\n', type));
      expect((await outcome(sse$(bad, options))).error).toMatchObject({ code: 'content-type', transient: false });
    }
  });

  it.each([400, 401, 403, 404, 410])('errors on status %d and never retries', async (status) => {
    const url = await serveHttp((_request, response) => response.writeHead(status).end());
    const { error } = await outcome(sse$(url, options));
    expect(error).toBeInstanceOf(PushError);
    expect(error).toMatchObject({ code: 'http', status, transient: false, transport: 'sse' });
  });

  it.each([408, 425, 429, 500, 502, 503])('retries after status %d', async (status) => {
    let asked = 0;
    const url = await serveHttp((request, response) => {
      if (asked++ === 0) response.writeHead(status).end();
      else stream('data: a\n\n')(request, response);
    });
    expect((await outcome(sse$<string>(url, options).pipe(take(1)))).values).toEqual(['a']);
  });

  it('passes the value of Retry-After to the schedule, and keeps it on the error', async () => {
    const url = await serveHttp((_request, response) => response.writeHead(503, { 'retry-after': '7' }).end());
    const schedule = jest.fn((): undefined => undefined);
    const { error } = await outcome(sse$(url, { retry: schedule }));
    expect(schedule).toHaveBeenCalledWith(expect.objectContaining({ serverDelay: 7_000 }));
    expect(error).toMatchObject({ code: 'gave-up', cause: { code: 'http', status: 503, retryAfter: 7_000 } });
  });

  it('keeps the delay of a `retry:` field until the server sends another', async () => {
    const delays: (number | undefined)[] = [];
    let asked = 0;
    const url = await serveHttp((request, response) => {
      stream(asked++ === 0 ? 'retry: 40\n\n' : ': nothing\n\n')(request, response);
    });
    const subscription = sse$(url, {
      retry: ({ serverDelay }) => {
        delays.push(serverDelay);
        return 1;
      },
    }).subscribe();
    await until(() => delays.length >= 3);
    subscription.unsubscribe();
    expect(delays.slice(0, 3)).toEqual([40, 40, 40]);
  });

  it('calls the url and headers functions at every attempt', async () => {
    const tokens: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      tokens.push(`${request.url} ${request.headers.authorization}`);
      stream('data: a\n\n')(request, response);
    });
    let count = 0;
    const subscription = sse$(() => Promise.resolve(`${url}/${++count}`), {
      ...options,
      headers: async ({ attempt, signal }) => {
        expect(signal.aborted).toBe(false);
        return Promise.resolve({ Authorization: `Bearer ${attempt}` });
      },
    }).subscribe();
    await until(() => tokens.length >= 3);
    subscription.unsubscribe();
    expect(tokens.slice(0, 3)).toEqual(['/1 Bearer 1', '/2 Bearer 2', '/3 Bearer 3']);
  });

  it('retries when the headers function throws', async () => {
    const url = await serveHttp(stream('data: a\n\n'));
    let asked = 0;
    const headers = (): HeadersInit => {
      if (asked++ === 0) throw new Error('no token yet');
      return {};
    };
    expect((await outcome(sse$<string>(url, { ...options, headers }).pipe(take(1)))).values).toEqual(['a']);
  });

  it('sends the given method, body and query', async () => {
    let seen: IncomingMessage | undefined;
    let body = '';
    const url = await serveHttp((request, response) => {
      seen = request;
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        stream('data: a\n\n')(request, response);
      });
    });
    const post = { method: 'POST', body: '{"q":1}', query: { deep: true, n: 2 } };
    await outcome(sse$(`${url}/ask`, { ...options, ...post }).pipe(take(1)));
    expect(seen).toMatchObject({ method: 'POST', url: '/ask?deep=true&n=2' });
    expect(seen?.headers.accept).toBe('text/event-stream');
    expect(body).toBe('{"q":1}');
  });

  it('sends no Authorization to another origin when it is redirected', async () => {
    let headers: IncomingMessage['headers'] | undefined;
    const target = await serveHttp((request, response) => {
      headers = request.headers;
      stream('data: a\n\n')(request, response);
    });
    const url = await serveHttp((_request, response) => response.writeHead(307, { location: target }).end());
    await outcome(sse$(url, { ...options, headers: { Authorization: 'Bearer x' } }).pipe(take(1)));
    expect(headers).toBeDefined();
    expect(headers?.authorization).toBeUndefined();
  });

  it('strips one BOM, and decodes characters that arrive in pieces', async () => {
    const bytes = Buffer.from('\uFEFFdata: \uFEFF…\n\n');
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      let at = 0;
      const next = (): void => {
        if (at < bytes.length) response.write(bytes.subarray(at, ++at), next);
      };
      next();
    });
    expect((await outcome(sse$<string>(url, options).pipe(take(1)))).values).toEqual(['\uFEFF…']);
  });

  it('errors on an event longer than maxMessageSize, before the event has ended', async () => {
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: ');
      const flood = (): void => {
        if (!response.destroyed) response.write('x'.repeat(1_000), () => setImmediate(flood));
      };
      flood();
    });
    const { error } = await outcome(sse$(url, { ...options, maxMessageSize: 5_000 }));
    expect(error).toMatchObject({ code: 'overflow', transient: false });
  });

  it('closes the connection when unsubscribed in the middle of a chunk', async () => {
    let closed = false;
    const url = await serveHttp((_request, response: ServerResponse) => {
      response.on('close', () => (closed = true));
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: a\n\ndata: b\n\ndata: c\n\n');
    });
    const { values } = await outcome(sse$<string>(url, options).pipe(take(2)));
    await until(() => closed);
    expect(values).toEqual(['a', 'b']);
  });

  it('hides the query and the credentials of its URL in errors', async () => {
    const url = await serveHttp((_request, response) => response.writeHead(404).end());
    const { error } = await outcome(sse$(`${url}/feed?token=secret#frag`, options));
    expect((error as PushError).url).toBe(`${url}/feed`);
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
  });

  it.each([
    ['http://user:secret@127.0.0.1:1/y?token=secret', /^http:\/\/127\.0\.0\.1:1\/y: the URL has credentials/],
    ['http://127.0.0.1:99999/y?token=secret', /^http:\/\/127\.0\.0\.1:99999\/y: .*: it is invalid/],
    ['/y?token=secret', /^\/y: .*relative without a page/],
  ])('is unsupported with %s, which fetch rejects, and the error shows no secret', async (url, message) => {
    for (const own of [undefined, (...request: Parameters<typeof fetch>) => fetch(...request)]) {
      const { error } = await outcome(sse$(url, { fetch: own, retry: upTo(2)(constant(1)) }));
      expect(error).toMatchObject({ code: 'unsupported', transient: false, transport: 'sse' });
      expect((error as PushError).message).toMatch(message);
      expect(`${(error as PushError).message} ${(error as PushError).url}`).not.toContain('secret');
    }
  });

  it('does not call explain for a URL that fetch rejects', async () => {
    const explain = jest.fn();
    const own: typeof fetch = (...request) => fetch(...request);
    await outcome(sse$('http://user:secret@127.0.0.1:1/y', { fetch: own, explain }));
    expect(explain).not.toHaveBeenCalled();
  });

  it("passes credentials and relative URLs to a caller's fetch", async () => {
    const server = await serveHttp(stream('data: a\n\n'));
    const asked: unknown[] = [];
    const own: typeof fetch = (url, init) => {
      asked.push(url);
      // Each first request fails. The failure must be transient.
      return asked.length % 2 === 1 ? Promise.reject(new TypeError('fetch failed')) : fetch(server, init);
    };
    for (const url of ['http://user:secret@127.0.0.1:1/y', '/y']) {
      expect((await outcome(sse$<string>(url, { ...options, fetch: own }).pipe(take(1)))).values).toEqual(['a']);
    }
    expect(asked).toHaveLength(4);
  });

  it("keeps the message of fetch out of the error's message if it contains the URL", async () => {
    for (const where of ['http://host.example/y', '/y']) {
      const url = `${where}?token=secret`;
      const own = (): Promise<Response> => Promise.reject(new Error(`request to ${url} failed`));
      const { error } = await outcome(sse$(url, { retry: false, fetch: own }));
      expect(error).toMatchObject({
        code: 'network',
        transient: true,
        message: `GET ${where}: cannot reach the server`,
      });
    }
    const own = (): Promise<Response> => Promise.reject(new Error('no route to host'));
    const { error } = await outcome(sse$('http://host.example/y', { retry: false, fetch: own }));
    expect(error).toMatchObject({ message: 'GET http://host.example/y: cannot reach the server: no route to host' });
  });

  const bad = { method: 'BAD METHOD' };

  it.each([
    ['url', () => sse$('')],
    ['url', () => sse$(7 as unknown as string)],
    ['events', () => sse$('/x', { events: [] })],
    ['method', () => sse$('/x', { body: 'a' })],
    ['method must be an HTTP method that fetch takes, such as "POST", got "BAD METHOD"', () => sse$('/x', bad)],
    ['method', () => sse$('/x', { method: '' })],
    ['method', () => sse$('/x', { method: 'Trace' })],
    ['credentials', () => sse$('/x', { credentials: 'all' as 'omit' })],
    ['headers', () => sse$('/x', { headers: { 'bad header': '1' } })],
    ['query.a', () => sse$('/x', { query: { a: {} as string } })],
    ['retry', () => sse$('/x', { retry: 5 as unknown as false })],
    ['resume.header', () => sse$('/x', { resume: { header: '' } })],
  ])('throws a TypeError that names %s', (option, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(option);
  });
});

describe('the option id of sse$', () => {
  afterEach(closeServers);

  it('makes the cursor where the events have no ids, and an id of the event wins', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['last-event-id'] as string | undefined);
      const body = ['data: {"n":"a"}\n\n', 'id: 7\ndata: {"n":"b"}\n\n', 'data: {"n":"c"}\n\n'];
      stream(body.slice(0, asked.length).join(''))(request, response);
    });
    const seen: PushMessage<{ n: string }>[] = [];
    const subscription = sse$<{ n: string }>(url, {
      id: ({ n }) => n,
      retry: constant(1),
      observe: 'messages',
    }).subscribe((message) => seen.push(message));
    await until(() => asked.length >= 4);
    subscription.unsubscribe();
    expect(asked.slice(0, 4)).toEqual([undefined, 'a', '7', 'c']);
    expect(seen.slice(0, 3).map(({ data, id }) => [data.n, id])).toEqual([
      ['a', 'a'],
      ['b', '7'],
      ['c', 'c'],
    ]);
  });
});
