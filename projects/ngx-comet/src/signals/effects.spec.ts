import { effect, Injector, signal, untracked } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { providePushTesting, PushTestingController } from 'ngx-comet/testing';
import { BehaviorSubject, Observable, Subject } from 'rxjs';
import {
  collectBy,
  pushEvent,
  pushResource,
  PushService,
  pushSignal,
  viaWebSocket,
  type PushEvent,
} from '../public-api';

describe('an effect', () => {
  /** A signal that functions of the application read. */
  const name = signal('a');
  let runs: number;
  let push: PushTestingController;

  beforeEach(() => {
    runs = 0;
    name.set('a');
    TestBed.configureTestingModule({ providers: [providePushTesting()] });
    push = TestBed.inject(PushTestingController);
  });

  afterEach(() => {
    TestBed.resetTestingModule();
    push.tick(1_000);
    push.verify();
  });

  /** Runs an effect, and counts how often it runs. */
  function run(body: () => void): void {
    effect(
      () => {
        runs++;
        body();
      },
      { injector: TestBed.inject(Injector) },
    );
    TestBed.tick();
  }

  /** Changes what the functions of the application have read. */
  function change(): void {
    name.set('b');
    TestBed.tick();
  }

  it('that makes a source emit does not run again because of the signals of the source', () => {
    const source = new Subject<number>();
    const events = new Subject<PushEvent<number>>();
    const followed = TestBed.runInInjectionContext(() => [
      pushSignal(source, { initialValue: 0 }),
      pushSignal(events, { initialValue: 0 }),
      pushResource({ stream: () => source, defaultValue: 0 }),
    ]);
    TestBed.tick();
    run(() => {
      source.next(1);
      events.next(pushEvent({ kind: 'paused', reason: 'caller' }));
    });
    source.next(2);
    events.next(pushEvent({ kind: 'connecting', transport: 'sse', attempt: 1 }));
    TestBed.tick();
    expect(followed.map(({ value }) => value())).toEqual([2, 0, 2]);
    expect(runs).toBe(1);
  });

  it('that makes a connection anew does not run again because its URL reads a signal', () => {
    const feed = TestBed.inject(PushService).connect([viaWebSocket<number>(() => `wss://h/${name()}`)]);
    const followed = TestBed.runInInjectionContext(() => pushSignal(feed));
    push.expectOne('wss://h/a').open();
    run(() => feed.reconnect());
    change();
    expect(runs).toBe(1);
    push.expectOne('wss://h/a').open();
    expect(followed.status().phase).toBe('open');
  });

  it('that sends does not run again because encode reads a signal', () => {
    const feed = TestBed.inject(PushService).connect<number, string>([
      viaWebSocket<number, string>('wss://h', { encode: (text) => `${name()}: ${text}` }),
    ]);
    TestBed.runInInjectionContext(() => pushSignal(feed));
    const socket = push.expectOne('wss://h');
    socket.open();
    run(() => feed.send('hello'));
    change();
    expect([runs, socket.sent]).toEqual([1, ['a: hello']]);
  });

  it('that calls pushSignal() untracked does not run again because a key reads a signal', () => {
    const prices = new BehaviorSubject(1);
    const injector = TestBed.inject(Injector);
    run(() => untracked(() => pushSignal(prices.pipe(collectBy((price) => `${name()}${price}`)), { injector })));
    change();
    expect(runs).toBe(1);
  });

  it('of pushResource() does not open the stream again because the stream, a key or its end reads a signal', () => {
    let opened = 0;
    const open = signal<true | undefined>(true);
    const resource = TestBed.runInInjectionContext(() =>
      pushResource({
        params: () => open(),
        stream: () => {
          opened++;
          name();
          return new Observable<number>((subscriber) => {
            subscriber.next(name().length);
            return () => void name();
          }).pipe(collectBy((price) => `${name()}${price}`));
        },
      }),
    );
    TestBed.tick();
    expect(resource.value()).toEqual(new Map([['a1', 1]]));
    change();
    expect(opened).toBe(1);
    open.set(undefined);
    TestBed.tick();
    name.set('c');
    TestBed.tick();
    expect([opened, resource.status()]).toEqual([1, 'idle']);
  });
});
