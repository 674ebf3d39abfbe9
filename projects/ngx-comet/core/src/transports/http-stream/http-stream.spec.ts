/** @jest-environment node */
import { gzipSync } from 'node:zlib';
import { take, tap } from 'rxjs';
import { bytes } from '../../decode/bytes';
import { text } from '../../decode/text';
import { httpStream$ } from './http-stream';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { outcome, until } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';

describe('httpStream$', () => {
  afterEach(closeServers);

  const retry = constant(1);

  it('delivers each line as JSON, also an unterminated last line, and completes at a clean end', async () => {
    const url = await serveHttp((_request, response) => response.end('{"n":1}\r\n\n{"n":2}\n{"n":3}'));
    expect(await outcome(httpStream$(url))).toEqual({ values: [{ n: 1 }, { n: 2 }, { n: 3 }], error: undefined });
  });

  it('delivers messages while the response is held open', async () => {
    const url = await serveHttp((_request, response) => response.write('1\n'));
    expect((await outcome(httpStream$<number>(url).pipe(take(1)))).values).toEqual([1]);
  });

  it('reads a compressed response', async () => {
    const url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('1\n2\n'));
    });
    expect((await outcome(httpStream$(url))).values).toEqual([1, 2]);
  });

  it('drops an unterminated last line when the body breaks, and reconnects', async () => {
    let asked = 0;
    const url = await serveHttp((_request, response) => {
      if (asked++ > 0) return void response.end('3\n');
      response.write('1\n2', () => setImmediate(() => response.destroy()));
    });
    expect(await outcome(httpStream$(url, { retry }))).toEqual({ values: [1, 3], error: undefined });
  });

  it('errors on a broken body with retry: false', async () => {
    const url = await serveHttp((_request, response) => {
      response.write('1\n', () => setImmediate(() => response.destroy()));
    });
    const { values, error } = await outcome(httpStream$(url, { retry: false }));
    expect(values).toEqual([1]);
    expect(error).toMatchObject({ code: 'network', transient: true, transport: 'http-stream' });
  });

  it("reconnects at a clean end with onEnd: 'reconnect', and resumes after the last id", async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.url);
      response.end(`${asked.length}\n`);
    });
    const stream = httpStream$<number>(url, { onEnd: 'reconnect', retry, id: String, resume: { query: 'after' } });
    expect((await outcome(stream.pipe(take(3)))).values).toEqual([1, 2, 3]);
    expect(asked).toEqual(['/', '/?after=1', '/?after=2']);
  });

  it('delivers chunks as text, and decodes a character that two chunks share', async () => {
    const euro = Buffer.from('€');
    const url = await serveHttp((_request, response) => {
      response.write(euro.subarray(0, 2), () => setImmediate(() => response.end(euro.subarray(2))));
    });
    const { values } = await outcome(httpStream$<string>(url, { framing: 'chunks', decode: text() }));
    expect(values.join('')).toBe('€');
  });

  it('delivers chunks as bytes, undecoded', async () => {
    const raw = Uint8Array.from([0, 255, 128, 10, 13]);
    const url = await serveHttp((_request, response) => response.end(raw));
    const { values } = await outcome(httpStream$<Uint8Array>(url, { framing: 'chunks', decode: bytes() }));
    expect(Buffer.concat(values)).toEqual(Buffer.from(raw));
  });

  it('strips one BOM, only at the start', async () => {
    const url = await serveHttp((_request, response) => response.end('\uFEFF\uFEFFa\n\uFEFFb\n'));
    expect((await outcome(httpStream$(url, { decode: text() }))).values).toEqual(['\uFEFFa', '\uFEFFb']);
  });

  it('reports a line that is not JSON, and goes on', async () => {
    const url = await serveHttp((_request, response) => response.end('1\n{oops\n2\n'));
    const { values } = await outcome(httpStream$(url, { observe: 'events' }));
    expect((values as PushEvent<unknown>[]).map(({ kind }) => kind)).toEqual([
      'connecting',
      'open',
      'message',
      'rejected',
      'message',
    ]);
    expect(values[3]).toMatchObject({ raw: '{oops', error: { code: 'decode' } });
  });

  it.each([
    ['unterminated', (n: number) => 'x'.repeat(n)],
    ['terminated', (n: number) => `${'x'.repeat(n)}\n`],
  ])('errors on a line longer than maxMessageSize: %s', async (_what, body) => {
    const url = await serveHttp((_request, response) => response.write(body(200_000)));
    const { error } = await outcome(httpStream$(url, { decode: text(), maxMessageSize: 1_000 }));
    expect(error).toMatchObject({ code: 'overflow', transient: false });
  });

  it('delivers 20,000 lines in order, at the pace of the server, wherever the network cuts them', async () => {
    const lines = 20_000;
    const whole = Buffer.from(Array.from({ length: lines }, (_, n) => `{"n":${n}}\n`).join(''));
    const url = await serveHttp((_request, response) => {
      let at = 0;
      const more = (): void => {
        while (at < whole.length) {
          if (!response.write(whole.subarray(at, (at += 1_009)))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    });
    const { values, error } = await outcome(httpStream$<{ n: number }>(url));
    expect(error).toBeUndefined();
    expect(values.map(({ n }) => n)).toEqual(Array.from({ length: lines }, (_, n) => n));
  });

  it('delivers each part of a body before it reads the next', async () => {
    const parts = 50;
    let pulled = 0;
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (pulled === parts) controller.close();
          else controller.enqueue(Buffer.from(`${++pulled}\n`));
        },
      },
      { highWaterMark: 0 },
    );
    const pulledBy: number[] = [];
    const stream = httpStream$<number>('http://127.0.0.1/x', { fetch: () => Promise.resolve(new Response(body)) });
    const { values } = await outcome(stream.pipe(tap(() => pulledBy.push(pulled))));
    expect(values).toHaveLength(parts);
    expect(pulledBy).toEqual(values);
  });

  it('closes the connection when unsubscribed before the response headers', async () => {
    let closed = false;
    let asked = false;
    const url = await serveHttp((request) => {
      asked = true;
      request.socket.on('close', () => (closed = true));
    });
    const subscription = httpStream$(url).subscribe();
    await until(() => asked);
    subscription.unsubscribe();
    await until(() => closed);
    expect(closed).toBe(true);
  });

  it('makes no request when unsubscribed at once', async () => {
    const request = jest.fn<Promise<Response>, []>(() => Promise.resolve(new Response('1\n')));
    httpStream$('http://127.0.0.1/x', { fetch: request as typeof fetch })
      .subscribe()
      .unsubscribe();
    await new Promise((resolve) => setImmediate(resolve));
    expect(request).not.toHaveBeenCalled();
  });

  it("cancels the body when unsubscribed, also if a caller's fetch ignores its signal", async () => {
    const cancel = jest.fn();
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(Buffer.from('1\n')),
      cancel,
    });
    const stream = httpStream$('http://127.0.0.1/x', { fetch: () => Promise.resolve(new Response(body)) });
    await outcome(stream.pipe(take(1)));
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['framing', () => httpStream$('/x', { framing: 'words' as 'lines' })],
    ['framing', () => httpStream$('/x', { framing: null as unknown as 'lines' })],
    ['delimiter', () => httpStream$('/x', { framing: { delimiter: '' } })],
    ['onEnd', () => httpStream$('/x', { onEnd: 'stop' as 'complete' })],
    ['id', () => httpStream$('/x', { id: 'id' as unknown as () => string })],
  ])('throws a TypeError that names %s', (option, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(option);
  });
});
