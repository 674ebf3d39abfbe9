/** @jest-environment node */
import type { IncomingMessage } from 'node:http';
import type { Observable } from 'rxjs';
import { text } from '../../decode/text';
import { httpStream$ } from './http-stream';
import type { HttpStreamOptions } from './http-stream-options';
import type { PushEvent } from '../../vocabulary/push-event';
import type { PushMessage } from '../../vocabulary/push-message';
import { constant } from '../../schedule/constant';
import { outcome, until } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';

const retry = constant(1);

/** A server that answers each request with the next of these bodies. `null` ends a body by breaking it. */
async function answering(
  ...bodies: readonly (readonly [body: string, end?: null])[]
): Promise<{ url: string; asked: IncomingMessage[] }> {
  const asked: IncomingMessage[] = [];
  const url = await serveHttp((request, response) => {
    const [body, end] = bodies[asked.push(request) - 1] ?? [''];
    response.write(body, () => {
      if (end === null) setImmediate(() => response.destroy());
      else response.end();
    });
  });
  return { url, asked };
}

describe("httpStream$ with framing: 'json'", () => {
  afterEach(closeServers);

  it('delivers values with or without anything between them', async () => {
    const { url } = await answering(['\uFEFF{"a":1}{"b":\n2}\n[3],"é"4']);
    const { values, error } = await outcome(httpStream$(url, { framing: 'json' }));
    expect(error).toBeUndefined();
    expect(values).toEqual([{ a: 1 }, { b: 2 }, [3], 'é', 4]);
  });

  it('delivers the items of an array as they come', async () => {
    const seen: unknown[] = [];
    const url = await serveHttp((_request, response) => {
      response.write('[{"n":1}\n');
      void until(() => seen.length === 1).then(() => response.write(',{"n":2}'));
      void until(() => seen.length === 2).then(() => response.end(',3]'));
    });
    const done = new Promise<void>((complete) => {
      httpStream$(url, { framing: 'json' }).subscribe({ next: (item) => seen.push(item), complete });
    });
    await done;
    expect(seen).toEqual([{ n: 1 }, { n: 2 }, 3]);
  });

  it.each([
    ['no body', ''],
    ['an array without items', '[]'],
    ['whitespace', ' \n'],
  ])('completes without a message: %s', async (_what, body) => {
    const { url } = await answering([body]);
    expect(await outcome(httpStream$(url, { framing: 'json' }))).toEqual({ values: [], error: undefined });
  });

  it('delivers null', async () => {
    const { url } = await answering(['null']);
    expect(await outcome(httpStream$(url, { framing: 'json' }))).toEqual({ values: [null], error: undefined });
  });

  const kinds = async (stream: Observable<PushEvent<unknown>>): Promise<unknown[]> =>
    (await outcome(stream)).values.flatMap((event) => {
      if (event.kind === 'message') return [event.message.data];
      return event.kind === 'rejected' ? [{ rejected: event.raw, code: event.error.code }] : [];
    });

  it('rejects text that is no JSON, and goes on in the next line', async () => {
    const { url } = await answering(['{"n":1}\nWarning: no "such" {file\n{"n":2}{"n":}{"n":3}']);
    expect(await kinds(httpStream$(url, { framing: 'json', observe: 'events' }))).toEqual([
      { n: 1 },
      { rejected: 'Warning: no "such" {file', code: 'decode' },
      { n: 2 },
      { rejected: '{"n":}', code: 'decode' },
      { n: 3 },
    ]);
  });

  it('reports at a clean end what has not ended, and drops it when the body breaks', async () => {
    const bodies = [['[1,2', null], ['{"n":1}{"n":', null], ['[3,4']] as const;
    const { url, asked } = await answering(...bodies);
    expect(await kinds(httpStream$(url, { framing: 'json', retry, observe: 'events' }))).toEqual([
      1,
      { n: 1 },
      3,
      { rejected: '[4', code: 'decode' },
    ]);
    expect(asked).toHaveLength(3);
  });

  it('takes 8 MiB in pieces of 64 bytes', async () => {
    const body = Buffer.from(JSON.stringify({ text: 'x"\\'.repeat((8 * 1024 * 1024) / 5) }));
    let at = 0;
    const source = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (at >= body.length) controller.close();
        else controller.enqueue(body.subarray(at, (at += 64)));
      },
    });
    const fetch = (): Promise<Response> => Promise.resolve(new Response(source));
    const { values, error } = await outcome(
      httpStream$<{ text: string }>('http://x.example', { fetch, framing: 'json' }),
    );
    expect(error).toBeUndefined();
    expect(values.map((value) => JSON.stringify(value).length)).toEqual([body.length]);
    // Work that grows with the square of the length would take minutes.
  }, 60_000);

  it.each([
    ['a value that has not ended', '{"a":"1234567'],
    ['a value that has ended', '{"a":"1234567"}'],
    ['text that is no JSON', 'oops oops oops'],
    ['brackets only', '['.repeat(1_002)],
  ])('fails for good with an overflow: %s', async (_what, body) => {
    const { url } = await answering([`1 ${body}`]);
    const options = { framing: 'json', maxMessageSize: body.startsWith('[') ? 10_000 : 10, retry } as const;
    const { values, error } = await outcome(httpStream$(url, options));
    expect(values).toEqual([1]);
    expect(error).toMatchObject({ code: 'overflow', transient: false, transport: 'http-stream' });
  });
});

describe("httpStream$ with framing: 'sse'", () => {
  afterEach(closeServers);

  const messages = (url: string, options: HttpStreamOptions<unknown> = {}): Observable<PushMessage<unknown>> =>
    httpStream$<unknown>(url, { framing: 'sse', retry, ...options, observe: 'messages' });

  it('keeps the names and ids of events', async () => {
    const { url } = await answering(['data: 1\n\nevent: tick\nid: 7\ndata: 2\n\nid: 8\n\ndata: 3\n\nid\ndata: 4\n\n']);
    const { values } = await outcome(messages(url));
    expect(values.map(({ data, event, id }) => [data, event, id])).toEqual([
      [1, 'message', undefined],
      [2, 'tick', '7'],
      [3, 'message', '8'],
      [4, 'message', undefined],
    ]);
  });

  it('resumes after the last id, by Last-Event-ID', async () => {
    const { url, asked } = await answering(
      ['id: 1\ndata: 1\n\n', null],
      ['id: 2\ndata: 2\n\nid: ä\n\n', null],
      ['data: 3\n\n'],
    );
    expect((await outcome(messages(url))).values.map(({ data }) => data)).toEqual([1, 2, 3]);
    const sent = asked.map(({ headers }) => headers['last-event-id']);
    expect(sent).toEqual([undefined, '1', Buffer.from('ä').toString('latin1')]);
  });

  it.each([
    ['in the query', { query: 'after' }, '/?after=1', undefined],
    ['in another header', { header: 'X-After' }, '/', '1'],
    ['nowhere', false, '/', undefined],
  ] as const)('sends the cursor %s, as resume says', async (_where, resume, path, header) => {
    const { url, asked } = await answering(['id: 1\ndata: 1\n\n', null], ['data: 2\n\n']);
    await outcome(messages(url, { resume }));
    const second = asked[1];
    expect([second?.url, second?.headers['x-after'], second?.headers['last-event-id']]).toEqual([
      path,
      header,
      undefined,
    ]);
  });

  it('prefers the id of the event to that of the data', async () => {
    const { url } = await answering(['id: 1\ndata: 5\n\ndata: 6\n\n']);
    const { values } = await outcome(messages(url, { id: String }));
    expect(values.map(({ id }) => id)).toEqual(['1', '6']);
  });

  it('takes from an event without data only its id', async () => {
    const { url, asked } = await answering(['id: 1\ndata:\n\n', null], ['id: 2\ndata:\n\n']);
    const warn = jest.fn();
    expect((await outcome(messages(url, { logger: { warn } }))).values).toEqual([]);
    expect(asked[1]?.headers['last-event-id']).toBe('1');
    expect(warn).not.toHaveBeenCalled();
  });

  it('delivers an event without data as an empty text', async () => {
    const { url } = await answering(['id: 2\ndata:\n\ndata: a\n\n']);
    expect((await outcome(messages(url, { decode: text() }))).values.map(({ data }) => data)).toEqual(['', 'a']);
  });

  it('respects retry: of the server', async () => {
    const { url } = await answering(['retry: 40\ndata: 1\n\n', null], ['data: 2\n\n']);
    const delays: (number | undefined)[] = [];
    const schedule = ({ serverDelay }: { readonly serverDelay: number | undefined }): number => {
      delays.push(serverDelay);
      return 1;
    };
    await outcome(messages(url, { retry: schedule }));
    expect(delays).toEqual([40]);
  });

  it('drops an unfinished event, also at a clean end', async () => {
    const { url } = await answering(['data: 1\n\ndata: 2\n']);
    expect((await outcome(messages(url))).values.map(({ data }) => data)).toEqual([1]);
  });

  it('fails for good on an event longer than maxMessageSize', async () => {
    const { url } = await answering(['data: 1\n\ndata: 12345678901\n']);
    const { values, error } = await outcome(messages(url, { maxMessageSize: 10 }));
    expect(values).toHaveLength(1);
    expect(error).toMatchObject({ code: 'overflow', transient: false, transport: 'http-stream' });
  });
});
