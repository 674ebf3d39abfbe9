import {
  createEnvironmentInjector,
  effect,
  EnvironmentInjector,
  Injector,
  runInInjectionContext,
  signal,
  type WritableSignal,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { httpStream$, jsonp$, pollingStream$, sse$, websocket$, type Attempt } from 'ngx-comet/core';
import { EMPTY, filter, firstValueFrom, isObservable, NEVER, Subject, take, tap, toArray } from 'rxjs';
import {
  injectPush,
  providePush,
  PUSH_WEB_SOCKET,
  pushSignal,
  PushService,
  withDefaults,
  withRetry,
} from '../public-api';
import { PUSH_FETCH } from './tokens';

const factories = { sse$, httpStream$, websocket$, pollingStream$, jsonp$ };

function injected<T>(use: () => T): T {
  return TestBed.runInInjectionContext(use);
}

/** A `fetch` that never answers, and notes the URLs. */
function silentFetch(urls: string[]): typeof fetch {
  return (url) => {
    urls.push(url as string);
    return new Promise(() => undefined);
  };
}

describe('injectPush', () => {
  it.each(Object.entries(factories))('gives %s the options of the application', (_name, factory) => {
    const gate = new Subject<boolean>();
    TestBed.configureTestingModule({ providers: [providePush(withDefaults({ pauseWhile: gate }))] });
    const open = injected(() => injectPush(factory)) as typeof sse$;
    const subscription = open('/feed', { observe: 'events' }).subscribe();
    expect(gate.observed).toBe(true);
    subscription.unsubscribe();
    expect(gate.observed).toBe(false);
  });

  it('sends requests by PUSH_FETCH and opens sockets by PUSH_WEB_SOCKET', async () => {
    const urls: string[] = [];
    const WebSocket = jest.fn().mockImplementation((url: string) => {
      urls.push(url);
      return { close: () => undefined };
    });
    TestBed.configureTestingModule({
      providers: [
        { provide: PUSH_FETCH, useValue: silentFetch(urls) },
        { provide: PUSH_WEB_SOCKET, useValue: WebSocket },
      ],
    });
    const streams = injected(() => [
      injectPush(sse$)('/sse'),
      injectPush(httpStream$)('/http-stream'),
      injectPush(pollingStream$)('/polling'),
      injectPush(websocket$)('wss://feed.example/websocket'),
    ]);
    const subscriptions = streams.map((stream) => stream.subscribe());
    await turns();
    for (const subscription of subscriptions) subscription.unsubscribe();
    expect(urls.map((url) => new URL(url, 'http://localhost').pathname).sort()).toEqual([
      '/http-stream',
      '/polling',
      '/sse',
      '/websocket',
    ]);
  });

  it('has the configuration of the injector that it is called in', () => {
    TestBed.configureTestingModule({ providers: [providePush(withDefaults({ pauseWhile: NEVER }))] });
    const pauseWhile = new Subject<boolean>();
    const route = createEnvironmentInjector(
      [providePush(withDefaults({ pauseWhile }))],
      TestBed.inject(EnvironmentInjector),
    );
    const opened = [
      runInInjectionContext(route.get(Injector), () => injectPush(sse$))('/feed'),
      route.get(PushService).sse$('/feed'),
    ].map((stream) => {
      const subscription = stream.subscribe();
      const { observed } = pauseWhile;
      subscription.unsubscribe();
      return observed;
    });
    expect(opened).toEqual([true, true]);
  });

  it('is woken by PushService.wake() of the same injector', async () => {
    TestBed.configureTestingModule({
      providers: [
        providePush(withRetry(() => 60_000)),
        { provide: PUSH_FETCH, useValue: () => Promise.reject(new TypeError('network error')) },
      ],
    });
    const losses$ = injected(() => injectPush(sse$))('/feed', { observe: 'events' }).pipe(
      filter(({ kind }) => kind === 'lost'),
      tap(() => TestBed.inject(PushService).wake()),
      take(2),
      toArray(),
    );
    // Without a wake the second attempt would start after a minute.
    expect(await firstValueFrom(losses$)).toHaveLength(2);
  });

  it('needs an injection context', () => {
    expect(() => injectPush(sse$)).toThrow(/NG0203: injectPush\(\)/);
  });

  it.each([
    [undefined, 'injectPush() takes a factory of ngx-comet/core, such as sse$, got undefined'],
    [{}, 'injectPush() takes a factory of ngx-comet/core, such as sse$, got [object Object]'],
  ])('refuses %p', (factory, message) => {
    expect(() => injected(() => injectPush(factory as never))).toThrow(new TypeError(message));
  });

  it('refuses a function that is no factory as soon as it is called', () => {
    const open = injected(() => injectPush((() => EMPTY) as never)) as typeof sse$;
    expect(() => open('/feed')).toThrow(
      new TypeError('injectPush() takes a factory of ngx-comet/core, such as sse$, and got another function'),
    );
  });

  it.each([
    [null, 'options must be an object, got null'],
    [{ retires: 3 }, 'Did you mean "retry"?'],
  ])('checks the options of the call: %p', (options, message) => {
    const open = injected(() => injectPush(sse$));
    expect(() => open('/feed', options as never)).toThrow(message);
  });

  it.each([
    [{ idleTimeout: -1 }, 'idleTimeout must be '],
    [{ headers: { 'a b': '1' } }, 'headers'],
    [{ query: { a: {} } }, 'query.a must be '],
  ])('refuses the defaults %p when it is called', (defaults, message) => {
    TestBed.configureTestingModule({ providers: [providePush(withDefaults(defaults as never))] });
    expect(() => injected(() => injectPush(sse$))).toThrow(message);
  });

  describe('in a reactive context', () => {
    /** Runs an effect that opens a stream, changes the signal that the stream reads, and returns how often it ran. */
    function runsOf(open: (read: WritableSignal<number>) => void): number {
      const read = signal(0);
      let runs = 0;
      injected(() =>
        effect(() => {
          runs++;
          open(read);
        }),
      );
      TestBed.tick();
      read.set(1);
      TestBed.tick();
      return runs;
    }

    const attempts = (read: WritableSignal<number>) => (_attempt?: Attempt) => `wss://feed.example/${read()}`;

    it('a function of the URL is untracked', () => {
      TestBed.configureTestingModule({ providers: [{ provide: PUSH_WEB_SOCKET, useValue: failingSocket() }] });
      const open = injected(() => injectPush(websocket$));
      expect(runsOf((read) => open(attempts(read)).subscribe().unsubscribe())).toBe(1);
    });

    it('headers and the source of a poll are untracked', () => {
      TestBed.configureTestingModule({ providers: [{ provide: PUSH_FETCH, useValue: silentFetch([]) }] });
      const [stream, poll] = injected(() => [injectPush(httpStream$), injectPush(pollingStream$)] as const);
      const seen: number[] = [];
      const runs = runsOf((read) => {
        stream('/feed', { headers: () => ({ page: String(read()) }) })
          .subscribe()
          .unsubscribe();
        poll(() => {
          seen.push(read());
          return NEVER;
        })
          .subscribe()
          .unsubscribe();
      });
      expect([runs, seen]).toEqual([1, [0]]);
    });

    it('a subscriber that reads a signal does not run the effect again', () => {
      const open = injected(() => injectPush(pollingStream$));
      expect(
        runsOf((read) =>
          open(() => [1])
            .subscribe(() => read())
            .unsubscribe(),
        ),
      ).toBe(1);
    });

    it('the streams of a connection are untracked', () => {
      TestBed.configureTestingModule({ providers: [{ provide: PUSH_FETCH, useValue: silentFetch([]) }] });
      const push = TestBed.inject(PushService);
      expect(
        runsOf((read) => {
          const feed = push.connect([
            { transport: 'sse', plan: () => ({ transport: 'sse', connect: () => () => read() }) },
          ]);
          feed.data$.subscribe().unsubscribe();
        }),
      ).toBe(1);
    });
  });

  it('gives a stream whose status pushSignal shows', () => {
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_FETCH, useValue: silentFetch([]) }] });
    const feed = injected(() => pushSignal(injectPush(sse$)<number>('/feed'), { initialValue: 0 }));
    expect(feed.status()).toEqual({ phase: 'connecting', transport: 'sse', attempt: 1 });
  });

  it('PushService is these five factories', () => {
    const push = TestBed.inject(PushService) as unknown as Record<keyof typeof factories, typeof sse$>;
    const made = (Object.keys(factories) as (keyof typeof factories)[]).map((name) => push[name]('/feed'));
    expect(made.map((stream) => isObservable(stream))).toEqual([true, true, true, true, true]);
  });
});

/** A constructor of sockets that always throws, as browsers do for a blocked port. */
function failingSocket(): unknown {
  return () => {
    throw new DOMException('blocked', 'NetworkError');
  };
}

/** Until what awaits settled promises has run. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
