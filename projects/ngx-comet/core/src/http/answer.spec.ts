/** @jest-environment node */
import type { Observable } from 'rxjs';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { outcome } from '../spec-support/outcome';
import { sse$ } from '../transports/sse/sse';

const ASKED = 'https://host.example/feed?token=secret';
const SHOWN = 'https://host.example/feed';

/** Answers with a response that was made, so that it knows no URL. */
const answering =
  (body: BodyInit, type = 'text/event-stream'): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, { headers: { 'content-type': type } }));

const breaking = (): ReadableStream =>
  new ReadableStream({
    pull: () => {
      throw new Error(`the body of ${ASKED} broke`);
    },
  });

describe('an error about a response that knows no URL', () => {
  const once = { retry: false } as const;

  it.each<[string, Observable<unknown>]>([
    ['content-type', sse$(ASKED, { ...once, fetch: answering('', 'text/html') })],
    ['closed', sse$(ASKED, { ...once, fetch: answering('') })],
    ['overflow', sse$(ASKED, { ...once, maxMessageSize: 1, fetch: answering('data: long\n\n') })],
    ['network', sse$(ASKED, { ...once, fetch: () => answering(breaking())(ASKED) })],
    ['closed', httpStream$(ASKED, { ...once, onEnd: 'reconnect', fetch: answering('') })],
    ['network', httpStream$(ASKED, { ...once, fetch: () => answering(breaking())(ASKED) })],
    ['overflow', pollingStream$(ASKED, { ...once, maxMessageSize: 1, fetch: answering('"long"') })],
    ['network', pollingStream$(ASKED, { ...once, fetch: () => answering(breaking())(ASKED) })],
  ])('tells the one that was asked: %s', async (code, stream) => {
    const { error } = await outcome(stream);
    expect(error).toMatchObject({ code, url: SHOWN });
    expect(String(error)).not.toContain('secret');
  });
});
