import { ApplicationRef, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { constant, PushError, text, viaSse } from 'ngx-comet/core';
import { firstValueFrom, of, Subject, type Observable } from 'rxjs';
import { providePush, withRetry } from '../public-api';
import { PushService } from './push-service';
import { PUSH_FETCH, PUSH_WEB_SOCKET } from './tokens';

const opened = {
  sse$: (push: PushService, observe?: 'events') => push.sse$('/feed', { observe } as { observe: 'events' }),
  httpStream$: (push: PushService, observe?: 'events') =>
    push.httpStream$('/feed', { observe } as { observe: 'events' }),
  websocket$: (push: PushService, observe?: 'events') => push.websocket$('/feed', { observe } as { observe: 'events' }),
  pollingStream$: (push: PushService, observe?: 'events') =>
    push.pollingStream$('/feed', { observe } as { observe: 'events' }),
  jsonp$: (push: PushService, observe?: 'events') => push.jsonp$('/feed', { observe } as { observe: 'events' }),
};
const transports = Object.entries(opened);

describe('PushService', () => {
  describe('on the server', () => {
    const fetch = jest.fn();
    const WebSocket = jest.fn();

    beforeEach(() => {
      TestBed.configureTestingModule({
        providers: [
          { provide: PLATFORM_ID, useValue: 'server' },
          { provide: PUSH_FETCH, useValue: fetch },
          { provide: PUSH_WEB_SOCKET, useValue: WebSocket },
        ],
      });
    });

    it.each(transports)('%s does not connect, emits nothing and does not delay rendering', async (_name, open) => {
      const seen: unknown[] = [];
      const subscription = open(TestBed.inject(PushService)).subscribe({
        next: (value) => seen.push(value),
        error: (error) => seen.push(error),
        complete: () => seen.push('complete'),
      });
      await TestBed.inject(ApplicationRef).whenStable();
      expect(seen).toEqual([]);
      expect(fetch).not.toHaveBeenCalled();
      expect(WebSocket).not.toHaveBeenCalled();
      subscription.unsubscribe();
    });

    it.each(transports)('%s emits the reason as an event', (_name, open) => {
      const events: unknown[] = [];
      open(TestBed.inject(PushService), 'events')
        .subscribe((event) => events.push(event))
        .unsubscribe();
      expect(events).toEqual([{ kind: 'paused', reason: 'server' }]);
      // The mark of an event, which pushSignal() needs.
      expect(Reflect.get(Object(events[0]), Symbol.for('ngx-comet.event'))).toBe(true);
    });
  });

  it.each(transports)('%s throws for a wrong option', (_name, open) => {
    const push = TestBed.inject(PushService);
    expect(() => open(push, 'everything' as 'events')).toThrow(
      new TypeError('observe must be one of "data", "messages", "events", got "everything"'),
    );
  });

  it('polls a function, and passes cursor and index to it', async () => {
    const polls: unknown[] = [];
    const stream = TestBed.inject(PushService).pollingStream$((poll) => {
      polls.push(poll);
      return of('answer');
    });
    expect(await firstValueFrom(stream)).toBe('answer');
    expect(polls).toEqual([{ cursor: undefined, index: 0 }]);
  });

  it('opens a socket with the constructor of the token', async () => {
    const urls: unknown[] = [];
    const Socket = function (url: string): void {
      urls.push(url);
      throw new Error('no network here');
    };
    TestBed.configureTestingModule({ providers: [{ provide: PUSH_WEB_SOCKET, useValue: Socket }] });
    const stream = TestBed.inject(PushService).websocket$('ws://host/feed', { decode: text(), retry: false });
    await expect(firstValueFrom(stream)).rejects.toThrow();
    expect(urls).toEqual(['ws://host/feed']);
  });

  describe('wake', () => {
    const refuse = (): Promise<Response> => Promise.reject(new TypeError('offline'));
    const fetch = jest.fn(refuse);
    let sockets = 0;

    class Socket extends EventTarget {
      constructor() {
        super();
        sockets++;
        throw new PushError('network', 'offline', { transient: true });
      }
    }

    beforeEach(() => {
      jest.useFakeTimers();
      fetch.mockReset().mockImplementation(refuse);
      sockets = 0;
      TestBed.configureTestingModule({
        providers: [
          { provide: PUSH_FETCH, useValue: fetch },
          { provide: PUSH_WEB_SOCKET, useValue: Socket },
          providePush(withRetry(constant(3_600_000))),
        ],
      });
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    const attempts = (): number => fetch.mock.calls.length + sockets;

    it.each<[string, (push: PushService, wake?: Observable<unknown>) => Observable<unknown>]>([
      ['sse$', (push, wake) => push.sse$('/feed', { wake })],
      ['httpStream$', (push, wake) => push.httpStream$('/feed', { wake })],
      ['pollingStream$', (push, wake) => push.pollingStream$('/feed', { wake })],
      ['websocket$', (push, wake) => push.websocket$('wss://host/feed', { wake, transient: () => true })],
      ['connect', (push, wake) => push.connect([viaSse('/feed')], { wake, linger: 0 }).data$],
    ])('makes %s try now, and so does the wake of the call', async (_name, open) => {
      const push = TestBed.inject(PushService);
      const own = new Subject<void>();
      const subscriptions = [open(push).subscribe(), open(push, own).subscribe()];
      await jest.advanceTimersByTimeAsync(0);
      expect(attempts()).toBe(2);
      push.wake();
      await jest.advanceTimersByTimeAsync(0);
      expect(attempts()).toBe(4);
      own.next();
      await jest.advanceTimersByTimeAsync(0);
      expect(attempts()).toBe(5);
      for (const subscription of subscriptions) subscription.unsubscribe();
      push.wake();
      await jest.advanceTimersByTimeAsync(0);
      expect(attempts()).toBe(5);
      expect(own.observed).toBe(false);
    });

    it('leaves alone what connects, and ends the wait between two polls', async () => {
      const push = TestBed.inject(PushService);
      fetch.mockImplementation(() => Promise.resolve(new Response('1')));
      const subscription = push.pollingStream$('/feed', { interval: 60_000, jitter: 0 }).subscribe();
      push.wake();
      await jest.advanceTimersByTimeAsync(100);
      expect(attempts()).toBe(1);
      push.wake();
      await jest.advanceTimersByTimeAsync(100);
      expect(attempts()).toBe(2);
      subscription.unsubscribe();
    });

    it('of the call must be an Observable', () => {
      expect(() => TestBed.inject(PushService).sse$('/feed', { wake: 1 as never })).toThrow(
        new TypeError('wake must be an Observable, got 1'),
      );
    });
  });
});
