/** @jest-environment node */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from '../../decode/text';
import { httpStream$ } from './http-stream';
import type { HttpStreamOptions } from './http-stream-options';
import { constant } from '../../schedule/constant';
import { outcome, type Outcome } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';

const retry = constant(1);
const TAKEN = 'text/event-stream, application/json, application/x-ndjson or application/json-seq';

/** A server that answers with this type. `undefined` = it sends no `Content-Type`. */
const typed = (type: string | undefined, body: string, status = 200): Promise<string> =>
  serveHttp((_request, response) => {
    response.writeHead(status, type === undefined ? {} : { 'content-type': type }).end(body);
  });

const read = (url: string, options: HttpStreamOptions<unknown> = {}): Promise<Outcome<unknown>> =>
  outcome(httpStream$<unknown>(url, { framing: 'by-type', retry, ...options }));

describe("httpStream$ with framing: 'by-type'", () => {
  afterEach(closeServers);

  it.each([
    ['text/event-stream', 'event: a\ndata: 1\n\ndata: 2\n\n', [1, 2]],
    ['Text/Event-Stream; charset=utf-8', 'data: 1\n\n', [1]],
    ['application/json', '{"n":\n1}\n', [{ n: 1 }]],
    ['application/json; charset=utf-8', '[{"n":1},{"n":2}]', [{ n: 1 }, { n: 2 }]],
    ['application/vnd.api+json', '{"n":1}', [{ n: 1 }]],
    ['application/json', '', []],
    ['application/x-ndjson', '{"n":1}\n[2]\n', [{ n: 1 }, [2]]],
    ['application/ndjson', '[1]\n[2]\n', [[1], [2]]],
    ['application/jsonl', '[1]\n', [[1]]],
    ['application/x-jsonlines', '[1]\n', [[1]]],
    ['application/json-seq', '\x1e[1]\n\x1e2\n\x1e3', [[1], 2]],
    ['application/geo+json-seq', '\x1e[1]\n', [[1]]],
  ])('reads %s: %j', async (type, body, values) => {
    expect(await read(await typed(type, body))).toEqual({ values, error: undefined });
  });

  it.each([
    ['text/plain', 'text/plain'],
    ['application/octet-stream; x=y', 'application/octet-stream; x=y'],
    ['application/jsonp', 'application/jsonp'],
    [undefined, 'no Content-Type'],
  ])('refuses for good an answer with the type %s', async (type, told) => {
    const { values, error } = await read(await typed(type, '1\n'));
    expect(values).toEqual([]);
    expect(error).toMatchObject({
      code: 'content-type',
      transient: false,
      transport: 'http-stream',
      status: 200,
      message: expect.stringContaining(`: expected ${TAKEN}, the server sent ${told}`) as string,
    });
    expect((error as { url: string }).url).toMatch(/^http:/);
  });

  it('does not open with an answer of an unknown type, and cancels it', async () => {
    const cancel = jest.fn();
    const body = new ReadableStream({ cancel });
    const fetch = (): Promise<Response> => Promise.resolve(new Response(body, { headers: { 'content-type': 'a/b' } }));
    const stream = httpStream$('http://x.example', { framing: 'by-type', fetch, retry: false, observe: 'events' });
    const { values, error } = await outcome(stream);
    expect(values).toMatchObject([{ kind: 'connecting' }]);
    expect(error).toMatchObject({ code: 'content-type' });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['decoded as JSON', {}, 'the server sent an HTML page (text/html), and no messages'],
    ['decoded as text', { decode: text() }, `expected ${TAKEN}, the server sent text/html`],
  ])('refuses an HTML page, also %s', async (_how, options, what) => {
    const url = await typed('text/html', '<p>Sign in</p>');
    const message = expect.stringContaining(`: ${what}`) as string;
    expect((await read(url, options)).error).toMatchObject({ code: 'content-type', transient: false, message });
  });

  it('takes an HTML page in place of a feed that was open for a captive portal', async () => {
    let asked = 0;
    const url = await serveHttp((_request, response) => {
      const page = ++asked === 2;
      response.writeHead(200, { 'content-type': page ? 'text/html' : 'application/json' });
      if (asked === 1) response.write('{"n":1}', () => setImmediate(() => response.destroy()));
      else response.end(page ? '<p>Sign in</p>' : '{"n":2}');
    });
    expect(await read(url)).toEqual({ values: [{ n: 1 }, { n: 2 }], error: undefined });
  });

  it.each([
    ['202 without content', 202, undefined, ''],
    ['202 with a text about the request', 202, 'text/plain', 'Accepted'],
    ['204', 204, undefined, ''],
  ])('completes without a message: %s', async (_what, status, type, body) => {
    expect(await read(await typed(type, body, status))).toEqual({ values: [], error: undefined });
  });

  it('reads a 202 that has messages', async () => {
    expect((await read(await typed('application/json', '{"n":1}', 202))).values).toEqual([{ n: 1 }]);
  });

  it('asks for JSON and event streams, unless the caller asks for something else', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp(({ headers }, response) => {
      asked.push(headers.accept);
      response.writeHead(200, { 'content-type': 'application/json' }).end();
    });
    await read(url);
    await read(url, { headers: { accept: 'application/json' } });
    await read(url, { framing: 'json' });
    expect(asked).toEqual(['application/json, text/event-stream', 'application/json', '*/*']);
  });

  it('decides anew for each answer, and resumes after the last id', async () => {
    const asked: IncomingMessage[] = [];
    const url = await serveHttp((request, response) => {
      if (asked.push(request) === 1) {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('id: 1\ndata: 1\n\n', () => setImmediate(() => response.destroy()));
      } else response.writeHead(200, { 'content-type': 'application/json' }).end('2');
    });
    expect((await read(url)).values).toEqual([1, 2]);
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '1']);
  });
});

/** A message of JSON-RPC, as far as the exchange below reads it. */
interface Rpc {
  readonly jsonrpc: '2.0';
  readonly id?: number;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: unknown;
}

/** A server of the Model Context Protocol, streamable HTTP (revision 2025-06-18), with one tool. */
function mcpServer(): Promise<string> {
  const session = '1868a90c';
  const answer = ({ id, method }: Rpc, response: ServerResponse): void => {
    if (method === 'initialize') {
      const result = {
        protocolVersion: '2025-06-18',
        capabilities: { tools: {} },
        serverInfo: { name: 'local', version: '1' },
      };
      response.writeHead(200, { 'content-type': 'text/event-stream', 'mcp-session-id': session });
      // The first event only has an id, so that a client can resume from the start.
      response.write('id: 0\ndata: \n\n');
      response.end(`event: message\nid: 1\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, result })}\n\n`);
    } else if (id === undefined) response.writeHead(202).end();
    else {
      const result = { content: [{ type: 'text', text: '5' }], isError: false };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ jsonrpc: '2.0', id, result }));
    }
  };
  return serveHttp((request, response) => {
    const { accept = '', 'content-type': type, 'mcp-session-id': given } = request.headers;
    if (!accept.includes('application/json') || !accept.includes('text/event-stream'))
      return response.writeHead(406).end();
    if (type !== 'application/json') return response.writeHead(415).end();
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const message = JSON.parse(Buffer.concat(parts).toString()) as Rpc;
      if (message.method !== 'initialize' && given !== session) response.writeHead(400).end();
      else answer(message, response);
    });
    return undefined;
  });
}

describe('a client of the Model Context Protocol', () => {
  afterEach(closeServers);

  it('initializes over an event stream, calls a tool over JSON, and notifies', async () => {
    const url = await mcpServer();
    const warn = jest.fn();
    let session: string | null = null;
    const send = (message: Rpc): Promise<Outcome<Rpc>> =>
      outcome(
        httpStream$<Rpc>(url, {
          method: 'POST',
          body: JSON.stringify(message),
          headers: {
            'Content-Type': 'application/json',
            ...(session === null ? {} : { 'Mcp-Session-Id': session, 'MCP-Protocol-Version': '2025-06-18' }),
          },
          fetch: async (input, init) => {
            const response = await fetch(input, init);
            session ??= response.headers.get('mcp-session-id');
            return response;
          },
          framing: 'by-type',
          retry: false,
          logger: { warn },
        }),
      );
    const client = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'page', version: '1' } };
    const initialized = await send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: client });
    expect(initialized.error).toBeUndefined();
    expect(initialized.values).toMatchObject([{ id: 1, result: { serverInfo: { name: 'local' } } }]);
    expect(await send({ jsonrpc: '2.0', method: 'notifications/initialized' })).toEqual({
      values: [],
      error: undefined,
    });
    const called = await send({
      jsonrpc: '2.0',
      id: 2,
      method: 'tools/call',
      params: { name: 'add', arguments: { a: 2, b: 3 } },
    });
    expect(called.error).toBeUndefined();
    expect(called.values).toMatchObject([{ id: 2, result: { content: [{ text: '5' }] } }]);
    expect(warn).not.toHaveBeenCalled();
  });
});
