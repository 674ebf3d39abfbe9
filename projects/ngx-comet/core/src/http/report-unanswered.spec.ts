/** @jest-environment-options {"url": "https://app.example/"} */
import type { Observable } from 'rxjs';
import { outcome } from '../spec-support/outcome';
import { FakeEventSource } from '../transports/sse/spec-support/fake-event-source';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { jsonp$ } from '../transports/jsonp/jsonp';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { sse$ } from '../transports/sse/sse';
import { websocket$ } from '../transports/websocket/websocket';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { type PushError } from '../vocabulary/push-error';
import { FakePermissions } from './spec-support/fake-permissions';

const unreachable: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
const DENIED = { 'local-network': 'denied', 'loopback-network': 'denied', 'local-network-access': 'denied' } as const;

class UnreachableSource extends EventTarget {
  readyState = 2;

  constructor(readonly url: string) {
    super();
    queueMicrotask(() => this.dispatchEvent(new Event('error')));
  }

  close(): void {
    this.readyState = 2;
  }
}

/** Fails as soon as it is made. */
class UnreachableSocket extends FakeWebSocket {
  constructor(url: string) {
    super(url);
    queueMicrotask(() => {
      this.drop();
    });
  }
}

function unloadable(url: string): Observable<unknown> {
  const watcher = new MutationObserver((records) => {
    for (const { addedNodes } of records) addedNodes.forEach((node) => node.dispatchEvent(new Event('error')));
    watcher.disconnect();
  });
  watcher.observe(document.head, { childList: true });
  return jsonp$(url, { contain: false, retry: false });
}

/** Streams whose request gets no answer, and the code of their error if nothing else is known. */
const TRANSPORTS: readonly (readonly [string, (url: string) => Observable<unknown>, string])[] = [
  ['sse', (url) => sse$(url, { fetch: unreachable, retry: false }), 'network'],
  ['http-stream', (url) => httpStream$(url, { fetch: unreachable, retry: false }), 'network'],
  ['polling', (url) => pollingStream$(url, { fetch: unreachable, retry: false }), 'network'],
  ['event-source', (url) => sse$(url, { via: 'event-source', retry: false }), 'closed'],
  ['websocket', (url) => websocket$(url, { WebSocket: UnreachableSocket, retry: false }), 'network'],
  ['jsonp', unloadable, 'script'],
];

describe('a request without an answer', () => {
  let permissions: FakePermissions | undefined;

  beforeEach(() => {
    Object.assign(globalThis, { EventSource: UnreachableSource });
  });

  afterEach(() => {
    permissions?.remove();
    permissions = undefined;
    Reflect.deleteProperty(globalThis, 'EventSource');
  });

  async function failure(open: (url: string) => Observable<unknown>, url: string): Promise<PushError> {
    return (await outcome(open(url))).error as PushError;
  }

  const poll = (url: string): Promise<PushError> =>
    failure((at) => pollingStream$(at, { fetch: unreachable, retry: false }), url);

  describe.each(TRANSPORTS)('of %s', (_name, open, code) => {
    it('is local-network, which is final, if the user or a policy denies the local network', async () => {
      permissions = new FakePermissions(DENIED);
      const error = await failure(open, 'https://192.168.1.20/feed?token=secret');
      expect(error).toMatchObject({ code: 'local-network', transient: false, cause: { code } });
      expect(error.url).toMatch(/^(?:https|wss):\/\/192\.168\.1\.20\/feed$/);
      expect(error.message).toMatch(/local-network.*settings.*policy.*allow="local-network"/);
      expect(permissions.asked).toEqual(['local-network']);
    });

    it.each(['granted', 'prompt'] as const)('is what it is, if the permission is %s', async (state) => {
      permissions = new FakePermissions({ 'local-network': state });
      expect((await failure(open, 'https://192.168.1.20/feed')).code).toBe(code);
    });

    it('is what it is in a browser without permissions', async () => {
      expect((await failure(open, 'https://192.168.1.20/feed')).code).toBe(code);
    });
  });

  it('ends a stream that would try again', async () => {
    permissions = new FakePermissions(DENIED);
    const fetch = jest.fn(unreachable);
    const { error } = await outcome(sse$('https://printer.local/feed', { fetch }));
    expect(error).toMatchObject({ code: 'local-network' });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['localhost', 'loopback-network'],
    ['api.localhost', 'loopback-network'],
    ['LOCALHOST.', 'loopback-network'],
    ['127.0.0.1', 'loopback-network'],
    ['127.1', 'loopback-network'],
    ['[::1]', 'loopback-network'],
    ['printer.local', 'local-network'],
    ['printer.local.', 'local-network'],
    ['10.0.0.1', 'local-network'],
    ['172.16.0.1', 'local-network'],
    ['172.31.255.255', 'local-network'],
    ['192.168.0.1', 'local-network'],
    ['169.254.1.1', 'local-network'],
    ['100.64.0.1', 'local-network'],
    ['100.127.0.1', 'local-network'],
    ['[fd12:3456::1]', 'local-network'],
    ['[fc00::1]', 'local-network'],
    ['[fe80::1]', 'local-network'],
    ['[febf::1]', 'local-network'],
  ])('to %s asks for the permission %s', async (host, name) => {
    permissions = new FakePermissions(DENIED);
    const error = await poll(`https://${host}/feed`);
    expect(permissions.asked).toEqual([name]);
    expect(error.message).toContain(`allow="${name}"`);
  });

  it.each([
    'api.example',
    'app.example',
    'localhost.example',
    'notlocalhost',
    'printer.local.example',
    'printerlocal',
    'intranet',
    '10.0.0.1.example',
    '8.8.8.8',
    '172.15.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '100.63.0.1',
    '100.128.0.1',
    '126.0.0.1',
    '[fc::1]',
    '[fc1::1]',
    '[fec0::1]',
    '[2001:db8::1]',
  ])('to %s asks for none: its address is unknown or public', async (host) => {
    permissions = new FakePermissions(DENIED);
    expect((await poll(`https://${host}/feed`)).code).toBe('network');
    expect(permissions.asked).toEqual([]);
  });

  it('to a URL that is relative to the page asks for none', async () => {
    permissions = new FakePermissions(DENIED);
    expect((await poll('/feed')).code).toBe('network');
    expect(permissions.asked).toEqual([]);
  });

  it('is none where the browser has connected its EventSource before it told the permission', async () => {
    permissions = new FakePermissions(DENIED);
    Object.assign(globalThis, { EventSource: FakeEventSource });
    const seen: unknown[] = [];
    const stream = sse$('https://192.168.1.20/feed', { via: 'event-source', retry: false });
    const subscription = stream.subscribe({ next: (data) => seen.push(data), error: (error) => seen.push(error) });
    // A whole request takes longer than to make an EventSource, or to ask for its permission.
    await poll('/feed');
    FakeEventSource.last.fail(0);
    FakeEventSource.last.open();
    await poll('https://192.168.1.20/feed');
    FakeEventSource.last.message('1');
    expect(seen).toEqual([1]);
    subscription.unsubscribe();
  });

  it('asks for the permission of both spaces where the browser does not know the one of the space', async () => {
    permissions = new FakePermissions({ 'local-network-access': 'denied' });
    expect((await poll('http://localhost:9000/feed')).code).toBe('local-network');
    expect(permissions.asked).toEqual(['loopback-network', 'local-network-access']);
  });

  it('is not judged by the permission of both spaces where the browser knows the one of the space', async () => {
    permissions = new FakePermissions({ ...DENIED, 'local-network': 'granted' });
    expect((await poll('https://192.168.1.20/feed')).code).toBe('network');
  });

  it('is what it is in a browser that knows none of the permissions', async () => {
    permissions = new FakePermissions({});
    expect((await poll('https://192.168.1.20/feed')).code).toBe('network');
  });

  it('is what it is in a context that is not secure, where every permission is denied', async () => {
    permissions = new FakePermissions(DENIED);
    Object.defineProperty(globalThis, 'isSecureContext', { value: false, configurable: true });
    expect((await poll('https://192.168.1.20/feed')).code).toBe('network');
    expect(permissions.asked).toEqual([]);
  });

  it('is not explained as a fault of CORS', async () => {
    permissions = new FakePermissions(DENIED);
    const explain = jest.fn((error: PushError) => Promise.resolve(error));
    const { error } = await outcome(sse$('https://printer.local/feed', { fetch: unreachable, retry: false, explain }));
    expect(error).toMatchObject({ code: 'local-network' });
    expect(explain).not.toHaveBeenCalled();
  });

  it.each([
    ['a socket that was open', (socket: FakeWebSocket) => socket.open(), 1006, 'network'],
    ['a close with a code of the peer', () => undefined, 4403, 'closed'],
  ])('is not %s', async (_what, before, closeCode, code) => {
    permissions = new FakePermissions(DENIED);
    class Socket extends FakeWebSocket {
      constructor(url: string) {
        super(url);
        queueMicrotask(() => {
          before(this);
          this.drop(closeCode);
        });
      }
    }
    const { error } = await outcome(websocket$('ws://localhost:9000/', { WebSocket: Socket, retry: false }));
    expect(error).toMatchObject({ code });
    expect(permissions.asked).toEqual([]);
  });

  it('is lost after the connect timeout if the browser does not tell the permission', async () => {
    jest.useFakeTimers();
    permissions = new FakePermissions(DENIED);
    jest.spyOn(navigator.permissions, 'query').mockReturnValue(new Promise(() => undefined));
    const failed = outcome(sse$('https://printer.local/feed', { fetch: unreachable, retry: false }));
    await jest.advanceTimersByTimeAsync(15_000);
    expect((await failed).error).toMatchObject({ code: 'connect-timeout' });
    jest.useRealTimers();
  });
});
