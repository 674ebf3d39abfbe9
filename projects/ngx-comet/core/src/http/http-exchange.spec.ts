/** @jest-environment node */
import type { Observable } from 'rxjs';
import type { HttpOptions } from './http-options';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { PushError } from '../vocabulary/push-error';
import { outcome, until } from '../spec-support/outcome';
import { sse$ } from '../transports/sse/sse';

const REQUESTED = 'https://host.example/feed';

const transports: readonly (readonly [name: string, open: (http: HttpOptions) => Observable<unknown>])[] = [
  ['sse', (http) => sse$(REQUESTED, { ...http, retry: false })],
  ['http-stream', (http) => httpStream$(REQUESTED, { ...http, retry: false })],
  ['polling', (http) => pollingStream$(REQUESTED, { ...http, retry: false })],
];

describe.each(transports)('a request of %s', (_name, open) => {
  it('cancels the body of a response with an error status', async () => {
    const cancel = jest.fn();
    const fetch = (): Promise<Response> => {
      return Promise.resolve(new Response(new ReadableStream({ cancel }), { status: 503 }));
    };
    expect((await outcome(open({ fetch }))).error).toMatchObject({ code: 'http', status: 503 });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  it('compares the date of a Retry-After with the time of the day', async () => {
    const headers = { 'Retry-After': new Date(Date.now() + 60_000).toUTCString() };
    const fetch = (): Promise<Response> => Promise.resolve(new Response(null, { status: 503, headers }));
    const { retryAfter } = (await outcome(open({ fetch }))).error as PushError;
    expect(retryAfter).toBeGreaterThan(50_000);
    expect(retryAfter).toBeLessThanOrEqual(60_000);
  });

  it('fails with the error that explain resolves with', async () => {
    const fetch = (): Promise<Response> => Promise.reject(new TypeError('Failed to fetch'));
    const explain = jest.fn(() => Promise.resolve(new PushError('cors', 'not allowed', { transient: false })));
    expect((await outcome(open({ fetch, explain }))).error).toMatchObject({ code: 'cors' });
    expect(explain).toHaveBeenCalledTimes(1);
  });

  it('does not call explain when it fails because of unsubscribing', async () => {
    let signal: AbortSignal | null | undefined;
    let rejected = false;
    const fetch: typeof globalThis.fetch = (_url, init) =>
      new Promise((_resolve, reject) => {
        signal = init?.signal;
        signal?.addEventListener('abort', () => {
          rejected = true;
          reject(new DOMException('This operation was aborted', 'AbortError'));
        });
      });
    const explain = jest.fn((error: PushError) => Promise.resolve(error));
    const subscription = open({ fetch, explain }).subscribe();
    await until(() => signal !== undefined);
    subscription.unsubscribe();
    expect(rejected).toBe(true);
    // Everything that follows the rejection runs before this resolves.
    await new Promise((resolve) => setImmediate(resolve));
    expect(explain).not.toHaveBeenCalled();
  });
});
