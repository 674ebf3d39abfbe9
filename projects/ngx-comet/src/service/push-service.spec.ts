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

    it.each(transports)('%s connects to nothing, stays silent and blocks nothing', async (_name, open) => {
      const told: unknown[] = [];
      const subscription = open(TestBed.inject(PushService)).subscribe({
        next: (value) => told.push(value),
        error: (error) => told.push(error),
        complete: () => told.push('complete'),
      });
      await TestBed.inject(ApplicationRef).whenStable();
      expect(told).toEqual([]);
      expect(fetch).not.toHaveBeenCalled();
      expect(WebSocket).not.toHaveBeenCalled();
      subscription.unsubscribe();
    });

    it.each(transports)('%s says why', (_name, open) => {
      const events: unknown[] = [];
      open(TestBed.inject(PushService), 'events')
        .subscribe((event) => events.push(event))
        .unsubscribe();
      expect(events).toEqual([{ kind: 'paused', reason: 'server' }]);
    });
  });

  it.each(transports)('%s refuses a wrong option from the call', (_name, open) => {
    const push = TestBed.inject(PushService);
    expect(() => open(push, 'everything' as 'events')).toThrow(
      new TypeError('observe must be one of "data", "messages", "events", got "everything"'),
    );
  });

  it('polls a function, and gives it what it asks for', async () => {
    const polls: unknown[] = [];
    const stream = TestBed.inject(PushService).pollingStream$((poll) => {
      polls.push(poll);
      return of('answer');
    });
    expect(await firstValueFrom(stream)).toBe('answer');
    expect(polls).toEqual([{ cursor: undefined, index: 0 }]);
  });

  it('opens a socket by the constructor of the token', async () => {
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
