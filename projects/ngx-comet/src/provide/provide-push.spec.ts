import { provideHttpClient } from '@angular/common/http';
import { createEnvironmentInjector, EnvironmentInjector } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { asyncScheduler, BehaviorSubject, firstValueFrom, of, type SchedulerLike } from 'rxjs';
import {
  constant,
  monotonicClock,
  providePush,
  PUSH_CLOCK,
  PUSH_DEFAULTS,
  PUSH_FETCH,
  PUSH_GATE,
  PUSH_LOGGER,
  PUSH_RETRY,
  PUSH_ROUTES,
  PUSH_WEB_SOCKET,
  PushService,
  withDefaults,
  withHttpClient,
  withLogger,
  withRetry,
  type PushEvent,
} from '../public-api';

const events = (...data: unknown[]): Response =>
  new Response(data.map((one) => `data: ${JSON.stringify(one)}\n\n`).join(''), {
    headers: { 'content-type': 'text/event-stream' },
  });

/** The streams of these tests go to another origin than the page. */
const TO_HOST = { origins: ['http://host'] };

describe('providePush', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  /** The request of a stream of the injector's service. */
  async function asked(
    injector: EnvironmentInjector,
    options: object = {},
  ): Promise<{ url: string; init: RequestInit }> {
    const call = { url: '', init: {} as RequestInit };
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      Object.assign(call, { url, init });
      return events(1);
    };
    await firstValueFrom(
      injector.get(PushService).sse$('http://host/feed', { fetch: fetch as typeof globalThis.fetch, ...options }),
    );
    return call;
  }

  it('is optional', async () => {
    const { url, init } = await asked(TestBed.inject(EnvironmentInjector));
    expect(url).toBe('http://host/feed');
    expect(init.credentials).toBe('same-origin');
  });

  it('gives every stream the defaults; the options of a call win, unless they are undefined', async () => {
    TestBed.configureTestingModule({
      providers: [
        providePush(
          withDefaults({ ...TO_HOST, credentials: 'include', query: { tenant: 'a' }, headers: { 'X-App': '1' } }),
        ),
      ],
    });
    const injector = TestBed.inject(EnvironmentInjector);
    const all = await asked(injector, { credentials: undefined });
    expect(all.url).toBe('http://host/feed?tenant=a');
    expect(all.init.credentials).toBe('include');
    expect(new Headers(all.init.headers).get('x-app')).toBe('1');
    expect((await asked(injector, { query: { tenant: 'b' } })).url).toBe('http://host/feed?tenant=b');
  });

  it('passes only supported options to the EventSource of the browser', async () => {
    const made: unknown[] = [];
    class FakeEventSource {
      constructor(...how: unknown[]) {
        made.push(how);
        opened();
      }
      addEventListener(): void {}
      close(): void {}
    }
    let opened = (): void => undefined;
    const ready = new Promise<void>((resolve) => (opened = resolve));
    Object.assign(globalThis, { EventSource: FakeEventSource });
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(),
        providePush(
          withHttpClient(),
          withDefaults({ ...TO_HOST, credentials: 'omit', query: { tenant: 'a' }, headers: { 'X-App': '1' } }),
        ),
      ],
    });
    const subscription = TestBed.inject(PushService).sse$('http://host/feed', { via: 'event-source' }).subscribe();
    await ready;
    subscription.unsubscribe();
    Reflect.deleteProperty(globalThis, 'EventSource');
    expect(made).toEqual([['http://host/feed?tenant=a', { withCredentials: false }]]);
  });

  it('gives each injector that configures it a service of its own', async () => {
    TestBed.configureTestingModule({ providers: [providePush(withDefaults({ ...TO_HOST, query: { at: 'root' } }))] });
    const root = TestBed.inject(EnvironmentInjector);
    const child = createEnvironmentInjector([providePush(withDefaults({ ...TO_HOST, query: { at: 'child' } }))], root);
    expect((await asked(child)).url).toBe('http://host/feed?at=child');
    expect((await asked(root)).url).toBe('http://host/feed?at=root');
    child.destroy();
  });

  it('lets a child override one token and inherit the others', async () => {
    const logger = { warn: jest.fn() };
    TestBed.configureTestingModule({ providers: [providePush(withLogger(logger), withRetry(false))] });
    const child = createEnvironmentInjector([providePush(withRetry(constant(1)))], TestBed.inject(EnvironmentInjector));
    expect(child.get(PUSH_LOGGER)).toBe(logger);
    expect(child.get(PUSH_RETRY)).not.toBe(false);
    child.destroy();
  });

  it('uses the values of the tokens', async () => {
    jest.useFakeTimers();
    const logger = { warn: jest.fn() };
    const clock: SchedulerLike = { now: () => 42, schedule: asyncScheduler.schedule.bind(asyncScheduler) };
    const fetch = jest.fn(
      async () => new Response('data: {\n\n', { headers: { 'content-type': 'text/event-stream' } }),
    );
    TestBed.configureTestingModule({
      providers: [
        providePush(withLogger(logger), withRetry(constant(7))),
        { provide: PUSH_FETCH, useValue: fetch },
        { provide: PUSH_GATE, useValue: of(true) },
        { provide: PUSH_CLOCK, useValue: clock },
      ],
    });
    const seen: PushEvent<unknown>[] = [];
    const push = TestBed.inject(PushService);
    const subscriptions = [
      push.sse$('http://host/feed', { observe: 'events' }).subscribe((event) => seen.push(event)),
      push.sse$('http://host/feed').subscribe(),
    ];
    await jest.advanceTimersByTimeAsync(5);
    expect(fetch).toHaveBeenCalledTimes(2);
    expect(seen.find(({ kind }) => kind === 'lost')).toMatchObject({ retryIn: 7 });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    subscriptions.forEach((subscription) => subscription.unsubscribe());
  });

  it('starts no attempt while the gate is closed', async () => {
    jest.useFakeTimers();
    const gate = new BehaviorSubject(false);
    const fetch = jest.fn(() => new Promise<Response>(() => undefined));
    TestBed.configureTestingModule({
      providers: [
        { provide: PUSH_GATE, useValue: gate },
        { provide: PUSH_FETCH, useValue: fetch },
      ],
    });
    const subscription = TestBed.inject(PushService).sse$('http://host/feed').subscribe();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(fetch).not.toHaveBeenCalled();
    gate.next(true);
    await jest.advanceTimersByTimeAsync(0);
    expect(fetch).toHaveBeenCalledTimes(1);
    subscription.unsubscribe();
  });

  it('has a default for every token', () => {
    expect(TestBed.inject(PUSH_DEFAULTS)).toEqual({});
    expect(TestBed.inject(PUSH_RETRY)).toBeInstanceOf(Function);
    expect(TestBed.inject(PUSH_ROUTES)).toEqual([]);
    expect(TestBed.inject(PUSH_FETCH)).toBeInstanceOf(Function);
    expect(TestBed.inject(PUSH_WEB_SOCKET)).toBeUndefined();
    expect(TestBed.inject(PUSH_GATE)).toHaveProperty('subscribe');
    expect(TestBed.inject(PUSH_LOGGER)).toBe(globalThis.console);
    expect(TestBed.inject(PUSH_CLOCK)).toBe(monotonicClock);
  });

  it('throws if a feature is passed twice', () => {
    expect(() => providePush(withRetry(false), withDefaults({}), withRetry(constant(1)))).toThrow(
      new TypeError('providePush was given withRetry() twice; keep one'),
    );
  });
});
