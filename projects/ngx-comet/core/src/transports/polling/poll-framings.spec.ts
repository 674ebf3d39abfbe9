/** @jest-environment node */
import type { IncomingMessage } from 'node:http';
import { take } from 'rxjs';
import { pollingStream$ } from './polling-stream';
import { outcome } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';

const soon = { interval: 1, jitter: 0, retry: false } as const;

/** A server that answers each request with the next of these bodies, and the last one again and again. */
async function answering(
  type: string | undefined,
  ...bodies: readonly string[]
): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const url = await serveHttp((request, response) => {
    const body = bodies[Math.min(asked.push(request), bodies.length) - 1];
    response.writeHead(200, type === undefined ? {} : { 'content-type': type }).end(body);
  });
  return { url, asked };
}

describe('the answers of pollingStream$', () => {
  afterEach(closeServers);

  it('are split into JSON values, and into the items of one array', async () => {
    const { url } = await answering('application/json', '[{"n":1},2]', '[]', '{"n":3}[4]');
    const stream = pollingStream$(url, { ...soon, framing: 'json' });
    expect((await outcome(stream.pipe(take(4)))).values).toEqual([{ n: 1 }, 2, { n: 3 }, [4]]);
  });

  it('are event streams with names and ids, and the last id is sent back', async () => {
    const { url, asked } = await answering(
      'text/event-stream',
      'event: tick\nid: 1\ndata: 1\n\nid: 2\n\n',
      'data: 2\n\n',
      'id\ndata: 3\n\n',
      'id: 9\ndata: 4\n\n',
    );
    const stream = pollingStream$(url, { ...soon, framing: 'sse', observe: 'messages' });
    const { values } = await outcome(stream.pipe(take(4)));
    expect(values.map(({ data, event, id }) => [data, event, id])).toEqual([
      [1, 'tick', '1'],
      [2, 'message', '2'],
      [3, 'message', undefined],
      [4, 'message', '9'],
    ]);
    expect(asked.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2', '2', undefined]);
  });

  it('say how long a retry waits', async () => {
    const delays: (number | undefined)[] = [];
    let asked = 0;
    const url = await serveHttp((_request, response) => {
      if (++asked === 2) response.writeHead(503).end();
      else response.end(asked === 1 ? 'retry: 40\ndata: 1\n\n' : 'data: 2\n\n');
    });
    const retry = ({ serverDelay }: { readonly serverDelay: number | undefined }): number => {
      delays.push(serverDelay);
      return 1;
    };
    await outcome(pollingStream$(url, { ...soon, retry, framing: 'sse' }).pipe(take(2)));
    expect(delays).toEqual([40]);
  });

  it('are asked again without their validators if a part is rejected', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp(({ headers }, response) => {
      asked.push(headers['if-none-match']);
      response.writeHead(200, { etag: '"1"' }).end(asked.length === 1 ? 'data: {\n\ndata: 1\n\n' : 'data: 2\n\n');
    });
    const logger = { warn: jest.fn() };
    await outcome(pollingStream$(url, { ...soon, framing: 'sse', logger }).pipe(take(3)));
    expect(asked).toEqual([undefined, undefined, '"1"']);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['text/event-stream', 'id: 1\ndata: 1\n\n', [1]],
    ['application/json', '[1,2]', [1, 2]],
    ['application/x-ndjson', '[1]\n[2]\n', [[1], [2]]],
  ])('are read by their type, %s', async (type, body, values) => {
    const { url, asked } = await answering(type, body);
    const stream = pollingStream$<unknown>(url, { ...soon, framing: 'by-type' });
    expect((await outcome(stream.pipe(take(values.length)))).values).toEqual(values);
    expect(asked[0]?.headers.accept).toBe('application/json, text/event-stream');
  });

  it.each([
    ['text/plain', 'text/plain'],
    [undefined, 'no Content-Type'],
  ])('are refused for good if their type is %s', async (type, told) => {
    const { url } = await answering(type, '1');
    const { error } = await outcome(pollingStream$(url, { ...soon, framing: 'by-type' }));
    expect(error).toMatchObject({ code: 'content-type', transient: false, transport: 'polling', status: 200 });
    expect((error as Error).message).toContain(`the server sent ${told}`);
  });

  it.each([202, 204, 205, 304])('need no type if there is nothing in them: %d', async (status) => {
    let asked = 0;
    const url = await serveHttp((_request, response) => {
      if (++asked === 2) response.writeHead(200, { 'content-type': 'application/json' }).end('2');
      else response.writeHead(status).end();
    });
    const stream = pollingStream$(url, { ...soon, framing: 'by-type' });
    expect(await outcome(stream.pipe(take(1)))).toEqual({ values: [2], error: undefined });
  });

  it.each([
    ['sse', 'data: 12345678901\n'],
    ['json', '"12345678901'],
  ] as const)('have no message longer than maxMessageSize: %s', async (framing, body) => {
    const { url } = await answering(undefined, body);
    const { error } = await outcome(pollingStream$(url, { ...soon, framing, maxMessageSize: 10 }));
    expect(error).toMatchObject({ code: 'overflow', transient: false, transport: 'polling' });
  });
});
