/** @jest-environment node */
import type { Observable } from 'rxjs';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { outcome } from '../spec-support/outcome';
import { sse$ } from '../transports/sse/sse';

const REQUESTED = 'https://host.example/feed?token=secret';
const SHOWN = 'https://host.example/feed';

/** Returns a response made by `new Response`, which has no URL. */
const answering =
  (body: BodyInit, type = 'text/event-stream'): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { headers: { 'content-type': type } }));

const breaking = (): ReadableStream =>
  new ReadableStream({
    pull: () => {
      throw new Error(`the body of ${REQUESTED} broke`);
    },
  });

describe('an error about a response without a URL', () => {
  const once = { retry: false } as const;

  it.each<[string, Observable<unknown>]>([
    ['content-type', sse$(REQUESTED, { ...once, fetch: answering('', 'text/html') })],
    ['closed', sse$(REQUESTED, { ...once, fetch: answering('') })],
    ['overflow', sse$(REQUESTED, { ...once, maxMessageSize: 1, fetch: answering('data: long\n\n') })],
    ['network', sse$(REQUESTED, { ...once, fetch: () => answering(breaking())(REQUESTED) })],
    ['closed', httpStream$(REQUESTED, { ...once, onEnd: 'reconnect', fetch: answering('') })],
    ['network', httpStream$(REQUESTED, { ...once, fetch: () => answering(breaking())(REQUESTED) })],
    ['overflow', pollingStream$(REQUESTED, { ...once, maxMessageSize: 1, fetch: answering('"long"') })],
    ['network', pollingStream$(REQUESTED, { ...once, fetch: () => answering(breaking())(REQUESTED) })],
  ])('has the URL of the request, without its query: %s', async (code, stream) => {
    const { error } = await outcome(stream);
    expect(error).toMatchObject({ code, url: SHOWN });
    expect(String(error)).not.toContain('secret');
  });
});
