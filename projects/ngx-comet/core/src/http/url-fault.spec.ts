import type { Observable } from 'rxjs';
import { outcome } from '../spec-support/outcome';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { sse$ } from '../transports/sse/sse';
import { viaSse } from '../transports/sse/via-sse';
import { websocket$ } from '../transports/websocket/websocket';
import { connection } from '../connection/connection';
import { schemeFault, urlFault } from './url-fault';

const IMPOSSIBLE = [
  'ftp://user:secret@host.example/x?token=secret#secret',
  'ws://user:secret@host.example/x?token=secret#secret',
  'wss://user:secret@host.example/x?token=secret',
  'file:///x?token=secret',
  'mailto:user:secret@host.example?subject=secret',
  'javascript://user:secret@host.example/x?secret',
  'about:blank?secret',
  'blob:x',
  'blob:https://user:secret@elsewhere.example/1?secret',
  'blob:null/1',
  'data:secret',
];

describe('a URL that cannot be requested', () => {
  const given = IMPOSSIBLE.map((url) => [url] as const);
  const unsupported = expect.objectContaining({ code: 'unsupported', transient: false }) as unknown;

  /** A network that must not be asked. */
  function untouched(): jest.Mock {
    return jest.fn(() => Promise.reject(new TypeError('asked')));
  }

  async function expectRefused(open: (fetch: typeof globalThis.fetch) => Observable<unknown>): Promise<void> {
    const fetch = untouched();
    const { error } = await outcome(open(fetch as typeof globalThis.fetch));
    expect(error).toEqual(unsupported);
    expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    expect(fetch).not.toHaveBeenCalled();
  }

  it.each(given)('is a final error of every HTTP stream, before any request: %s', async (url) => {
    await expectRefused((fetch) => sse$(url, { fetch }));
    await expectRefused((fetch) => httpStream$(url, { fetch }));
    await expectRefused((fetch) => pollingStream$(url, { fetch }));
    await expectRefused((fetch) => sse$(new URL(url), { fetch }));
    await expectRefused((fetch) => sse$(() => url, { fetch }));
    await expectRefused((fetch) => httpStream$(() => Promise.resolve(new URL(url)), { fetch }));
    await expectRefused((fetch) => connection([viaSse(url, { fetch })]).data$);
  });

  it.each(given)('is one without a fetch of the caller too: %s', async (url) => {
    const fetch = untouched();
    const { fetch: own } = globalThis as { fetch?: typeof globalThis.fetch };
    Object.assign(globalThis, { fetch });
    try {
      expect((await outcome(sse$(url))).error).toEqual(unsupported);
    } finally {
      Object.assign(globalThis, { fetch: own });
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each(given)('is one for an EventSource too, and none is made: %s', async (url) => {
    const EventSource = jest.fn();
    Object.assign(globalThis, { EventSource });
    try {
      const { error } = await outcome(sse$(url, { via: 'event-source' }));
      expect(error).toEqual(unsupported);
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    } finally {
      Reflect.deleteProperty(globalThis, 'EventSource');
    }
    expect(EventSource).not.toHaveBeenCalled();
  });

  it.each([
    ...IMPOSSIBLE.filter((url) => !url.startsWith('ws')),
    'blob:http://localhost/1',
    'data:text/plain,secret',
    'foo://host.example/x',
  ])('is a final error of websocket$, and no socket is made: %s', async (url) => {
    const WebSocket = jest.fn();
    for (const source of [url, new URL(url), () => url]) {
      const { error } = await outcome(websocket$(source, { WebSocket: WebSocket as never }));
      expect(error).toEqual(unsupported);
      expect(JSON.stringify(error) + String(error)).not.toContain('secret');
    }
    expect(WebSocket).not.toHaveBeenCalled();
  });

  it.each([
    ['ftp://user:p@host.example/x?token=1', 'ftp://host.example/x: the URL cannot be requested: its scheme is ftp:'],
    ['blob:x', 'blob:x: the blob is not one of this page'],
    ['data:x', 'data:: the URL has no comma, so it has no data'],
  ])('is named in the error: %s', async (url, message) => {
    const { error } = await outcome(httpStream$(url, { retry: false }));
    expect(error).toMatchObject({ message });
  });
});

describe('a URL that can be requested', () => {
  it.each(['/x', 'http://h/x', 'https://h/x', 'blob:http://localhost/1', 'data:text/event-stream,data:1'])(
    'is left to fetch: %s',
    (url) => {
      expect(urlFault(url)).toBeUndefined();
    },
  );

  it('may have a scheme that only the fetch of the caller knows', () => {
    expect(urlFault('app://h/x')).toBe('the URL cannot be requested: its scheme is app:');
    expect(schemeFault('app://h/x')).toBeUndefined();
  });

  it('may have the scheme of the page, as in a web view', () => {
    const base = jest.spyOn(document, 'baseURI', 'get').mockReturnValue('app://h/index.html');
    expect(urlFault('/x')).toBeUndefined();
    expect(urlFault('ftp://h/x')).toContain('ftp:');
    base.mockRestore();
  });
});
