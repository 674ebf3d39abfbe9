import { PLATFORM_ID } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import {
  providePush,
  PUSH_FETCH,
  PUSH_LOGGER,
  pushResource,
  PushService,
  pushSignal,
  withServerSnapshot,
  type PushFeature,
} from '../public-api';

describe('the hint about silent streams', () => {
  const lines: string[] = [];

  function platform(id: 'browser' | 'server', ...features: PushFeature[]): PushService {
    lines.length = 0;
    TestBed.configureTestingModule({
      providers: [
        providePush(...features),
        { provide: PLATFORM_ID, useValue: id },
        { provide: PUSH_LOGGER, useValue: { warn: (line: string) => lines.push(line) } },
        { provide: PUSH_FETCH, useValue: () => new Promise(() => undefined) },
      ],
    });
    return TestBed.inject(PushService);
  }

  it('is logged on the server, once for all streams of a page', () => {
    const push = platform('server');
    TestBed.runInInjectionContext(() => {
      pushSignal(push.sse$('/feed'));
      pushSignal(push.websocket$('/socket'));
      pushResource({ stream: () => push.pollingStream$('/poll') });
    });
    TestBed.tick();
    expect(lines).toEqual([
      expect.stringMatching(/^ngx-comet: on the server no stream connects.*withServerSnapshot\(\)/),
    ]);
  });

  it('is not logged for a stream that nobody subscribes to', () => {
    platform('server').sse$('/feed');
    expect(lines).toEqual([]);
  });

  it.each<[string, 'browser' | 'server', PushFeature[]]>([
    ['in the browser', 'browser', []],
    ['with withServerSnapshot()', 'server', [withServerSnapshot()]],
  ])('is not logged %s', (_where, id, features) => {
    const push = platform(id, ...features);
    TestBed.runInInjectionContext(() => {
      pushSignal(push.sse$('/feed'));
      // A function as URL has no snapshot.
      pushSignal(push.sse$(() => '/feed'));
    });
    expect(lines).toEqual([]);
  });

  it('is not logged in a production build', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'ngDevMode');
    const push = platform('server');
    Object.assign(globalThis, { ngDevMode: false });
    push.sse$('/feed').subscribe().unsubscribe();
    if (before !== undefined) Object.defineProperty(globalThis, 'ngDevMode', before);
    expect(lines).toEqual([]);
  });
});
