import {
  Component,
  computed,
  createEnvironmentInjector,
  effect,
  EnvironmentInjector,
  inject,
  Injector,
  runInInjectionContext,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { providePushTesting, PushTestingController } from 'ngx-comet/testing';
import { BehaviorSubject, map, type Observable, of, Subject, throwError } from 'rxjs';
import {
  PushError,
  pushEvent,
  PushService,
  pushSignal,
  PUSH_LOGGER,
  type PushEvent,
  type PushSignal,
  type PushSource,
} from '../public-api';

const lost = new PushError('network', 'broken', { transient: true });
const refused = new PushError('http', '403', { transient: false, status: 403 });
const message = (data: number): PushEvent<number> => ({
  kind: 'message',
  message: { data, event: 'message', id: undefined, transport: 'sse' },
});

describe('pushSignal', () => {
  const inContext = <R>(run: () => R): R => TestBed.runInInjectionContext(run);

  it('gives the latest value of any Observable', () => {
    const source = new Subject<number>();
    const { value } = inContext(() => pushSignal(source, { initialValue: 0 }));
    expect(value()).toBe(0);
    source.next(1);
    source.next(2);
    expect(value()).toBe(2);
  });

  it.each<[string, (source: Observable<number>) => PushSignal<number | undefined>]>([
    ['no options', (source) => pushSignal(source)],
    ['no initialValue', (source) => pushSignal(source, { injector: TestBed.inject(Injector) })],
    ['an initialValue of undefined', (source) => pushSignal(source, { initialValue: undefined })],
  ])('has the value undefined until the first one arrives, with %s', (_name, follow) => {
    const source = new Subject<number>();
    const { value } = inContext(() => follow(source));
    expect(value()).toBe(undefined);
    source.next(0);
    expect(value()).toBe(0);
  });

  it('needs no injection context if there is an injector', () => {
    const { value } = pushSignal(of(1), { injector: TestBed.inject(Injector) });
    expect(value()).toBe(1);
  });

  it.each<[string, (events: Observable<PushEvent<number>>) => PushSource<number>]>([
    ['events', (events) => events],
    ['a connection', (events$) => ({ events$ })],
  ])('shows the status of %s, and why no values arrive', (_name, sourceOf) => {
    const events = new Subject<PushEvent<number>>();
    const feed = inContext(() =>
      pushSignal(sourceOf(events) as Observable<PushEvent<number>>, { initialValue: undefined }),
    );
    const seen = (): unknown[] => [feed.value(), feed.status().phase, feed.error()];
    const emit = (event: PushEvent<number>): void => events.next(pushEvent(event));
    expect(seen()).toEqual([undefined, 'idle', undefined]);
    emit({ kind: 'connecting', transport: 'sse', attempt: 1 });
    expect(seen()).toEqual([undefined, 'connecting', undefined]);
    emit({ kind: 'open', transport: 'sse', continuity: 'first' });
    emit(message(7));
    expect(seen()).toEqual([7, 'open', undefined]);
    emit({ kind: 'lost', transport: 'sse', error: lost, retryIn: 10 });
    expect(seen()).toEqual([7, 'waiting', lost]);
    emit({ kind: 'connecting', transport: 'sse', attempt: 2 });
    emit({ kind: 'paused', reason: 'offline' });
    expect(seen()).toEqual([7, 'paused', lost]);
    emit({ kind: 'open', transport: 'sse', continuity: 'resumed' });
    expect(seen()).toEqual([7, 'open', undefined]);
    events.error(refused);
    expect(seen()).toEqual([7, 'closed', refused]);
  });

  it('never throws the error of a source, even a synchronous one', () => {
    const { value, status, error } = inContext(() =>
      pushSignal(
        throwError(() => new Error('not ours')),
        { initialValue: 1 },
      ),
    );
    expect(value()).toBe(1);
    expect(status().phase).toBe('closed');
    expect(error()).toBeInstanceOf(PushError);
    expect(error()).toMatchObject({ cause: new Error('not ours') });
  });

  it('shows that a source completed', () => {
    const { value, status, error } = inContext(() => pushSignal(of(1), { initialValue: 0 }));
    expect([value(), status(), error()]).toEqual([1, { phase: 'closed' }, undefined]);
  });

  describe('of a stream of PushService', () => {
    const warn = jest.fn<undefined, [string]>();
    let push: PushTestingController;

    beforeEach(() => {
      warn.mockClear();
      TestBed.configureTestingModule({
        providers: [providePushTesting(), { provide: PUSH_LOGGER, useValue: { warn } }],
      });
      push = TestBed.inject(PushTestingController);
    });

    afterEach(() => {
      TestBed.resetTestingModule();
      push.verify();
    });

    const numbers = (): Observable<number> => TestBed.inject(PushService).sse$<number>('/feed');

    it('gives the data and the status', () => {
      const { value, status } = inContext(() => pushSignal(numbers(), { initialValue: 0 }));
      push.expectOne('/feed').next(5);
      expect(value()).toBe(5);
      expect(status()).toMatchObject({ phase: 'open', transport: 'sse' });
    });

    it('gives the messages of a stream that observes messages', () => {
      const { value, status } = inContext(() =>
        pushSignal(TestBed.inject(PushService).sse$<number>('/feed', { observe: 'messages' }), { initialValue: null }),
      );
      push.expectOne('/feed').message(5, { id: 'a' });
      expect(value()).toEqual({ data: 5, event: 'message', id: 'a', transport: 'sse' });
      expect(status().phase).toBe('open');
    });

    it('reports rejected messages to the logger', () => {
      const { value } = inContext(() => pushSignal(numbers(), { initialValue: 0 }));
      const feed = push.expectOne('/feed');
      feed.reject('{');
      feed.next(5);
      expect(value()).toBe(5);
      expect(warn).toHaveBeenCalledTimes(1);
      expect(warn).toHaveBeenCalledWith(expect.stringContaining('rejected'), expect.objectContaining({ raw: '{' }));
    });

    it('logs many rejected messages in two lines, the second at the end', () => {
      const { value } = inContext(() => pushSignal(numbers(), { initialValue: 0 }));
      const feed = push.expectOne('/feed');
      for (let n = 0; n < 50; n++) feed.reject('{');
      feed.next(5);
      expect(value()).toBe(5);
      TestBed.resetTestingModule();
      expect(warn.mock.calls.map(([line]) => line)).toEqual([
        expect.stringMatching(/^ngx-comet: a sse message was rejected: \/feed: the message cannot be decoded/),
        'ngx-comet: 49 more messages were rejected',
      ]);
    });

    it('follows only the values of a piped stream', () => {
      const { value, status } = inContext(() => pushSignal(numbers().pipe(map((n) => n * 2)), { initialValue: 0 }));
      push.expectOne('/feed').next(5);
      expect([value(), status().phase]).toEqual([10, 'idle']);
    });
  });

  it('unsubscribes when its injector is destroyed', () => {
    const source = new BehaviorSubject(1);
    const child = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const injector = child.get(Injector);
    runInInjectionContext(injector, () => pushSignal(source, { initialValue: 0 }));
    pushSignal(source, { initialValue: 0, injector });
    expect(source.observed).toBe(true);
    child.destroy();
    expect(source.observed).toBe(false);
  });

  it('subscribes to nothing for an injector that is destroyed', () => {
    @Component({ template: '' })
    class Gone {
      readonly injector = inject(Injector);
    }
    const source = new BehaviorSubject(1);
    const fixture = TestBed.createComponent(Gone);
    const { injector } = fixture.componentInstance;
    fixture.destroy();
    expect(() => pushSignal(source, { initialValue: 0, injector })).toThrow(/NG0911/);
    expect(source.observed).toBe(false);
  });

  it('treats values that only look similar to events as values', () => {
    const { value } = inContext(() => pushSignal(of({ kind: 'open', door: 1 }), { initialValue: undefined }));
    expect(value()).toEqual({ kind: 'open', door: 1 });
  });

  it('throws outside of an injection context, and in a reactive context, where the error says what to do', () => {
    expect(() => pushSignal(of(1), { initialValue: 0 })).toThrow(/NG0203: pushSignal\(\)/);
    const injector = TestBed.inject(Injector);
    const call = (): unknown => pushSignal(of(1), { initialValue: 0, injector });
    let thrown: unknown;
    effect(
      () => {
        try {
          call();
        } catch (error) {
          thrown = error;
        }
      },
      { injector },
    );
    TestBed.tick();
    const message = /NG0602: pushSignal\(\) .*Call it once outside, and read its signals here\./;
    expect(String(thrown)).toMatch(message);
    expect(computed(call)).toThrow(message);
  });
});
