import { NEVER } from 'rxjs';
import { outcome } from '../spec-support/outcome';
import { httpStream$, pollingStream$, sse$, websocket$, type SseOptions } from '../public-api';

const URL_ = 'https://host.example/feed';

describe('messages of a production build of Angular, which have no advice', () => {
  const platform = globalThis as { ngDevMode?: unknown };
  const { ngDevMode } = platform;

  beforeEach(() => {
    platform.ngDevMode = false;
  });

  afterEach(() => {
    platform.ngDevMode = ngDevMode;
    jest.useRealTimers();
  });

  async function messageOf(url: string, options: SseOptions<unknown>): Promise<unknown> {
    const { error } = await outcome(sse$(url, { retry: false, ...options }));
    return (error as Error).message;
  }

  const answering = (response: Partial<Response>) => (): Promise<Response> =>
    Promise.resolve({ ok: false, headers: new Headers(), body: null, ...response } as Response);

  it('name the method, the URL and the status of a refusal', async () => {
    const fetch = answering({ status: 503, statusText: 'Busy' });
    expect(await messageOf(`${URL_}?token=secret`, { fetch })).toBe(`GET ${URL_}: the server answered 503 Busy`);
  });

  it('name the status that opens no event stream', async () => {
    const fetch = answering({ ok: true, status: 201 });
    expect(await messageOf(URL_, { fetch })).toBe(`GET ${URL_}: the server answered 201`);
  });

  it('name a redirect that is refused', async () => {
    const fetch = answering({ status: 302 });
    expect(await messageOf(URL_, { fetch, redirect: 'error' })).toBe(
      `GET ${URL_}: the server redirects the request, and redirect is 'error'`,
    );
  });

  it('say what is wrong with a URL', async () => {
    expect(await messageOf('https://user:pw@host.example/feed', {})).toBe(`${URL_}: the URL has credentials`);
    expect(await messageOf('https://host name/', {})).toContain('the URL cannot be resolved');
  });

  it('name an option whose function returns a wrong value, and never the value', async () => {
    expect(await messageOf(URL_, { headers: () => ({ 'X-Token': 'a\nb' }) })).toBe(
      `${URL_}: the headers of this attempt cannot be sent: headers are not valid`,
    );
    const { error } = await outcome(sse$(() => 7 as never, { retry: false }));
    expect(error).toMatchObject({ code: 'unsupported', message: 'the url function returned no URL' });
  });

  it('name the source of polls that is a string', async () => {
    const { error } = await outcome(pollingStream$(() => 'text', { retry: false }));
    expect(error).toMatchObject({ code: 'unsupported', message: 'source returned a string' });
  });

  it('name the fragment that a WebSocket cannot send', async () => {
    const { error } = await outcome(websocket$('wss://host.example/feed#part', { retry: false }));
    expect(error).toMatchObject({
      code: 'unsupported',
      message: 'wss://host.example/feed: a WebSocket cannot use the URL: it has a fragment',
    });
  });

  it('warn of the first message that is rejected, and of the number of others at the end', async () => {
    const warn = jest.fn();
    const body = new ReadableStream({
      start: (stream) => {
        stream.enqueue(new TextEncoder().encode('no JSON\n'.repeat(12)));
        stream.close();
      },
    });
    const fetch = answering({ ok: true, status: 200, body });
    await outcome(httpStream$(URL_, { fetch, logger: { warn }, retry: false }));
    const messages = warn.mock.calls.map(([message]: unknown[]) => String(message));
    expect(messages).toEqual([
      expect.stringMatching(
        /^ngx-comet: a http-stream message was rejected: .*: the message cannot be decoded: no JSON: /,
      ),
      expect.stringMatching(/^ngx-comet: 11 more http-stream messages were rejected, the last one: /),
    ]);
  });

  it('do not say why a stream has not opened', () => {
    jest.useFakeTimers();
    const warn = jest.fn();
    const subscription = sse$(URL_, { gate: NEVER, logger: { warn } }).subscribe();
    jest.advanceTimersByTime(60_000);
    subscription.unsubscribe();
    expect(warn).not.toHaveBeenCalled();
  });
});
