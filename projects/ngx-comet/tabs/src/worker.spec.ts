/** @jest-environment node */
import type { PushMessage } from 'ngx-comet/core';
import { of, Subject } from 'rxjs';
import { shareAcrossTabs } from './share-across-tabs';
import { FakeBrowser } from './spec-support/fake-browser';

const message = (data: string): PushMessage<string> => ({ data, event: 'message', id: data, transport: 'sse' });

describe('shareAcrossTabs outside of a page', () => {
  const before = Object.getOwnPropertyDescriptors(globalThis);
  const changed = new Set<string>();

  /** Defines a global until the end of the test. */
  function define(name: string, value: unknown): void {
    changed.add(name);
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value });
  }

  afterEach(() => {
    for (const name of changed) {
      const descriptor = Reflect.get(before, name) as PropertyDescriptor | undefined;
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
    changed.clear();
  });

  it('works in a worker without a document, and leaves nothing behind', async () => {
    const browser = new FakeBrowser();
    const tab = browser.tab();
    const listened = new Set<string>();
    define('addEventListener', (type: string) => listened.add(type));
    define('removeEventListener', (type: string) => listened.delete(type));
    define('navigator', { locks: tab.locks });
    define('BroadcastChannel', function () {
      return tab.open();
    });
    const source = new Subject<PushMessage<string>>();
    const seen: unknown[] = [];
    const subscription = source
      .pipe(shareAcrossTabs('feed'))
      .subscribe({ next: ({ data }) => seen.push(data), error: (error: unknown) => seen.push(error) });
    // The election takes some microtasks.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    source.next(message('a'));
    expect(seen).toEqual(['a']);
    expect(listened.size).toBeGreaterThan(0);
    subscription.unsubscribe();
    expect([...listened]).toEqual([]);
    expect(source.observed).toBe(false);
    expect(browser.openChannels).toBe(0);
  });

  it('subscribes to its own source if there is no navigator', () => {
    define('addEventListener', () => undefined);
    define('navigator', undefined);
    const seen: unknown[] = [];
    of(message('a'))
      .pipe(shareAcrossTabs('feed'))
      .subscribe({ next: ({ data }) => seen.push(data), error: (error: unknown) => seen.push(error) });
    expect(seen).toEqual(['a']);
  });
});
