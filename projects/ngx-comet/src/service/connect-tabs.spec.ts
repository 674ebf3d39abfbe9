import { PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { filter, firstValueFrom } from 'rxjs';
import { closeServers, serveHttp } from '../../core/src/spec-support/serve-http';
import { FakeBrowser } from '../../tabs/src/spec-support/fake-browser';
import { providePush, PushService, storedCursor, viaSse, withLogger, type PushConnection } from '../public-api';

describe('PushService.connect with tabs', () => {
  let url: string;
  let requests: (string | undefined)[];
  let browser: FakeBrowser;
  const restores: (() => void)[] = [];

  /** Replaces a property of a global until the end of the test. */
  function replace(target: object, name: string, value: unknown): void {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { configurable: true, writable: true, value });
    restores.push(() => {
      if (before === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, before);
    });
  }

  beforeEach(async () => {
    requests = [];
    url = await serveHttp((request, response) => {
      requests.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`id: ${requests.length}\ndata: ${requests.length}\n\n`);
    });
    browser = new FakeBrowser();
    const tab = browser.tab();
    replace(navigator, 'locks', tab.locks);
    replace(globalThis, 'BroadcastChannel', function () {
      return tab.open();
    });
  });

  afterEach(async () => {
    for (const restore of restores.splice(0).reverse()) restore();
    localStorage.clear();
    await closeServers();
  });

  const isOpen = (feed: PushConnection<number>): Promise<unknown> =>
    firstValueFrom(feed.status$.pipe(filter(({ phase }) => phase === 'open')));

  it('has one wire, a status signal in each, and the cursor under the same name', async () => {
    const push = TestBed.inject(PushService);
    const feeds = [1, 2].map(() => push.connect<number>([viaSse(url)], { tabs: 'prices', linger: 0, replay: 'last' }));
    const [one, two] = feeds as [PushConnection<number>, PushConnection<number>];
    const seen: unknown[] = [];
    const first = one.data$.subscribe((data) => seen.push(`one ${data}`));
    await isOpen(one);
    const second = two.data$.subscribe((data) => seen.push(`two ${data}`));
    await isOpen(two);
    await firstValueFrom(two.data$);
    expect(requests).toEqual([undefined]);
    expect([one.status(), two.status()]).toEqual([
      expect.objectContaining({ phase: 'open', transport: 'sse' }),
      expect.objectContaining({ phase: 'open', transport: 'sse' }),
    ]);
    expect(seen).toEqual(['one 1', 'two 1']);
    expect(storedCursor('prices').get()).toBe('1');
    first.unsubscribe();
    await firstValueFrom(two.data$.pipe(filter((data) => data === 2)));
    expect(requests).toEqual([undefined, '1']);
    second.unsubscribe();
    // A lock is free some microtasks later.
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect([browser.openChannels, browser.isHeld]).toEqual([0, false]);
  });

  it('connects to nothing and opens no channel on a server', () => {
    TestBed.configureTestingModule({ providers: [{ provide: PLATFORM_ID, useValue: 'server' }] });
    const feed = TestBed.inject(PushService).connect<number>([viaSse(url)], { tabs: 'prices' });
    feed.data$.subscribe().unsubscribe();
    expect([requests.length, browser.requests, browser.openChannels]).toEqual([0, 0, 0]);
  });

  it('refuses an empty name, and names the option', () => {
    TestBed.configureTestingModule({ providers: [providePush(withLogger({ warn: () => undefined }))] });
    expect(() => TestBed.inject(PushService).connect([viaSse(url)], { tabs: '' })).toThrow(
      new TypeError('connect: tabs must be a non-empty string, got ""'),
    );
  });
});
