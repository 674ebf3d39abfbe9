import { PlatformLocation } from '@angular/common';
import { ApplicationRef, PLATFORM_ID, TransferState } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable } from 'rxjs';
import { z } from 'zod';
import {
  batchFrames,
  bytes,
  memoryCursor,
  providePush,
  PUSH_FETCH,
  PUSH_LOGGER,
  PushService,
  pushResource,
  pushSignal,
  withServerSnapshot,
  type PushEvent,
} from '../public-api';

type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const encoder = new TextEncoder();

/** A feed whose messages are numbered from 1. It resumes after the cursor of the request. */
class Feed {
  latest = 3;
  readonly asked: { url: string; cursor: string | null }[] = [];
  hungUp = 0;
  #controllers = new Set<ReadableStreamDefaultController<Uint8Array>>();

  readonly fetch: Fetch = async (url, init) => {
    const cursor = new Headers(init.headers).get('last-event-id');
    this.asked.push({ url, cursor });
    let own: ReadableStreamDefaultController<Uint8Array>;
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controllers.add((own = controller));
        const from = cursor === null ? this.latest : Number(cursor) + 1;
        for (let n = from; n <= this.latest; n++) controller.enqueue(event(n));
      },
      cancel: () => {
        this.hungUp++;
        this.#controllers.delete(own);
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  };

  publish(): void {
    this.latest++;
    for (const controller of this.#controllers) controller.enqueue(event(this.latest));
  }
}

const event = (n: number): Uint8Array => encoder.encode(`id: ${n}\ndata: {"n":${n}}\n\n`);

interface Numbered {
  readonly n: number;
}

describe('withServerSnapshot', () => {
  let feed: Feed;
  let warn: jest.Mock;

  beforeEach(() => {
    feed = new Feed();
    warn = jest.fn();
  });

  function platform(id: 'server' | 'browser', page = '{}', fetch: Fetch = feed.fetch): PushService {
    TestBed.resetTestingModule().configureTestingModule({
      providers: [
        providePush(withServerSnapshot({ timeout: 1_000 })),
        { provide: PLATFORM_ID, useValue: id },
        { provide: PlatformLocation, useValue: { href: 'http://host/page' } },
        { provide: PUSH_FETCH, useValue: fetch },
        { provide: PUSH_LOGGER, useValue: { warn } },
      ],
    });
    const state = TestBed.inject(TransferState) as unknown as { store: object };
    state.store = JSON.parse(page) as object;
    return TestBed.inject(PushService);
  }

  const page = (): string => TestBed.inject(TransferState).toJson();
  const rendered = (): Promise<void> => TestBed.inject(ApplicationRef).whenStable();
  const collect = <T>(stream: Observable<T>): { values: T[]; stop: () => void } => {
    const values: T[] = [];
    const subscription = stream.subscribe((value) => values.push(value));
    return { values, stop: () => subscription.unsubscribe() };
  };
  const until = async (ready: () => boolean): Promise<void> => {
    while (!ready()) await new Promise((resolve) => void requestAnimationFrame(() => resolve(undefined)));
  };

  /** The values of a stream in a browser whose page was rendered with it. */
  async function afterRendering<T>(
    open: (push: PushService) => Observable<T>,
  ): Promise<{ values: T[]; stop: () => void }> {
    const server = collect(open(platform('server')));
    await rendered();
    server.stop();
    const html = page();
    feed.publish();
    feed.publish();
    return collect(open(platform('browser', html)));
  }

  it('delays rendering until the first message, and then hangs up', async () => {
    const { values, stop } = collect(platform('server').sse$<Numbered>('/feed'));
    await rendered();
    expect(values).toEqual([{ n: 3 }]);
    expect(feed).toMatchObject({ hungUp: 1, asked: [{ url: 'http://host/feed', cursor: null }] });
    stop();
  });

  it('emits that message at once in the browser, and continues after it', async () => {
    const { values, stop } = await afterRendering((push) => push.sse$<Numbered>('/feed'));
    expect(values).toEqual([{ n: 3 }]);
    await until(() => values.length === 3);
    feed.publish();
    await until(() => values.length === 4);
    expect(values.map(({ n }) => n)).toEqual([3, 4, 5, 6]);
    expect(feed.asked.at(-1)).toEqual({ url: '/feed', cursor: '3' });
    stop();
  });

  it('passes the whole message to the browser', async () => {
    const { values, stop } = await afterRendering((push) => push.sse$<Numbered>('/feed', { observe: 'messages' }));
    expect(values).toEqual([{ data: { n: 3 }, event: 'message', id: '3', transport: 'sse' }]);
    stop();
  });

  it('emits events that end with a pause on the server, and begin with the message in the browser', async () => {
    const open = (push: PushService): Observable<PushEvent<Numbered>> =>
      push.sse$<Numbered>('/feed', { observe: 'events' });
    const server = collect(open(platform('server')));
    await rendered();
    expect(server.values.map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message', 'paused']);
    server.stop();
    const browser = collect(open(platform('browser', page())));
    await until(() => browser.values.some(({ kind }) => kind === 'open'));
    expect(browser.values.map(({ kind }) => kind)).toEqual(['message', 'connecting', 'open']);
    expect(browser.values.at(-1)).toMatchObject({ continuity: 'unknown' });
    browser.stop();
  });

  it('decodes and validates again in the browser', async () => {
    const schema = z.object({ n: z.number().transform((n) => new Date(n)) });
    const { values, stop } = await afterRendering((push) => push.sse$('/feed', { schema }));
    expect(values).toEqual([{ n: new Date(3) }]);
    stop();
  });

  it('supports bytes', async () => {
    const raw = encoder.encode('\u0000\u00ff€');
    const fetch: Fetch = async () => new Response(raw);
    const open = (push: PushService): Observable<Uint8Array> =>
      push.httpStream$<Uint8Array>('/feed', { framing: 'chunks', decode: bytes() });
    const server = collect(open(platform('server', '{}', fetch)));
    await rendered();
    server.stop();
    const browser = collect(open(platform('browser', page(), feed.fetch)));
    expect(browser.values.map((value) => [...value])).toEqual([[...raw]]);
    browser.stop();
  });

  it('emits it to as many subscriptions as the server had', async () => {
    const open = (push: PushService): Observable<Numbered> => push.sse$<Numbered>('/feed');
    const push = platform('server');
    const server = [collect(open(push)), collect(open(push))];
    await rendered();
    server.forEach(({ stop }) => stop());
    const there = platform('browser', page());
    const browser = [collect(open(there)), collect(open(there)), collect(open(there))];
    expect(browser.map(({ values }) => values.length)).toEqual([1, 1, 0]);
    browser.forEach(({ stop }) => stop());
  });

  it('works with pushSignal, pushResource and operators that hold values back', async () => {
    const use = (push: PushService) =>
      TestBed.runInInjectionContext(() => ({
        signal: pushSignal(push.sse$<Numbered>('/signal'), { initialValue: undefined }),
        resource: pushResource({ stream: () => push.sse$<Numbered>('/resource') }),
        batches: pushSignal(push.sse$<Numbered>('/batches').pipe(batchFrames()), { initialValue: [] }),
      }));
    const server = use(platform('server'));
    TestBed.tick();
    await rendered();
    expect([server.signal.value(), server.resource.value(), server.batches.value()]).toEqual([
      { n: 3 },
      { n: 3 },
      [{ n: 3 }],
    ]);
    expect(server.signal.status()).toEqual({ phase: 'paused', reason: 'server' });
    const browser = use(platform('browser', page()));
    // In the first rendering: a later value would be missing from the page until it arrives.
    TestBed.tick();
    expect([browser.signal.value(), browser.resource.value(), browser.batches.value()]).toEqual([
      { n: 3 },
      { n: 3 },
      [{ n: 3 }],
    ]);
    TestBed.resetTestingModule();
  });

  it('waits no longer than the timeout', async () => {
    const fetch: Fetch = () => new Promise<Response>(() => undefined);
    jest.useFakeTimers();
    const push = platform('server', '{}', fetch);
    const { values, stop } = collect(push.sse$('/feed', { observe: 'events' }));
    let stable = false;
    void rendered().then(() => (stable = true));
    await jest.advanceTimersByTimeAsync(999);
    expect(stable).toBe(false);
    await jest.advanceTimersByTimeAsync(2);
    expect(stable).toBe(true);
    expect(values.at(-1)).toEqual({ kind: 'paused', reason: 'server' });
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('no message within 1000 ms'));
    stop();
    jest.useRealTimers();
  });

  it('takes the message that arrived while the server was busy for longer than the timeout', async () => {
    const answers: ((response: Response) => void)[] = [];
    const fetch: Fetch = () => new Promise((resolve) => answers.push(resolve));
    jest.useFakeTimers();
    const { values, stop } = collect(platform('server', '{}', fetch).sse$('/feed'));
    await jest.advanceTimersByTimeAsync(0);
    const busy = (setTimeout as unknown as { readonly clock: { jump(ms: number): void } }).clock;
    busy.jump(3_000);
    for (const answer of answers) answer(await feed.fetch('/feed', {}));
    await jest.advanceTimersByTimeAsync(50);
    expect(values).toEqual([{ n: 3 }]);
    expect(warn).not.toHaveBeenCalled();
    stop();
    jest.useRealTimers();
  });

  it('renders without a stream that fails, which the browser starts', async () => {
    const errors: unknown[] = [];
    const fetch: Fetch = async () => new Response('', { status: 403 });
    platform('server', '{}', fetch)
      .sse$('/feed')
      .subscribe({ error: (error) => errors.push(error) });
    await rendered();
    expect(errors).toEqual([]);
    expect(warn).toHaveBeenCalledTimes(1);
    const { values, stop } = collect(platform('browser', page()).sse$<Numbered>('/feed'));
    expect(values).toEqual([]);
    await until(() => values.length === 1);
    expect(feed.asked).toEqual([{ url: '/feed', cursor: null }]);
    stop();
  });

  it('makes one request on the server for a stream that fails, and logs its error', async () => {
    const fetch = jest.fn<Promise<Response>, []>(async () => new Response('', { status: 503 }));
    const { stop } = collect(platform('server', '{}', fetch).sse$('/feed'));
    await rendered();
    stop();
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('503')]]);
  });

  it.each([
    ['a URL that is a function', (push: PushService) => push.sse$(() => '/feed')],
    ['JSONP', (push: PushService) => push.jsonp$('/feed')],
    ['a source that is a function', (push: PushService) => push.pollingStream$(() => [1])],
  ])('takes no snapshot of %s', async (_name, open) => {
    const { values, stop } = collect<unknown>(open(platform('server')));
    await rendered();
    expect(values).toEqual([]);
    expect(feed.asked).toEqual([]);
    expect(warn).not.toHaveBeenCalled();
    stop();
  });

  it('keeps the cursors of users apart, and prefers one that an earlier visit stored', async () => {
    const store = memoryCursor();
    const open = (push: PushService): Observable<Numbered> => push.sse$<Numbered>('/feed', { resume: { store } });
    const server = collect(open(platform('server')));
    await rendered();
    server.stop();
    expect(store.get()).toBeUndefined();
    store.set('1');
    const { values, stop } = collect(open(platform('browser', page())));
    expect(values).toEqual([]);
    await until(() => values.length === 2);
    expect(values.map(({ n }) => n)).toEqual([2, 3]);
    stop();
  });

  it.each([
    ['query', { query: { room: 1 } }, { query: { room: 2 } }],
    ['method', {}, { method: 'POST' }],
    ['body', { method: 'POST', body: 'a' }, { method: 'POST', body: 'b' }],
  ])('gives no snapshot to a stream that differs in its %s', async (_name, same, different) => {
    const server = collect(platform('server').sse$('/feed', same));
    await rendered();
    server.stop();
    const push = platform('browser', page());
    const other = collect(push.sse$('/feed', different));
    const one = collect(push.sse$('/feed', same));
    expect([other.values, one.values]).toEqual([[], [{ n: 3 }]]);
    other.stop();
    one.stop();
  });

  it('stops delaying rendering when the subscriber unsubscribes', async () => {
    const fetch: Fetch = () => new Promise<Response>(() => undefined);
    collect(platform('server', '{}', fetch).sse$('/feed')).stop();
    await rendered();
    expect(warn).not.toHaveBeenCalled();
  });
});
