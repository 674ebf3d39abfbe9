import { AsyncPipe } from '@angular/common';
import { provideHttpClient, withInterceptors, type HttpInterceptorFn, type HttpRequest } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  createEnvironmentInjector,
  DestroyRef,
  EnvironmentInjector,
  inject,
  Injector,
  NgZone,
  PLATFORM_ID,
  runInInjectionContext,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { filter, firstValueFrom, lastValueFrom, Subject, type Observable } from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import {
  connection,
  constant,
  providePush,
  PUSH_FETCH,
  PUSH_ROUTES,
  PUSH_WEB_SOCKET,
  pushSignal,
  PushService,
  viaSse,
  viaWebSocket,
  withDefaults,
  withHttpClient,
  withLogger,
  withRetry,
  withRoutes,
  type Connection,
  type PushConnection,
  type PushEvent,
} from '../public-api';
import { pushConnection } from './push-connection';

describe('PushService.connect', () => {
  let url: string;

  beforeEach(async () => {
    url = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: 1\ndata: 1\n\n');
    });
  });

  afterEach(async () => {
    jest.useRealTimers();
    await closeServers();
  });

  it('opens no connection before data is subscribed to', async () => {
    jest.useFakeTimers();
    const fetch = jest.fn(() => new Promise<Response>(() => undefined));
    const feed = TestBed.inject(PushService).connect([viaSse<number>(url, { fetch })]);
    const status = feed.status$.subscribe();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(feed.status()).toEqual({ phase: 'idle' });
    expect(fetch).not.toHaveBeenCalled();
    const subscription = feed.data$.subscribe();
    await jest.advanceTimersByTimeAsync(0);
    expect(fetch).toHaveBeenCalledTimes(1);
    subscription.unsubscribe();
    status.unsubscribe();
  });

  it('has its status as a signal', async () => {
    const feed = TestBed.inject(PushService).connect([viaSse<number>(url)], { linger: 0 });
    const one = new Subject<number>();
    const subscription = feed.data$.subscribe(one);
    expect(feed.status()).toMatchObject({ phase: 'connecting' });
    await firstValueFrom(one);
    expect(feed.status()).toMatchObject({ phase: 'open', transport: 'sse', continuity: 'first' });
    subscription.unsubscribe();
    expect(feed.status()).toEqual({ phase: 'idle' });
    feed.close();
    expect(feed.status()).toEqual({ phase: 'closed' });
  });

  it('can be opened where signals cannot be written', async () => {
    const push = TestBed.inject(PushService);
    const opening = computed(() => {
      const feed = push.connect([viaSse<number>(url)], { linger: 0 });
      return { feed, subscription: feed.data$.subscribe() };
    });
    const { feed, subscription } = opening();
    expect(feed.status()).toMatchObject({ phase: 'connecting' });
    subscription.unsubscribe();
    expect(feed.status()).toEqual({ phase: 'idle' });
  });

  it('sends its requests through the interceptors, with the default headers and query', async () => {
    const seen: HttpRequest<unknown>[] = [];
    const note: HttpInterceptorFn = (request, next) => {
      seen.push(request);
      return next(request);
    };
    TestBed.configureTestingModule({
      providers: [
        provideHttpClient(withInterceptors([note])),
        providePush(
          withHttpClient(),
          withDefaults({ headers: { 'x-app': 'a' }, query: { app: 'a' }, origins: [url] }),
          withRoutes([viaSse<number>(url)]),
        ),
      ],
    });
    expect(await firstValueFrom(TestBed.inject(PushService).connect<number>().data$)).toBe(1);
    expect(seen.map(({ urlWithParams, headers }) => [urlWithParams, headers.get('x-app')])).toEqual([
      [`${url}?app=a`, 'a'],
    ]);
  });

  it('opens sockets with the constructor of the application', async () => {
    const made: string[] = [];
    class Socket {
      constructor(to: string | URL) {
        made.push(String(to));
        one.next();
      }
      close(): void {
        one.complete();
      }
    }
    const one = new Subject<void>();
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_WEB_SOCKET, useValue: Socket }] });
    const socketMade = firstValueFrom(one);
    const subscription = TestBed.inject(PushService)
      .connect([viaWebSocket('wss://feed.test/a')])
      .data$.subscribe();
    await socketMade;
    subscription.unsubscribe();
    expect(made).toEqual(['wss://feed.test/a']);
  });

  it('reports rejected messages to the logger of the application', async () => {
    const warn = jest.fn();
    TestBed.configureTestingModule({ providers: [providePush(withLogger({ warn }))] });
    const refuse = (): never => {
      throw new Error('no');
    };
    const warned = new Promise<void>((resolve) => warn.mockImplementation(() => resolve()));
    const subscription = TestBed.inject(PushService)
      .connect([viaSse<number>(url)], { decode: refuse })
      .data$.subscribe();
    await warned;
    subscription.unsubscribe();
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('rejected'), expect.objectContaining({ raw: '1' }));
  });

  it('uses the routes of the application, which may inject', async () => {
    const fetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
    const used = jest.fn(fetch);
    TestBed.configureTestingModule({
      providers: [
        { provide: PUSH_FETCH, useValue: used },
        providePush(withRoutes(() => [viaSse<number>(url, { fetch: inject(PUSH_FETCH) })])),
      ],
    });
    expect(await firstValueFrom(TestBed.inject(PushService).connect<number>().data$)).toBe(1);
    expect(used).toHaveBeenCalledTimes(1);
  });

  it('accepts an array of routes too, and prefers the routes of the call', async () => {
    TestBed.configureTestingModule({ providers: [providePush(withRoutes([viaSse<number>('/nowhere')]))] });
    expect(TestBed.inject(PUSH_ROUTES)).toHaveLength(1);
    expect(await firstValueFrom(TestBed.inject(PushService).connect([viaSse<number>(url)]).data$)).toBe(1);
  });

  it('throws without a route', () => {
    expect(() => TestBed.inject(PushService).connect()).toThrow(
      new TypeError('connect() without routes needs those of providePush(withRoutes([…])), and there are none'),
    );
  });

  it('uses the options of the application as defaults', async () => {
    const failing = jest.fn(() => Promise.reject(new TypeError('offline')));
    TestBed.configureTestingModule({ providers: [providePush(withRetry(false))] });
    const push = TestBed.inject(PushService);
    const feed = push.connect([viaSse<number>(url, { fetch: failing })]);
    await expect(firstValueFrom(feed.data$)).rejects.toMatchObject({ code: 'network' });
    const other = push.connect([viaSse<number>(url, { fetch: failing })], { retry: constant(60_000) });
    const lost = new Promise((resolve) =>
      other.status$.subscribe(({ phase }) => phase === 'waiting' && resolve(phase)),
    );
    const subscription = other.data$.subscribe();
    await lost;
    subscription.unsubscribe();
  });

  describe('in a component', () => {
    @Component({
      selector: 'push-feed',
      imports: [AsyncPipe],
      changeDetection: ChangeDetectionStrategy.OnPush,
      template: '{{ feed.status().phase }} {{ feed.data$ | async }}',
    })
    class FeedComponent {
      readonly feed = inject(PushService).connect<number, string>();
    }

    beforeEach(() => {
      TestBed.configureTestingModule({ providers: [providePush(withRoutes([viaSse<number>(url)]))] });
    });

    it('shows its status in the template that opens it', async () => {
      const fixture = TestBed.createComponent(FeedComponent);
      fixture.detectChanges();
      const text = (): string => (fixture.nativeElement as HTMLElement).textContent.trim();
      expect(text()).toBe('connecting');
      await firstValueFrom(fixture.componentInstance.feed.data$);
      await fixture.whenStable();
      expect(text()).toBe('open 1');
    });

    it('is closed with it, even if it has subscribers', () => {
      const fixture = TestBed.createComponent(FeedComponent);
      const { feed } = fixture.componentInstance;
      const ends: string[] = [];
      feed.data$.subscribe({ complete: () => ends.push('data') });
      fixture.destroy();
      expect(ends).toEqual(['data']);
      expect(feed.status()).toEqual({ phase: 'closed' });
      expect(() => {
        feed.send('a');
      }).toThrow('closed');
    });
  });

  describe('when an injector is destroyed', () => {
    const fetch = (): Promise<Response> => new Promise(() => undefined);
    let injector: EnvironmentInjector;
    let source: Connection<number>;
    let close: jest.SpyInstance;

    beforeEach(() => {
      injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
      source = connection([viaSse<number>(url, { fetch })], { linger: 0 });
      close = jest.spyOn(source, 'close');
    });

    /** A connection that was made outside of an injection context; its service ends with the injector. */
    const ofService = (): PushConnection<number> =>
      pushConnection(source, TestBed.inject(NgZone), injector.get(DestroyRef));
    /** A connection that was made in the context of the injector; its service does not end. */
    const ofMaker = (): PushConnection<number> =>
      runInInjectionContext(injector.get(Injector), () =>
        pushConnection(source, TestBed.inject(NgZone), TestBed.inject(DestroyRef)),
      );

    it('is closed once with its context, even if it never ran', () => {
      const feed = ofMaker();
      injector.destroy();
      expect(close).toHaveBeenCalledTimes(1);
      expect(feed.status()).toEqual({ phase: 'closed' });
    });

    it('is not closed again with its context after close()', () => {
      ofMaker().close();
      injector.destroy();
      expect(close).toHaveBeenCalledTimes(1);
    });

    it('is not closed with the service before it runs', () => {
      const feed = ofService();
      injector.destroy();
      expect(close).not.toHaveBeenCalled();
      expect(feed.status()).toEqual({ phase: 'idle' });
    });

    it('is not closed with the service after it ran', () => {
      const feed = ofService();
      for (let run = 0; run < 2; run++) feed.data$.subscribe().unsubscribe();
      injector.destroy();
      expect(close).not.toHaveBeenCalled();
      expect(feed.status()).toEqual({ phase: 'idle' });
    });

    it('is closed once with the service while it runs for the second time', () => {
      const feed = ofService();
      feed.data$.subscribe().unsubscribe();
      feed.data$.subscribe();
      injector.destroy();
      expect(close).toHaveBeenCalledTimes(1);
      expect(feed.status()).toEqual({ phase: 'closed' });
    });
  });

  describe('made outside of an injection context', () => {
    it('is not closed with the service while it is idle', () => {
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url)]);
      TestBed.resetTestingModule();
      expect(feed.status()).toEqual({ phase: 'idle' });
      feed.close();
    });

    it('is closed with the service while it runs', () => {
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url)]);
      const ends: string[] = [];
      feed.data$.subscribe({ complete: () => ends.push('complete') });
      TestBed.resetTestingModule();
      expect(ends).toEqual(['complete']);
      expect(feed.status()).toEqual({ phase: 'closed' });
    });

    it('is closed with the service while it lingers, and leaves no timer', () => {
      jest.useFakeTimers();
      const before = jest.getTimerCount();
      const fetch = (): Promise<Response> => new Promise(() => undefined);
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url, { fetch })]);
      feed.data$.subscribe().unsubscribe();
      expect(feed.status()).toMatchObject({ phase: 'connecting' });
      TestBed.resetTestingModule();
      expect(feed.status()).toEqual({ phase: 'closed' });
      expect(jest.getTimerCount()).toBe(before);
    });

    it('is closed at once if the service has ended', () => {
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url)]);
      TestBed.resetTestingModule();
      const ends: string[] = [];
      feed.data$.subscribe({ complete: () => ends.push('complete') });
      expect(ends).toEqual(['complete']);
      expect(feed.status()).toEqual({ phase: 'closed' });
    });
  });

  describe('reconnect', () => {
    it('closes the connection and opens it again', async () => {
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url)]);
      const seen: PushEvent<number>['kind'][] = [];
      const again = new Subject<void>();
      const subscription = feed.events$.subscribe(({ kind }) => {
        seen.push(kind);
        if (seen.filter((one) => one === 'message').length === 1 && kind === 'message')
          feed.reconnect({ forget: true });
        else if (kind === 'message') again.complete();
      });
      await lastValueFrom(again, { defaultValue: undefined });
      expect(seen).toEqual(['connecting', 'open', 'message', 'connecting', 'open', 'message']);
      subscription.unsubscribe();
      feed.close();
      expect(() => {
        feed.reconnect();
      }).toThrow('closed');
    });
  });

  describe('followed by pushSignal', () => {
    it.each<[string, (feed: PushConnection<number>) => PushConnection<number> | Observable<unknown>, unknown]>([
      ['as it is', (feed) => feed, 1],
      ['by its data', (feed) => feed.data$, 1],
      ['by its messages', (feed) => feed.messages$, expect.objectContaining({ id: '1', data: 1 })],
    ])('%s, gives value and status', async (_, of, first) => {
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url)]);
      const source = of(feed) as Observable<unknown>;
      const followed = TestBed.runInInjectionContext(() => pushSignal<unknown>(source, { initialValue: 0 }));
      expect(followed.status()).toMatchObject({ phase: 'connecting' });
      await firstValueFrom(feed.data$);
      expect(followed.value()).toEqual(first);
      expect(followed.status()).toMatchObject({ phase: 'open' });
      feed.close();
      expect(followed.status()).toEqual({ phase: 'closed' });
    });

    it('late, gives the status at once', async () => {
      const feed = TestBed.inject(PushService).connect([viaSse<number>(url)]);
      const subscription = feed.data$.subscribe();
      await firstValueFrom(feed.data$);
      const followed = TestBed.runInInjectionContext(() => pushSignal(feed, { initialValue: 0 }));
      expect(followed.status()).toMatchObject({ phase: 'open' });
      expect(followed.value()).toBe(0);
      subscription.unsubscribe();
      feed.close();
    });

    it('late, gives the error of the last loss', async () => {
      const nowhere = await serveHttp((_request, response) => response.writeHead(503).end());
      const feed = TestBed.inject(PushService).connect([viaSse<number>(nowhere)]);
      const subscription = feed.data$.subscribe();
      await firstValueFrom(feed.status$.pipe(filter(({ phase }) => phase === 'waiting')));
      const followed = TestBed.runInInjectionContext(() => pushSignal(feed, { initialValue: 0 }));
      expect(followed.error()).toMatchObject({ code: 'http', status: 503 });
      subscription.unsubscribe();
      feed.close();
    });
  });

  it('does not connect on the server, and emits the reason', async () => {
    jest.useFakeTimers();
    const made = jest.fn();
    TestBed.configureTestingModule({
      providers: [
        { provide: PLATFORM_ID, useValue: 'server' },
        { provide: PUSH_WEB_SOCKET, useValue: made },
      ],
    });
    const feed = TestBed.inject(PushService).connect<number, string>([viaWebSocket<number, string>(url)], {
      channels: { subscribe: (name) => name, unsubscribe: (name) => name, nameOf: () => 'a' },
    });
    const events: PushEvent<number>[] = [];
    const ends: string[] = [];
    feed.events$.subscribe({ next: (event) => events.push(event), complete: () => ends.push('events') });
    const silent: readonly Observable<unknown>[] = [
      feed.data$,
      feed.messages$,
      feed.channel('a'),
      feed.request('ask', { match: () => true }),
    ];
    silent.forEach((stream) => stream.subscribe({ next: () => ends.push('value'), complete: () => ends.push('end') }));
    feed.send('hello');
    feed.reconnect();
    expect(() => {
      feed.reconnect({ forget: 1 as never });
    }).toThrow(new TypeError('forget must be one of true, false, got 1'));
    expect(events).toEqual([{ kind: 'paused', reason: 'server' }]);
    expect(feed.status()).toEqual({ phase: 'paused', reason: 'server' });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(made).not.toHaveBeenCalled();
    feed.close();
    expect(ends).toEqual(['events', 'end', 'end', 'end', 'end']);
    expect(feed.status()).toEqual({ phase: 'closed' });
    expect(() => feed.channel('')).toThrow(new TypeError('name must be a non-empty string, got ""'));
  });
});
