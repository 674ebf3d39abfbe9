import { PlatformLocation } from '@angular/common';
import { ApplicationRef, PLATFORM_ID, TransferState } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { take, type Observable } from 'rxjs';
import { z } from 'zod';
import {
  batchFrames,
  providePush,
  PUSH_FETCH,
  PUSH_LOGGER,
  PushService,
  withServerSnapshot,
  type PushEvent,
} from '../public-api';

interface SentRequest {
  readonly url: string;
  readonly cursor: string | null;
}

const sse = { headers: { 'content-type': 'text/event-stream' } };

describe('the snapshot of a stream', () => {
  let requests: SentRequest[];
  let warn: jest.Mock;

  beforeEach(() => {
    requests = [];
    warn = jest.fn();
  });

  /** The service on a platform. A text as the answer is the start of a body that stays open. */
  function platform(id: 'server' | 'browser', answer: string | (() => Response), page = '{}'): PushService {
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      requests.push({ url, cursor: new Headers(init.headers).get('last-event-id') });
      if (typeof answer !== 'string') return answer();
      const start = (controller: ReadableStreamDefaultController<Uint8Array>): void => {
        controller.enqueue(new TextEncoder().encode(answer));
      };
      return new Response(new ReadableStream({ start }), sse);
    };
    TestBed.resetTestingModule().configureTestingModule({
      providers: [
        providePush(withServerSnapshot()),
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

  /** The values that a stream emits until the page is rendered, and the page. */
  async function rendered<T>(stream: Observable<T>): Promise<{ values: T[]; page: string }> {
    const values: T[] = [];
    const subscription = stream.subscribe((value) => values.push(value));
    await TestBed.inject(ApplicationRef).whenStable();
    subscription.unsubscribe();
    const page = TestBed.inject(TransferState).toJson();
    requests.length = 0;
    return { values, page };
  }

  /** The values that a stream emits at once. */
  function atOnce<T>(stream: Observable<T>): T[] {
    const values: T[] = [];
    stream.subscribe((value) => values.push(value)).unsubscribe();
    return values;
  }

  const settled = async (): Promise<void> => {
    while (requests.length === 0) await new Promise((resolve) => void requestAnimationFrame(() => resolve(undefined)));
  };

  /** Long enough for a request and the first chunk of its response. */
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };

  it('is left out, and the logger told, if the page holds a megabyte already', async () => {
    const { values, page } = await rendered(
      platform('server', `id: 3\ndata: "${'x'.repeat(1024 * 1024)}"\n\n`).sse$<string>('/feed'),
    );
    expect(values.map(({ length }) => length)).toEqual([1024 * 1024]);
    expect(page.length).toBeLessThan(1_000);
    expect(warn.mock.calls).toEqual([[expect.stringContaining('no room for the snapshot of sse')]]);
    expect(atOnce(platform('browser', 'id: 4\ndata: "2"\n\n', page).sse$('/feed'))).toEqual([]);
  });

  it('is shown, and the stream begins anew, if no request can carry its id', async () => {
    const { page } = await rendered(platform('server', 'id: 3\ndata: 1\n\n').sse$('/feed'));
    const planted = page.replace('"id":"3"', '"id":"3\\n"');
    expect(planted).not.toBe(page);
    const seen: unknown[] = [];
    const subscription = platform('browser', 'id: 4\ndata: 2\n\n', planted)
      .sse$('/feed')
      .subscribe((value) => seen.push(value));
    await turns();
    subscription.unsubscribe();
    expect(seen).toEqual([1, 2]);
    expect(requests.map(({ cursor }) => cursor)).toEqual([null]);
    expect(warn).toHaveBeenCalledTimes(1);
  });

  describe('in the browser', () => {
    /** The service in a browser. The page has a snapshot of `/feed`. */
    async function inBrowser(answer = 'id: 3\ndata: 1\n\n', schema?: z.ZodType): Promise<PushService> {
      const { page } = await rendered(platform('server', answer).sse$('/feed', { schema }));
      return platform('browser', 'id: 4\ndata: 2\n\n', page);
    }

    it('is enough for a subscriber that takes one message, without a request', async () => {
      const push = await inBrowser();
      const values: unknown[] = [];
      push
        .sse$('/feed')
        .pipe(take(1))
        .subscribe((value) => values.push(value));
      await turns();
      expect(values).toEqual([1]);
      expect(requests).toEqual([]);
    });

    it.each([
      ['no resume option', 'id: 3\ndata: 1\n\n', undefined, { url: '/feed', cursor: '3' }],
      [
        'the cursor as a query parameter',
        'id: 3\ndata: 1\n\n',
        { query: 'since' },
        { url: '/feed?since=3', cursor: null },
      ],
      ['resume: false', 'id: 3\ndata: 1\n\n', false, { url: '/feed', cursor: null }],
      ['a start cursor, if the message has no id', 'data: 1\n\n', { from: '9' }, { url: '/feed', cursor: '9' }],
    ] as const)('is followed by a request with %s', async (_name, message, resume, request) => {
      const push = await inBrowser(message);
      const subscription = push.sse$('/feed', { resume }).subscribe();
      await settled();
      subscription.unsubscribe();
      expect(requests).toEqual([request]);
    });

    it.each([
      ['a URL object', (push: PushService) => push.sse$(new URL('http://host/feed'))],
      ['the default method', (push: PushService) => push.sse$('http://host/feed', { method: 'GET' })],
    ])('is emitted to the same stream with %s', async (_name, open) => {
      const { page } = await rendered(platform('server', 'data: 1\n\n').sse$('http://host/feed'));
      expect(atOnce(open(platform('browser', '', page)))).toEqual([1]);
    });

    it('is not emitted to a stream of another transport', async () => {
      const push = await inBrowser();
      expect(atOnce(push.httpStream$('/feed'))).toEqual([]);
    });

    it('is not emitted if it cannot be decoded, and the logger gets a warning', async () => {
      const push = await inBrowser();
      const decode = (): never => {
        throw new Error('not here');
      };
      expect(atOnce(push.sse$('/feed', { decode }))).toEqual([]);
      expect(warn.mock.calls).toEqual([['ngx-comet: the snapshot in the page cannot be decoded: Error']]);
    });

    it('is not emitted if it is not valid, and the logger gets a warning', async () => {
      const push = await inBrowser();
      expect(atOnce(push.sse$('/feed', { schema: z.string() }))).toEqual([]);
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(/^ngx-comet: the snapshot in the page cannot be decoded: the message is not valid: /)],
      ]);
    });

    it('passes through operators at once, and later messages wait for a frame', async () => {
      const push = await inBrowser();
      const batches: unknown[] = [];
      const decode = jest.fn(Number);
      jest.spyOn(globalThis, 'requestAnimationFrame').mockReturnValue(0);
      const subscription = push
        .sse$('/feed', { decode })
        .pipe(batchFrames())
        .subscribe((batch) => batches.push(batch));
      expect(batches).toEqual([[1]]);
      await turns();
      expect(decode.mock.calls).toEqual([['1'], ['2']]);
      expect(batches).toEqual([[1]]);
      subscription.unsubscribe();
    });
  });

  describe('on the server', () => {
    it('is only the first of two messages that arrive together', async () => {
      const { values } = await rendered(platform('server', 'data: 1\n\ndata: 2\n\n').sse$('/feed'));
      expect(values).toEqual([1]);
    });

    it('is requested after the start cursor of the call', async () => {
      const push = platform('server', 'data: 1\n\n');
      const subscription = push.sse$('/feed', { resume: { from: '2' } }).subscribe();
      await settled();
      subscription.unsubscribe();
      expect(requests).toEqual([{ url: 'http://host/feed', cursor: '2' }]);
    });

    it('is left out without a warning if the stream ends without a message', async () => {
      const push = platform('server', () => new Response(''));
      const events: (PushEvent<unknown> | string)[] = [];
      push.httpStream$('/feed', { observe: 'events' }).subscribe({
        next: (event) => events.push(event),
        complete: () => events.push('complete'),
      });
      await TestBed.inject(ApplicationRef).whenStable();
      expect(events.at(-1)).toEqual({ kind: 'paused', reason: 'server' });
      expect(TestBed.inject(TransferState).toJson()).toBe('{}');
      expect(warn).not.toHaveBeenCalled();
    });

    it('is left out if the stream fails, and the logger gets the transport and the reason', async () => {
      await rendered(platform('server', () => new Response('', { status: 403 })).sse$('/feed'));
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(/^ngx-comet: the page is rendered without the sse stream: .*403/)],
      ]);
    });

    it.each([
      ['data', [1]],
      ['messages', [{ data: 1, event: 'message', id: '3', transport: 'sse' }]],
    ])('is emitted as %s, without events', async (observe, expected) => {
      const push = platform('server', 'id: 3\ndata: 1\n\n');
      const { values } = await rendered<unknown>(push.sse$('/feed', { observe: observe as 'messages' }));
      expect(values).toEqual(expected);
    });
  });

  it.each([0, 1, 2 ** 31 - 1, undefined])('can have a timeout of %p ms', (timeout) => {
    expect(withServerSnapshot({ timeout })).toMatchObject({ kind: 'serverSnapshot' });
  });

  it.each([-1, 2 ** 31, Infinity, Number.NaN, '5', null])('cannot have a timeout of %p ms', (timeout) => {
    expect(() => withServerSnapshot({ timeout: timeout as number })).toThrow(
      new TypeError(`timeout must be a number of milliseconds from 0 to 2147483647, got ${String(timeout)}`),
    );
  });
});
