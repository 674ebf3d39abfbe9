import { ApplicationRef, PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { text } from 'ngx-comet/core';
import { firstValueFrom, of } from 'rxjs';
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
});
