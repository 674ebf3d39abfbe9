import { TestBed } from '@angular/core/testing';
import { providePush, PushService, withDefaults } from '../public-api';

describe('PushService.sse$ with the EventSource of the browser', () => {
  const platform = globalThis as { EventSource?: unknown };
  const own = platform.EventSource;

  afterEach(() => {
    platform.EventSource = own;
  });

  it.each([
    ['include', true],
    ['same-origin', false],
    ['omit', false],
    [undefined, false],
  ] as const)('maps the default credentials %p to withCredentials %p', async (credentials, sent) => {
    const created = new Promise((resolve) => {
      platform.EventSource = class extends EventTarget {
        constructor(_url: string, options: unknown) {
          super();
          resolve(options);
        }
        close(): void {}
      };
    });
    TestBed.configureTestingModule({
      providers: [providePush(withDefaults({ credentials, origins: ['http://host'] }))],
    });
    const subscription = TestBed.inject(PushService).sse$('http://host/feed', { via: 'event-source' }).subscribe();
    expect(await created).toEqual({ withCredentials: sent });
    subscription.unsubscribe();
  });
});
