import { HttpContext, HttpContextToken, provideHttpClient, withInterceptors } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { firstValueFrom, take, toArray, type Observable } from 'rxjs';
import {
  injectPush,
  providePush,
  PUSH_FETCH,
  PushService,
  sse$,
  viaSse,
  withHttpClient,
  withRetry,
  type PushError,
  type PushFeature,
  type SseOptions,
} from '../public-api';

const TENANT = new HttpContextToken<string>(() => 'none');
const TRIES = new HttpContextToken<number>(() => 0);
const URL_OF_FEED = 'http://host/feed';

describe('the context of a stream', () => {
  let seen: string[];
  let native: jest.SpyInstance<Promise<Response>, Parameters<typeof fetch>>;

  beforeEach(() => {
    seen = [];
    native = jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation(
        async () => new Response('data: 1\n\n', { headers: { 'Content-Type': 'text/event-stream' } }),
      );
  });

  function setUp(...features: PushFeature[]): PushService {
    const noting = withInterceptors([
      (request, next) => {
        const { context } = request;
        context.set(TRIES, context.get(TRIES) + 1);
        seen.push(`${context.get(TENANT)} ${context.get(TRIES)}`);
        return next(request.clone({ context: copyOf(context) }));
      },
    ]);
    TestBed.configureTestingModule({ providers: [provideHttpClient(noting), providePush(...features)] });
    return TestBed.inject(PushService);
  }

  /** Interceptors may pass on a context of their own, if it has the same tokens. */
  function copyOf(context: HttpContext): HttpContext {
    const copy = new HttpContext();
    for (const token of context.keys()) copy.set(token, context.get(token));
    return copy;
  }

  const tenant = (name: string): HttpContext => new HttpContext().set(TENANT, name);

  it('reaches interceptors from every stream over HTTP, and none that has no context', async () => {
    const push = setUp(withHttpClient(), withRetry(false));
    const streams: readonly Observable<unknown>[] = [
      push.sse$(URL_OF_FEED, { context: tenant('a') }),
      push.httpStream$(URL_OF_FEED, { context: tenant('b'), framing: 'sse' }),
      push.pollingStream$(URL_OF_FEED, { context: tenant('c'), framing: 'sse' }),
      push.sse$(URL_OF_FEED),
      TestBed.runInInjectionContext(() => injectPush(sse$))(URL_OF_FEED, { context: tenant('e') }),
      push.connect([viaSse(URL_OF_FEED, { context: tenant('d') })]).data$,
    ];
    for (const stream of streams) await firstValueFrom(stream);
    expect(seen).toEqual(['a 1', 'b 1', 'c 1', 'none 1', 'e 1', 'd 1']);
  });

  it('is the same at every attempt, so interceptors can count them', async () => {
    const push = setUp(
      withHttpClient(),
      withRetry(() => 0),
    );
    const context = tenant('a');
    await firstValueFrom(push.sse$(URL_OF_FEED, { context }).pipe(take(3), toArray()));
    expect(seen).toEqual(['a 1', 'a 2', 'a 3']);
    expect(context.get(TRIES)).toBe(3);
  });

  it('can belong to several streams at once', async () => {
    const push = setUp(withHttpClient(), withRetry(false));
    const context = tenant('a');
    const both = [push.sse$(URL_OF_FEED, { context }), push.sse$(URL_OF_FEED, { context })];
    expect(await Promise.all(both.map(async (stream) => firstValueFrom(stream)))).toEqual([1, 1]);
    expect([...context.keys()]).toEqual([TENANT, TRIES]);
  });

  it('loses a token that an interceptor deletes, as with HttpClient', async () => {
    const context = tenant('a');
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([(request, next) => (request.context.delete(TENANT), next(request))])),
        providePush(withHttpClient(), withRetry(false)),
      ],
    });
    await firstValueFrom(TestBed.inject(PushService).sse$(URL_OF_FEED, { context }));
    expect(context.has(TENANT)).toBe(false);
  });

  describe('that nobody would read', () => {
    const context = tenant('a');
    const options = { context, observe: 'events' } as const;

    it('throws without withHttpClient(), and says what to add', () => {
      const push = setUp();
      const expected = expect.objectContaining({
        name: 'TypeError',
        message: expect.stringContaining('add withHttpClient() to providePush()') as string,
      }) as unknown;
      expect(() => push.sse$(URL_OF_FEED, options)).toThrow(expected as Error);
      expect(() => push.httpStream$(URL_OF_FEED, options)).toThrow(expected as Error);
      expect(() => push.pollingStream$(URL_OF_FEED, options)).toThrow(expected as Error);
    });

    it('ends a connection without withHttpClient()', async () => {
      const { data$ } = setUp().connect([viaSse(URL_OF_FEED, { context })]);
      const error = await firstValueFrom(data$).catch((reason: unknown) => reason as PushError);
      expect(error).toMatchObject({ code: 'unsupported', transient: false });
      expect(String(error)).toContain('add withHttpClient() to providePush()');
      expect(native).not.toHaveBeenCalled();
    });

    it('throws with an EventSource', () => {
      const wrong: SseOptions<number> = { context, via: 'event-source' };
      expect(() => setUp(withHttpClient()).sse$(URL_OF_FEED, wrong)).toThrow(
        "context must be left out with via: 'event-source'",
      );
    });

    it('throws if it is no object', () => {
      const wrong = { context: 'a' } as unknown as SseOptions<number>;
      expect(() => setUp(withHttpClient()).sse$(URL_OF_FEED, wrong)).toThrow('context must be an object, got "a"');
    });
  });

  it('goes to a fetch of the application', async () => {
    const given: unknown[] = [];
    const own = async (...[url, init = {}]: Parameters<typeof fetch>): Promise<Response> => {
      given.push('context' in init && init.context);
      return globalThis.fetch(url, init);
    };
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_FETCH, useValue: own }] });
    const context = tenant('a');
    await firstValueFrom(TestBed.inject(PushService).sse$(URL_OF_FEED, { context }));
    await firstValueFrom(sse$(URL_OF_FEED, { context, fetch: own }));
    expect(given).toEqual([context, context]);
  });
});
