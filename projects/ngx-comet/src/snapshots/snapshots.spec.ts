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

interface Asked {
  readonly url: string;
  readonly cursor: string | null;
}

const sse = { headers: { 'content-type': 'text/event-stream' } };

describe('the snapshot of a stream', () => {
  let asked: Asked[];
  let warn: jest.Mock;

  beforeEach(() => {
    asked = [];
    warn = jest.fn();
  });

  /** The service of a platform, whose requests are answered with a body that stays open, or with a response. */
  function platform(id: 'server' | 'browser', answer: string | (() => Response), page = '{}'): PushService {
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      asked.push({ url, cursor: new Headers(init.headers).get('last-event-id') });
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

  /** What a stream emits until the page is rendered, and the page. */
  async function rendered<T>(stream: Observable<T>): Promise<{ values: T[]; page: string }> {
    const values: T[] = [];
    const subscription = stream.subscribe((value) => values.push(value));
    await TestBed.inject(ApplicationRef).whenStable();
    subscription.unsubscribe();
    const page = TestBed.inject(TransferState).toJson();
    asked.length = 0;
    return { values, page };
  }

  /** What a stream emits at once. */
  function atOnce<T>(stream: Observable<T>): T[] {
    const values: T[] = [];
    stream.subscribe((value) => values.push(value)).unsubscribe();
    return values;
  }

  const settled = async (): Promise<void> => {
    while (asked.length === 0) await new Promise((resolve) => void requestAnimationFrame(() => resolve(undefined)));
  };

  /** Long enough for a request to be made and its first chunk to be read. */
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 50; turn++) await Promise.resolve();
  };

  describe('in the browser', () => {
    /** The service of a browser whose page was rendered with the first message of `/feed`. */
    async function given(answer = 'id: 3\ndata: 1\n\n', schema?: z.ZodType): Promise<PushService> {
      const { page } = await rendered(platform('server', answer).sse$('/feed', { schema }));
      return platform('browser', 'id: 4\ndata: 2\n\n', page);
    }

    it('is enough for a subscriber that takes one message: nothing connects', async () => {
      const push = await given();
      const values: unknown[] = [];
      push
        .sse$('/feed')
        .pipe(take(1))
        .subscribe((value) => values.push(value));
      await turns();
      expect(values).toEqual([1]);
      expect(asked).toEqual([]);
    });

    it.each([
      ['nothing of it', 'id: 3\ndata: 1\n\n', undefined, { url: '/feed', cursor: '3' }],
      ['how the cursor travels', 'id: 3\ndata: 1\n\n', { query: 'since' }, { url: '/feed?since=3', cursor: null }],
      ['that nothing is resumed', 'id: 3\ndata: 1\n\n', false, { url: '/feed', cursor: null }],
      ['where to start, and the message has no id', 'data: 1\n\n', { from: '9' }, { url: '/feed', cursor: '9' }],
    ] as const)('goes on as the call says of resuming: %s', async (_name, message, resume, request) => {
      const push = await given(message);
      const subscription = push.sse$('/feed', { resume }).subscribe();
      await settled();
      subscription.unsubscribe();
      expect(asked).toEqual([request]);
    });

    it.each([
      ['a URL that is an object', (push: PushService) => push.sse$(new URL('http://host/feed'))],
      ['the method that is the default', (push: PushService) => push.sse$('http://host/feed', { method: 'GET' })],
    ])('is that of the same stream, given %s', async (_name, open) => {
      const { page } = await rendered(platform('server', 'data: 1\n\n').sse$('http://host/feed'));
      expect(atOnce(open(platform('browser', '', page)))).toEqual([1]);
    });

    it('is not that of another transport', async () => {
      const push = await given();
      expect(atOnce(push.httpStream$('/feed'))).toEqual([]);
    });

    it('is left out, and the logger called, where it cannot be decoded', async () => {
      const push = await given();
      const decode = (): never => {
        throw new Error('not here');
      };
      expect(atOnce(push.sse$('/feed', { decode }))).toEqual([]);
      expect(warn.mock.calls).toEqual([
        ['ngx-comet: what the page was rendered with cannot be decoded here', { error: new Error('not here') }],
      ]);
    });

    it('is left out, and the logger called, where it is not valid', async () => {
      const push = await given();
      expect(atOnce(push.sse$('/feed', { schema: z.string() }))).toEqual([]);
      expect(warn.mock.calls).toEqual([
        [expect.stringContaining('cannot be decoded here'), { error: expect.objectContaining({ code: 'schema' }) }],
      ]);
    });

    it('is all that operators pass on at once: what comes later waits for a frame', async () => {
      const push = await given();
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
    it('is the first message only, of two that come together', async () => {
      const { values } = await rendered(platform('server', 'data: 1\n\ndata: 2\n\n').sse$('/feed'));
      expect(values).toEqual([1]);
    });

    it('is asked for after the cursor that the call starts from', async () => {
      const push = platform('server', 'data: 1\n\n');
      const subscription = push.sse$('/feed', { resume: { from: '2' } }).subscribe();
      await settled();
      subscription.unsubscribe();
      expect(asked).toEqual([{ url: 'http://host/feed', cursor: '2' }]);
    });

    it('is none where the stream ends without a message, which stays silent', async () => {
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

    it('is none where the stream fails, and the logger is called with the transport and the reason', async () => {
      await rendered(platform('server', () => new Response('', { status: 403 })).sse$('/feed'));
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(/^ngx-comet: the page is rendered without the sse stream: .*403/)],
      ]);
    });

    it.each([
      ['data', [1]],
      ['messages', [{ data: 1, event: 'message', id: '3', transport: 'sse' }]],
    ])('is emitted as %s, and no event with it', async (observe, expected) => {
      const push = platform('server', 'id: 3\ndata: 1\n\n');
      const { values } = await rendered<unknown>(push.sse$('/feed', { observe: observe as 'messages' }));
      expect(values).toEqual(expected);
    });
  });

  it.each([0, 1, 2 ** 31 - 1, undefined])('may be waited for %p ms', (timeout) => {
    expect(withServerSnapshot({ timeout })).toMatchObject({ kind: 'serverSnapshot' });
  });

  it.each([-1, 2 ** 31, Infinity, Number.NaN, '5', null])('may not be waited for %p ms', (timeout) => {
    expect(() => withServerSnapshot({ timeout: timeout as number })).toThrow(
      new TypeError(`timeout must be a number of milliseconds from 0 to 2147483647, got ${String(timeout)}`),
    );
  });
});
