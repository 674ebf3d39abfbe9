/** @jest-environment node */
import { HttpErrorResponse, HttpHeaders } from '@angular/common/http';
import { of, take, throwError, type Observable } from 'rxjs';
import { connection } from '../connection/connection';
import { FakeRoute } from '../connection/spec-support/fake-route';
import { text } from '../decode/text';
import { constant } from '../schedule/constant';
import { outcome, until } from '../spec-support/outcome';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { sse$ } from '../transports/sse/sse';
import { viaSse } from '../transports/sse/via-sse';
import type { PushEvent } from '../vocabulary/push-event';

const URL_ = 'https://host.example/feed';
const PAGE = '<!doctype html><title>Sign in</title>';

const portal = (status = 200): Response =>
  new Response(PAGE, { status, headers: { 'content-type': 'Text/HTML; charset=utf-8' } });

/** A fetch that answers with these responses, and then with the last one again. */
function answering(...answers: readonly (() => Response)[]): { fetch: typeof fetch; readonly requests: number } {
  const script = {
    requests: 0,
    fetch: () => Promise.resolve((answers[Math.min(script.requests++, answers.length - 1)] as () => Response)()),
  };
  return script;
}

interface Case {
  readonly name: string;
  readonly feed: (n: number) => Response;
  readonly open: (options: object) => Observable<unknown>;
}

const CASES: readonly Case[] = [
  {
    name: 'sse$',
    feed: (n) => new Response(`data: ${n}\n\n`, { headers: { 'content-type': 'text/event-stream' } }),
    open: (options) => sse$(URL_, options),
  },
  {
    name: 'httpStream$',
    feed: (n) => new Response(`${n}\n`),
    open: (options) => httpStream$(URL_, { onEnd: 'reconnect', ...options }),
  },
  {
    name: 'pollingStream$',
    feed: (n) => new Response(`${n}`),
    open: (options) => pollingStream$(URL_, { interval: 1, ...options }),
  },
];

describe.each(CASES)('an HTML page in place of the feed of $name', ({ feed, open }) => {
  const retry = constant(1);

  it('is a captive portal if the feed was open before: it is waited out', async () => {
    const { fetch } = answering(
      () => feed(1),
      portal,
      portal,
      portal,
      () => feed(2),
    );
    const lost: unknown[] = [];
    const { values, error } = await outcome(
      open({ fetch, retry: (setback: { error: unknown }) => lost.push(setback.error) && 1 }).pipe(take(2)),
    );
    expect({ values, error }).toEqual({ values: [1, 2], error: undefined });
    const pages = lost.filter((each) => (each as { code: string }).code === 'content-type');
    expect(pages).toHaveLength(3);
    expect(pages[0]).toMatchObject({ transient: true, status: 200, url: URL_ });
  });

  it('is final if the feed was never open', async () => {
    const answers = answering(portal, () => feed(1));
    const { values, error } = await outcome(open({ fetch: answers.fetch, retry }));
    expect(values).toEqual([]);
    expect(error).toMatchObject({ code: 'content-type', transient: false, status: 200, url: URL_ });
    expect(answers.requests).toBe(1);
  });

  it('is never reported as open', async () => {
    const events: PushEvent<unknown>[] = [];
    const { fetch } = answering(portal);
    open({ fetch, retry: false, observe: 'events' }).subscribe({
      next: (event) => events.push(event as PushEvent<unknown>),
      error: () => undefined,
    });
    await until(() => events.length > 0);
    expect(events.map(({ kind }) => kind)).toEqual(['connecting']);
  });

  it('is final with another status', async () => {
    const { fetch } = answering(
      () => feed(1),
      () => portal(203),
    );
    const { error } = await outcome(open({ fetch, retry }));
    expect(error).toMatchObject({ transient: false, status: 203 });
  });

  it('has its body cancelled', async () => {
    const cancel = jest.fn();
    const { fetch } = answering(
      () => new Response(new ReadableStream({ cancel }), { headers: { 'content-type': 'text/html' } }),
    );
    await outcome(open({ fetch, retry: false }));
    expect(cancel).toHaveBeenCalledTimes(1);
  });
});

describe('an HTML page where any text is a message', () => {
  const { fetch } = answering(portal);

  it('is what httpStream$ delivers', async () => {
    const { values } = await outcome(httpStream$<string>(URL_, { fetch, decode: text() }));
    expect(values).toEqual([PAGE]);
  });

  it('is what pollingStream$ delivers', async () => {
    const { values } = await outcome(pollingStream$<string>(URL_, { fetch, decode: text() }).pipe(take(1)));
    expect(values).toEqual([PAGE]);
  });
});

describe('an HTML page that HttpClient rejects', () => {
  const page = (status: number, type: string): HttpErrorResponse =>
    new HttpErrorResponse({ status, url: URL_, headers: new HttpHeaders({ 'Content-Type': type }) });
  const polling = (...answers: readonly Observable<number>[]): Observable<number> => {
    let polls = 0;
    const source = (): Observable<number> => answers[Math.min(polls++, answers.length - 1)] ?? of(0);
    return pollingStream$(source, { interval: 1, retry: constant(1) });
  };

  it('is waited out if the feed was open before', async () => {
    const html = throwError(() => page(200, 'text/html'));
    const { values, error } = await outcome(polling(of(1), html, html, of(2)).pipe(take(2)));
    expect({ values, error }).toEqual({ values: [1, 2], error: undefined });
  });

  it('is final if it was not', async () => {
    const cause = page(200, 'text/html; charset=utf-8');
    const { error } = await outcome(polling(throwError(() => cause)));
    expect(error).toMatchObject({ code: 'content-type', transient: false, status: 200, url: URL_, cause });
  });

  it.each([
    ['an error status', 404, 'text/html'],
    ['another type', 200, 'application/json'],
  ])('is told from %s', async (_name, status, type) => {
    const { error } = await outcome(
      polling(
        of(1),
        throwError(() => page(status, type)),
      ),
    );
    expect(error).toMatchObject({ code: 'http', transient: false, status });
  });
});

describe('an HTML page in a connection()', () => {
  it('is waited out if another route had opened the feed', async () => {
    const { fetch } = answering(
      portal,
      portal,
      () => new Response('data: "back"\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    );
    const first = new FakeRoute('websocket');
    const seen: unknown[] = [];
    const feed = connection<string>([first, viaSse(URL_, { fetch })], { retry: constant(1) });
    feed.data$.subscribe((data) => seen.push(data));
    first.accept();
    first.message('"live"');
    // The network now belongs to the portal: sockets fail, requests get its page.
    first.lose();
    await until(() => {
      if (!first.call.sink.closed) first.lose();
      return seen.length > 1;
    });
    feed.close();
    expect(seen).toEqual(['live', 'back']);
  });
});
