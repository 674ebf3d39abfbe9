/** @jest-environment-options {"url": "https://app.example/"} */
import { finalize, lastValueFrom, of, Subject, throwError, type Observable } from 'rxjs';
import { diagnoseCors } from '../cors/diagnose-cors';
import { httpStream$ } from '../transports/http-stream/http-stream';
import { FakePermissions } from '../http/spec-support/fake-permissions';
import { isPushError } from './is-push-error';
import { jsonp$ } from '../transports/jsonp/jsonp';
import { bounded } from '../operators/bounded';
import { retryWithBackoff } from '../operators/retry-with-backoff';
import { validate } from '../operators/validate';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { PushError, type PushErrorCode } from './push-error';
import { sse$ } from '../transports/sse/sse';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { websocket$ } from '../transports/websocket/websocket';

const once = { retry: false } as const;
const answering =
  (body: string | null, init?: ResponseInit): typeof fetch =>
  () =>
    Promise.resolve(new Response(body, init));
const unreachable: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
const silent: typeof fetch = () => new Promise(() => undefined);

/** A WebSocket that opens at once and then runs `act`. */
function socketThat(act: (socket: FakeWebSocket) => void): typeof FakeWebSocket {
  return class extends FakeWebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      queueMicrotask(() => {
        this.open();
        act(this);
      });
    }
  };
}

function jsonpScript(event: string): Observable<unknown> {
  queueMicrotask(() => {
    setTimeout(() => document.querySelector('script')?.dispatchEvent(new Event(event)));
  });
  return jsonp$('https://feed.test/x', { ...once, contain: false });
}

/** A stream or promise for every code, which ends with it. A missing code does not compile. */
const WAYS: Readonly<Record<PushErrorCode, () => Observable<unknown> | Promise<unknown>>> = {
  network: () => sse$('/x', { ...once, fetch: unreachable }),
  'local-network': () => {
    const permissions = new FakePermissions({ 'local-network': 'denied' });
    return sse$('http://printer.local/x', { fetch: unreachable }).pipe(
      finalize(() => {
        permissions.remove();
      }),
    );
  },
  cors: () => {
    // Requests without CORS succeed, so the server is up.
    jest
      .spyOn(globalThis, 'fetch')
      .mockImplementation((_url, init) =>
        init?.mode === 'no-cors' ? Promise.resolve(Response.error()) : Promise.reject(new TypeError('Failed to fetch')),
      );
    const failed = new PushError('network', 'Failed to fetch', { transient: true });
    return diagnoseCors(failed, { url: 'https://elsewhere.test/x' }).then((error) => {
      throw error;
    });
  },
  http: () => sse$('/x', { ...once, fetch: answering('', { status: 500 }) }),
  'content-type': () =>
    sse$('/x', { ...once, fetch: answering('<html>', { headers: { 'Content-Type': 'text/html' } }) }),
  protocol: () => {
    const framing = {
      create: () => {
        throw new RangeError('no');
      },
    };
    const WebSocket = socketThat((socket) => {
      socket.message('x');
    });
    return websocket$('wss://feed.test', { ...once, framing, WebSocket });
  },
  decode: () => httpStream$('/x', { ...once, onInvalid: 'error', fetch: answering('{\n') }),
  schema: () =>
    of(1).pipe(
      validate({ '~standard': { version: 1, vendor: 'test', validate: () => ({ issues: [{ message: 'no' }] }) } }),
    ),
  'connect-timeout': () => sse$('/x', { ...once, fetch: silent, connectTimeout: 10 }),
  silence: () => websocket$('wss://feed.test', { ...once, idleTimeout: 10, WebSocket: socketThat(() => undefined) }),
  closed: () => {
    const WebSocket = socketThat((socket) => {
      socket.drop(4403, 'no');
    });
    return websocket$('wss://feed.test', { WebSocket });
  },
  overflow: () => {
    const feed = new Subject<number>();
    const stream = feed.pipe(bounded({ max: 1, overflow: 'error' }));
    queueMicrotask(() => {
      feed.next(1);
      feed.next(2);
    });
    return stream;
  },
  unsupported: () => httpStream$('/x', { ...once, fetch: answering('{}'), headers: () => Promise.reject(unsupported) }),
  'no-callback': () => jsonpScript('load'),
  script: () => jsonpScript('error'),
  timeout: () => pollingStream$('/x', { ...once, fetch: silent, timeout: 10 }),
  'gave-up': () =>
    throwError(() => new PushError('network', 'broken', { transient: true })).pipe(retryWithBackoff(() => undefined)),
  aborted: () =>
    websocket$('wss://feed.test', {
      ...once,
      WebSocket: FakeWebSocket,
      outgoing: throwError(() => new Error('outgoing')),
    }),
};

const unsupported = new PushError('unsupported', 'no', { transient: false });

describe('every code of a PushError', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each(Object.keys(WAYS) as PushErrorCode[])('%s is the code of an error that occurs', async (code) => {
    const way = WAYS[code]();
    const end = (way instanceof Promise ? way : lastValueFrom(way)).then(
      () => undefined,
      (error: unknown) => error,
    );
    await jest.advanceTimersByTimeAsync(5_000);
    const error = await end;
    expect(isPushError(error)).toBe(true);
    expect((error as PushError).code).toBe(code);
    expect(jest.getTimerCount()).toBe(0);
  });
});

describe('the arguments of the logger', () => {
  it('contain no token of the URL, of the headers or of the body', async () => {
    const warnings: unknown[] = [];
    const stream = httpStream$('https://user:SECRET@feed.test/x?token=SECRET', {
      ...once,
      method: 'POST',
      body: 'SECRET',
      headers: { Authorization: 'Bearer SECRET' },
      fetch: answering('{\n{\n'),
      logger: { warn: (...args) => warnings.push(args) },
    });
    await lastValueFrom(stream, { defaultValue: undefined });
    expect(warnings).toHaveLength(2);
    const shown = warnings.map((args) => (args as unknown[]).map((one) => JSON.stringify(one, everything)).join());
    expect(shown.join()).not.toContain('SECRET');
    expect(shown.join()).toContain('cannot be decoded');
  });
});

describe('a URL that fetch rejects in a page', () => {
  it.each(['http://user:SECRET@feed.test/x', '//user:SECRET@feed.test/x', 'http://feed.test:99999/x?token=SECRET'])(
    'is rejected before the request: %s',
    async (url) => {
      const request = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
      const error: unknown = await lastValueFrom(sse$(url, once)).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'unsupported', transient: false });
      expect(`${(error as PushError).message} ${(error as PushError).url}`).not.toContain('SECRET');
      expect(request).not.toHaveBeenCalled();
    },
  );

  it('is not a URL that is relative to the page', async () => {
    const request = jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
    await expect(lastValueFrom(sse$('/x', once))).rejects.toMatchObject({ code: 'network' });
    expect(request).toHaveBeenCalledTimes(1);
  });
});

/** Includes the properties of an error that `JSON.stringify` omits. */
function everything(_key: string, value: unknown): unknown {
  if (!(value instanceof Error)) return value;
  return { ...value, message: value.message, cause: value.cause };
}
