/** @jest-environment node */
import { Readable } from 'node:stream';
import { take } from 'rxjs';
import { bytes } from '../decode/bytes';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { constant } from '../schedule/constant';
import { outcome, until } from '../spec-support/outcome';
import { sse$ } from '../transports/sse/sse';

const REQUESTED = 'https://host.example/feed';

/** Returns responses that only a fetch other than the platform's returns. */
const answering =
  (answer: object, status = 200): typeof fetch =>
  () => {
    const headers = new Headers({ 'content-type': 'text/event-stream' });
    return Promise.resolve({ ok: status === 200, status, headers, ...answer } as Response);
  };

const text = (body: string): { text(): Promise<string> } => ({ text: () => Promise.resolve(body) });

describe('a response whose body is not a stream', () => {
  const once = { retry: false } as const;

  it('is read by text(), and then ends', async () => {
    const lines = httpStream$(REQUESTED, { ...once, fetch: answering(text('1\n2')) });
    expect(await outcome(lines)).toEqual({ values: [1, 2], error: undefined });
    const { values, error } = await outcome(sse$(REQUESTED, { ...once, fetch: answering(text('data: 1\n\n')) }));
    expect(values).toEqual([1]);
    expect(error).toMatchObject({ code: 'closed', transient: true });
    const polls = pollingStream$(REQUESTED, { interval: 1, jitter: 0, fetch: answering(text('"é"')) });
    expect((await outcome(polls.pipe(take(2)))).values).toEqual(['é', 'é']);
  });

  it('is read by arrayBuffer() if it has that too', async () => {
    const arrayBuffer = (): Promise<ArrayBuffer> => Promise.resolve(Uint8Array.of(255, 0).buffer);
    const polls = pollingStream$(REQUESTED, { decode: bytes(), fetch: answering({ arrayBuffer, ...text('no') }) });
    expect((await outcome(polls.pipe(take(1)))).values).toEqual([Uint8Array.of(255, 0)]);
  });

  it('is empty if its body is null', async () => {
    const fetch = answering({ body: null, ...text('1') });
    expect(await outcome(httpStream$(REQUESTED, { ...once, fetch }))).toEqual({ values: [], error: undefined });
  });

  it('is unsupported if it has no way to read the body', async () => {
    for (const answer of [{}, { body: 'text' }]) {
      const { error } = await outcome(httpStream$(REQUESTED, { retry: constant(1), fetch: answering(answer) }));
      expect(error).toMatchObject({ code: 'unsupported', transient: false, transport: 'http-stream', url: REQUESTED });
    }
  });

  it('is a transient loss if text() rejects', async () => {
    const fetch = answering({ text: () => Promise.reject(new Error('reset')) });
    const { error } = await outcome(httpStream$(REQUESTED, { ...once, fetch }));
    expect(error).toMatchObject({
      code: 'network',
      transient: true,
      message: `${REQUESTED}: the connection broke: reset`,
    });
  });

  it('is not delivered after unsubscribing', async () => {
    let answer: (body: string) => void = () => undefined;
    const read = jest.fn(() => new Promise<string>((resolve) => (answer = resolve)));
    const seen: unknown[] = [];
    const subscription = httpStream$(REQUESTED, { fetch: answering({ text: read }) }).subscribe((data) =>
      seen.push(data),
    );
    await until(() => read.mock.calls.length > 0);
    subscription.unsubscribe();
    answer('1\n');
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toEqual([]);
  });

  it.each([
    [503, { code: 'http', status: 503, transient: true }],
    [404, { code: 'http', status: 404, transient: false }],
  ])('is an http error with status %i', async (status, expected) => {
    for (const body of [undefined, Readable.from(['{}'])]) {
      const { error } = await outcome(sse$(REQUESTED, { ...once, fetch: answering({ body }, status) }));
      expect(error).toMatchObject(expected);
    }
  });
});

describe("a response whose body is a stream of Node's", () => {
  it('is read as it arrives, with parts of bytes and of text', async () => {
    const fetch = answering({ body: Readable.from([Buffer.from('1\n2'), '3\n4']) });
    expect(await outcome(httpStream$(REQUESTED, { fetch }))).toEqual({ values: [1, 23, 4], error: undefined });
  });

  it('is a transient loss when it breaks', async () => {
    const body = new Readable({ read: () => undefined });
    const values: unknown[] = [];
    const ended = new Promise((resolve) => {
      httpStream$(REQUESTED, { retry: false, fetch: answering({ body }) }).subscribe({
        next: (value) => {
          values.push(value);
          body.destroy(new Error('reset'));
        },
        error: resolve,
      });
    });
    body.push('1\n');
    expect(await ended).toMatchObject({ code: 'network', transient: true });
    expect(values).toEqual([1]);
  });

  it('is destroyed by unsubscribing while no part arrives', async () => {
    const body = new Readable({ read: () => undefined });
    const seen: unknown[] = [];
    const subscription = httpStream$(REQUESTED, { fetch: answering({ body }) }).subscribe((value) => seen.push(value));
    body.push('1\n');
    await until(() => seen.length === 1);
    subscription.unsubscribe();
    expect(body.destroyed).toBe(true);
  });
});
