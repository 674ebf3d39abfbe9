/** @jest-environment node */
import { outcome, type Outcome } from '../../spec-support/outcome';
import { text } from '../../decode/text';
import { httpStream$ } from './http-stream';
import type { HttpStreamOptions } from './http-stream-options';

const URL_ = 'https://host.example/feed';

describe('an error of httpStream$', () => {
  const after = (body: string, options: HttpStreamOptions<string> = {}): Promise<Outcome<string>> => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response(body));
    return outcome(httpStream$<string>(`${URL_}?token=secret`, { fetch, retry: false, decode: text(), ...options }));
  };

  it('says that the server ended the stream, behind what came of it', async () => {
    const { values, error } = await after('a\nb', { onEnd: 'reconnect' });
    expect(values).toEqual(['a', 'b']);
    expect(error).toMatchObject({
      code: 'closed',
      transient: true,
      message: 'the server ended the stream',
      transport: 'http-stream',
      url: URL_,
    });
  });

  it.each([
    ['that has not ended', '12345678901'],
    ['that has ended', '12345678901\n'],
  ])('says how long a message may be, of one %s', async (_name, body) => {
    const { error } = await after(body, { maxMessageSize: 10 });
    expect(error).toMatchObject({
      code: 'overflow',
      transient: false,
      message: expect.stringMatching(/longer than maxMessageSize, 10/) as string,
      transport: 'http-stream',
    });
  });

  it('says how long a message may be, of a framing of the caller that says how much it holds', async () => {
    const holding = (pending: number): HttpStreamOptions<string> => ({
      framing: { create: () => ({ push: () => [], end: () => [], pending }) },
      maxMessageSize: 10,
    });
    expect((await after('x', holding(11))).error).toMatchObject({
      code: 'overflow',
      transient: false,
      message: 'a message is longer than maxMessageSize, 10 characters',
      transport: 'http-stream',
    });
    expect((await after('x', holding(10))).error).toBeUndefined();
  });

  it('is none of a message that is just as long as it may be', async () => {
    expect(await after('1234567890', { maxMessageSize: 10 })).toEqual({ values: ['1234567890'], error: undefined });
  });

  it('is none of the end where the stream completes with it', async () => {
    expect(await after('a', { onEnd: 'complete' })).toEqual({ values: ['a'], error: undefined });
  });
});
