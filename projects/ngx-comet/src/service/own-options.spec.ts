import { TestBed } from '@angular/core/testing';
import { NEVER } from 'rxjs';
import { providePush, PUSH_FETCH, PushService, viaSse, withDefaults, withServerSnapshot } from '../public-api';

const prototype = Object.prototype as unknown as Record<string, unknown>;
const EVIL: Readonly<Record<string, unknown>> = {
  credentials: 'include',
  decode: () => 'evil',
  headers: { 'x-evil': '1' },
  observe: 'events',
  query: { evil: 1 },
  retry: false,
  sendVia: () => NEVER,
  timeout: -1,
  via: 'event-source',
};

describe('a property on Object.prototype', () => {
  const requests: unknown[] = [];
  const bytes = new TextEncoder().encode('data: 1\n\n');
  const body = {
    async *[Symbol.asyncIterator]() {
      yield bytes;
    },
  };
  const response = { ok: true, status: 200, url: '', headers: new Headers({ 'content-type': 'text/event-stream' }) };
  const fetch = async (url: string, { credentials, headers, method }: RequestInit): Promise<object> => {
    requests.push(url, credentials, [...(headers as Headers)], method);
    return { ...response, body };
  };

  /** The values of two streams, and their requests. */
  async function use(name?: string): Promise<string> {
    requests.length = 0;
    const seen: unknown[] = [];
    if (name !== undefined) prototype[name] = EVIL[name];
    try {
      TestBed.resetTestingModule().configureTestingModule({
        providers: [providePush(withDefaults({}), withServerSnapshot({})), { provide: PUSH_FETCH, useValue: fetch }],
      });
      const push = TestBed.inject(PushService);
      const streams = [push.sse$('/feed'), push.sse$('/feed', {}), push.connect([viaSse('/feed')]).data$];
      for (const stream of streams) {
        const subscription = stream.subscribe((value) => seen.push(value));
        for (let turn = 0; turn < 50; turn++) await Promise.resolve();
        subscription.unsubscribe();
      }
    } finally {
      if (name !== undefined) Reflect.deleteProperty(prototype, name);
    }
    return JSON.stringify([seen, requests]);
  }

  it.each(Object.keys(EVIL))('is no option of the service: %s', async (name) => {
    const clean = await use();
    expect(clean).toContain('[1,1,1]');
    expect(await use(name)).toBe(clean);
  });
});
