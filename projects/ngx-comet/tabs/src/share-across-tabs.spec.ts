import type { PushMessage } from 'ngx-comet/core';
import { of, Subject } from 'rxjs';
import { shareAcrossTabs } from './share-across-tabs';
import { FakeBrowser } from './spec-support/fake-browser';

const message = (data: string): PushMessage<string> => ({ data, event: 'message', id: data, transport: 'sse' });

/** Replaces a property of a global until the end of the test. */
function replace(target: object, name: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  restores.push(() => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  });
}

const restores: (() => void)[] = [];

describe('shareAcrossTabs', () => {
  it('refuses an unknown option, and names those that it takes', () => {
    expect(() => shareAcrossTabs('prices', { tails: 1 } as object)).toThrow(
      new TypeError('shareAcrossTabs: unknown option "tails". It takes tail, logger, cursor.'),
    );
  });

  afterEach(() => {
    for (const restore of restores.splice(0).reverse()) restore();
  });

  it.each([
    ['', undefined, 'name'],
    [undefined, undefined, 'name'],
    ['feed', { tail: -1 }, 'tail'],
    ['feed', { tail: 1.5 }, 'tail'],
  ])('rejects %j with %j', (name, options, wrong) => {
    expect(() => shareAcrossTabs(name as string, options)).toThrow(
      expect.objectContaining({ name: 'TypeError', message: expect.stringContaining(wrong) }) as Error,
    );
  });

  it.each([
    ['Web Locks', () => replace(navigator, 'locks', undefined)],
    [
      'BroadcastChannel',
      () => {
        replace(navigator, 'locks', { request: () => Promise.resolve() });
        replace(globalThis, 'BroadcastChannel', undefined);
      },
    ],
    [
      'permission for a BroadcastChannel',
      () => {
        replace(navigator, 'locks', { request: () => Promise.resolve() });
        replace(globalThis, 'BroadcastChannel', function () {
          throw new DOMException('denied', 'SecurityError');
        });
      },
    ],
    [
      'page, as on a server that has both',
      () => {
        replace(navigator, 'locks', { request: () => Promise.resolve() });
        replace(globalThis, 'addEventListener', undefined);
      },
    ],
  ])('subscribes to its own source where there is no %s', (_, lack) => {
    lack();
    const seen: unknown[] = [];
    of(message('a'))
      .pipe(shareAcrossTabs('feed'))
      .subscribe({ next: ({ data }) => seen.push(data), complete: () => seen.push('complete') });
    expect(seen).toEqual(['a', 'complete']);
  });

  it('uses the APIs of the browser, and listens to the page only while it is subscribed', async () => {
    const browser = new FakeBrowser();
    const tab = browser.tab();
    const keys: string[] = [];
    const locks = {
      request: (key: string, ...rest: [LockOptions, LockGrantedCallback<unknown>]) => {
        keys.push(key);
        return tab.locks.request(key, ...rest);
      },
    };
    replace(navigator, 'locks', locks);
    replace(globalThis, 'BroadcastChannel', function (this: unknown, key: string) {
      keys.push(key);
      return tab.open();
    });
    const listened: string[] = [];
    for (const target of [globalThis, document]) {
      jest
        .spyOn(target, 'addEventListener')
        .mockImplementation((...[type]: [string, ...unknown[]]) => void listened.push(`+${type}`));
      jest
        .spyOn(target, 'removeEventListener')
        .mockImplementation((...[type]: [string, ...unknown[]]) => void listened.push(`-${type}`));
    }
    const source = new Subject<PushMessage<string>>();
    const seen: string[] = [];
    const subscription = source.pipe(shareAcrossTabs('feed')).subscribe(({ data }) => seen.push(data));
    while (!source.observed) await Promise.resolve();
    source.next(message('a'));
    expect(seen).toEqual(['a']);
    expect(new Set(keys)).toEqual(new Set(['ngx-comet.tabs.3.feed']));
    subscription.unsubscribe();
    expect(source.observed).toBe(false);
    expect(listened).toEqual([
      '+pagehide',
      '+pageshow',
      '+freeze',
      '+resume',
      '+prerenderingchange',
      '+visibilitychange',
      '-pagehide',
      '-pageshow',
      '-freeze',
      '-resume',
      '-prerenderingchange',
      '-visibilitychange',
    ]);
    expect(browser.openChannels).toBe(0);
  });
});
