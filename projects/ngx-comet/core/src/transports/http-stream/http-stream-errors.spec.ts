/** @jest-environment node */
import { outcome, type Outcome } from '../../spec-support/outcome';
import { text } from '../../decode/text';
import { httpStream$ } from './http-stream';
import type { HttpStreamOptions } from './http-stream-options';

const URL_ = 'https://host.example/feed';

describe('httpStream$', () => {
  const after = (body: string, options: HttpStreamOptions<string> = {}): Promise<Outcome<string>> => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response(body));
    return outcome(httpStream$<string>(`${URL_}?token=secret`, { fetch, retry: false, decode: text(), ...options }));
  };

  it('fails when the server ends the stream, after it emitted the messages', async () => {
    const { values, error } = await after('a\nb', { onEnd: 'reconnect' });
    expect(values).toEqual(['a', 'b']);
    expect(error).toMatchObject({
      code: 'closed',
      transient: true,
      message: `${URL_}: the server ended the stream`,
      transport: 'http-stream',
      url: URL_,
    });
  });

  it.each([
    ['that has not ended yet', '12345678901'],
    ['that has ended', '12345678901\n'],
  ])('fails on a message over maxMessageSize %s', async (_name, body) => {
    const { error } = await after(body, { maxMessageSize: 10 });
    expect(error).toMatchObject({
      code: 'overflow',
      transient: false,
      message: expect.stringMatching(/longer than maxMessageSize, 10/) as string,
      transport: 'http-stream',
    });
  });

  it('fails if a custom framing holds more than maxMessageSize', async () => {
    const holding = (pending: number): HttpStreamOptions<string> => ({
      framing: { create: () => ({ push: () => [], end: () => [], pending }) },
      maxMessageSize: 10,
    });
    expect((await after('x', holding(11))).error).toMatchObject({
      code: 'overflow',
      transient: false,
      message: `${URL_}: a message is longer than maxMessageSize, 10 characters`,
      transport: 'http-stream',
    });
    expect((await after('x', holding(10))).error).toBeUndefined();
  });

  it('accepts a message of exactly maxMessageSize', async () => {
    expect(await after('1234567890', { maxMessageSize: 10 })).toEqual({ values: ['1234567890'], error: undefined });
  });

  it('completes when the server ends the stream, if onEnd is complete', async () => {
    expect(await after('a', { onEnd: 'complete' })).toEqual({ values: ['a'], error: undefined });
  });
});
