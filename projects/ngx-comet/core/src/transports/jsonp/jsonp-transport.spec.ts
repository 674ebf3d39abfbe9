import { asyncScheduler } from 'rxjs';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink } from '../../vocabulary/transport';
import { wait } from '../../platform/run-steps';
import { jsonpTransport, type JsonpTransportConfig } from './jsonp-transport';

const ATTEMPT = {
  attempt: 1,
  cursor: undefined,
  everOpen: false,
  error: undefined,
  signal: new AbortController().signal,
};
const page = globalThis as unknown as Record<string, unknown>;

interface Call {
  readonly events: unknown[];
  readonly hangUp: () => void;
}

/** Starts an attempt, and records the calls of its sink. */
async function call(config: Partial<JsonpTransportConfig> = {}): Promise<Call> {
  const events: unknown[] = [];
  const sink: AttemptSink = {
    closed: false,
    refused: false,
    requests: () => undefined,
    open: () => events.push('open'),
    active: () => undefined,
    message: (raw, event, id) => events.push([raw, event, id]) > 0,
    value: () => false,
    reject: () => undefined,
    reopen: () => undefined,
    cursor: () => undefined,
    comment: () => undefined,
    sentCursor: () => undefined,
    retryDelay: () => undefined,
    lost: (error) => events.push(error),
    done: () => events.push('done'),
  };
  const hangUp = jsonpTransport({
    endpoint: () => wait('https://h.example/feed?a=1'),
    maxMessageSize: 1_000,
    clock: asyncScheduler,
    contain: false,
    ...config,
  })(ATTEMPT, sink);
  await turn();
  return { events, hangUp };
}

/** Runs everything that waits only for promises. */
async function turn(): Promise<void> {
  for (let i = 0; i < 5; i++) await Promise.resolve();
}

const script = (): HTMLScriptElement | null => document.head.querySelector('script');
const frame = (): HTMLIFrameElement | null => document.querySelector('iframe');
const globals = (): string[] => Object.getOwnPropertyNames(globalThis).filter((name) => name.startsWith('ngxComet_'));

function callback(): (...answer: unknown[]) => void {
  const [name = ''] = globals();
  return page[name] as (...answer: unknown[]) => void;
}

function expectNothingLeft(): void {
  expect(script()).toBeNull();
  expect(frame()).toBeNull();
  expect(globals()).toEqual([]);
  expect(jest.getTimerCount()).toBe(0);
}

function lost(code: PushError['code'], transient: boolean, message?: RegExp): unknown {
  return expect.objectContaining({
    name: 'PushError',
    code,
    transient,
    transport: 'jsonp',
    ...(message === undefined ? {} : { message: expect.stringMatching(message) }),
  });
}

const ANSWERED = ['open', ['{"a":1}', 'message', undefined], 'done'];

describe('jsonpTransport', () => {
  beforeEach(() => {
    // jsdom loads no scripts, so the tests dispatch their events.
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  describe('in the page', () => {
    it('adds a script with the name of a callback, and delivers the answer as JSON', async () => {
      const { events } = await call({ nonce: 'abc', callbackParam: 'jsonp' });
      expect(script()?.src).toBe(`https://h.example/feed?a=1&jsonp=${String(globals()[0])}`);
      expect(script()?.getAttribute('nonce')).toBe('abc');
      callback()({ a: 1 });
      expect(events).toEqual(ANSWERED);
      await turn();
      expectNothingLeft();
    });

    it.each([document, globalThis])('removes its listeners from the page when it ends', async (target) => {
      const added = jest.spyOn(target, 'addEventListener');
      const removed = jest.spyOn(target, 'removeEventListener');
      const { hangUp } = await call();
      const element = script();
      expect(added).toHaveBeenCalledTimes(1);
      expect(removed).not.toHaveBeenCalled();
      hangUp();
      expect(removed.mock.calls).toEqual(added.mock.calls);
      element?.dispatchEvent(new Event('load'));
    });

    it('delivers each element of an array as a message with batch, and limits the length of each', async () => {
      const batch = await call({ batch: true, maxMessageSize: 7 });
      callback()([{ a: 1 }, { a: 2 }]);
      expect(batch.events).toEqual([
        'open',
        ['{"a":1}', 'message', undefined],
        ['{"a":2}', 'message', undefined],
        'done',
      ]);
      await turn();
      const single = await call({ batch: true });
      callback()({ a: 1 });
      expect(single.events).toEqual(ANSWERED);
      await turn();
      const bad = await call({ batch: true });
      callback()(Object.assign([{ a: 1 }], { length: 3 }));
      expect(bad.events).toEqual([lost('decode', false, /undefined/)]);
      await turn();
      expectNothingLeft();
    });

    it('delivers the first call, and ignores a second one, which does not throw', async () => {
      const { events } = await call();
      const second = callback();
      callback()({ a: 1 });
      callback()({ a: 2 });
      await turn();
      second({ a: 3 });
      expect(events).toEqual(ANSWERED);
      expectNothingLeft();
    });

    it('reports no-callback when the script did not call the callback', async () => {
      const { events } = await call({ callbackParam: 'cb' });
      script()?.dispatchEvent(new Event('load'));
      expect(events).toEqual([lost('no-callback', false, /"cb"/)]);
      expectNothingLeft();
    });

    it('reports a transient script error when the script threw', async () => {
      const { events } = await call();
      jest.spyOn(document, 'currentScript', 'get').mockReturnValue(script());
      globalThis.dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }));
      script()?.dispatchEvent(new Event('load'));
      expect(events).toEqual([lost('script', true)]);
      expectNothingLeft();
    });

    it('reports nothing when unsubscribed while it waits for the violation of a policy', async () => {
      const { events, hangUp } = await call();
      script()?.dispatchEvent(new Event('error'));
      hangUp();
      jest.advanceTimersByTime(100);
      expect(events).toEqual([]);
      expectNothingLeft();
    });

    it('ignores the error of another script', async () => {
      const { events } = await call();
      globalThis.dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }));
      script()?.dispatchEvent(new Event('load'));
      expect(events).toEqual([lost('no-callback', false)]);
    });

    it('reports a transient script error when the script could not be loaded', async () => {
      const { events } = await call();
      script()?.dispatchEvent(new Event('error'));
      jest.advanceTimersByTime(100);
      expect(events).toEqual([lost('script', true)]);
      expectNothingLeft();
    });

    it.each<[string, Record<string, unknown>, unknown]>([
      ['names the policy that blocked the script', {}, lost('unsupported', false, /script-src.*https:\/\/h\.example/)],
      ['ignores a policy that only reports', { disposition: 'report' }, lost('script', true)],
      ['ignores the violation of another script', { blockedURI: 'https://other.example' }, lost('script', true)],
      ['ignores a violation that is not by a script', { effectiveDirective: 'img-src' }, lost('script', true)],
    ])('%s', async (_, violation, expected) => {
      const { events } = await call();
      script()?.dispatchEvent(new Event('error'));
      const event = {
        disposition: 'enforce',
        effectiveDirective: 'script-src-elem',
        blockedURI: 'https://h.example/feed',
      };
      document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), event, violation));
      jest.advanceTimersByTime(100);
      expect(events).toEqual([expected]);
    });

    it('times out after 10 seconds by default, and ignores a late call, which removes the callback', async () => {
      const { events } = await call();
      jest.advanceTimersByTime(9_999);
      expect(events).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(events).toEqual([lost('timeout', true, /10000 ms/)]);
      expect(script()).toBeNull();
      expect(globals()).toHaveLength(1);
      callback()({ a: 1 });
      expect(events).toHaveLength(1);
      await turn();
      expectNothingLeft();
    });

    it.each(['load', 'error'])('keeps the callback for a late call until the %s', async (end) => {
      const { events, hangUp } = await call();
      const element = script();
      hangUp();
      expect(script()).toBeNull();
      expect(globals()).toHaveLength(1);
      element?.dispatchEvent(new Event(end));
      jest.runAllTimers();
      expect(events).toEqual([]);
      expectNothingLeft();
    });

    it('has no time limit with a timeout of 0', async () => {
      const { events } = await call({ timeout: 0 });
      expect(jest.getTimerCount()).toBe(0);
      jest.advanceTimersByTime(3_600_000);
      callback()({ a: 1 });
      expect(events).toEqual(ANSWERED);
    });

    it('errors on an answer that is not JSON-like or is too long', async () => {
      const first = await call();
      callback()({ at: new Date(0) });
      expect(first.events).toEqual([lost('decode', false, /Date/)]);
      await turn();
      const second = await call();
      callback()('x'.repeat(1_000));
      expect(second.events).toEqual([lost('overflow', false, /maxMessageSize/)]);
      await turn();
      expectNothingLeft();
    });

    it('passes its URL through the Trusted Types policy', async () => {
      const createScriptURL = jest.fn((url: string) => `${url}&trusted`);
      await call({ trustedTypesPolicy: { name: 'p', createHTML: (html) => html, createScriptURL } });
      expect(script()?.src).toMatch(/&trusted$/);
      callback()({ a: 1 });
      await turn();
    });
  });

  describe('contained', () => {
    const greet = (change: MessageEventInit = {}): void => {
      const name = /data-token="(\w+)"/.exec(frame()?.srcdoc ?? '')?.[1];
      const event = new MessageEvent('message', { data: name, origin: 'null', ...change });
      // The constructor of jsdom does not accept these two.
      Object.defineProperties(event, {
        source: { value: frame()?.contentWindow ?? null },
        ports: { value: [port] },
      });
      globalThis.dispatchEvent(event);
    };
    const port = {
      onmessage: undefined as ((event: { data: unknown }) => void) | undefined,
      onmessageerror: undefined as (() => void) | undefined,
      close: jest.fn(),
    };
    const say = (...data: unknown[]): void => port.onmessage?.({ data });

    beforeEach(() => {
      port.close.mockClear();
      port.onmessage = port.onmessageerror = undefined;
    });

    it('adds a hidden sandboxed frame, and removes it when unsubscribed', async () => {
      const { events, hangUp } = await call({ contain: true });
      expect(frame()?.getAttribute('sandbox')).toBe('allow-scripts');
      expect(frame()?.style.display).toBe('none');
      expect(frame()?.referrerPolicy).toBe('no-referrer');
      expect(script()).toBeNull();
      expect(globals()).toEqual([]);
      hangUp();
      expect(events).toEqual([]);
      expectNothingLeft();
    });

    it('is the default', async () => {
      const { hangUp } = await call({ contain: undefined });
      expect(frame()).not.toBeNull();
      hangUp();
    });

    it('delivers the answer that the frame sends over its port', async () => {
      const others = jest.fn();
      globalThis.addEventListener('message', others);
      const { events } = await call({ contain: true });
      greet();
      say('answer', '{"a":1}');
      say('answer', '{"a":2}');
      say('load');
      globalThis.removeEventListener('message', others);
      expect(events).toEqual(ANSWERED);
      expect(port.close).toHaveBeenCalledTimes(1);
      expect(others).not.toHaveBeenCalled();
      expectNothingLeft();
    });

    it('ignores a greeting with another token', async () => {
      const { events, hangUp } = await call({ contain: true });
      greet({ data: 'ngxComet_guess' });
      expect(port.onmessage).toBeUndefined();
      expect(events).toEqual([]);
      hangUp();
    });

    it('ignores a second greeting and its port', async () => {
      const { events } = await call({ contain: true });
      greet();
      const first = port.onmessage;
      greet();
      expect(port.onmessage).toBe(first);
      say('answer', '{"a":1}');
      expect(events).toEqual(ANSWERED);
    });

    it.each<[boolean, number, string]>([
      [false, 1_000, 'https://h.example/feed: the answer has more than maxMessageSize, 1000'],
      [true, 104_001, 'https://h.example/feed: the answer has more than 4 times maxMessageSize, 1000'],
    ])('limits what leaves the frame, with batch %s: %d characters', async (batch, max, message) => {
      const { events } = await call({ contain: true, batch });
      expect(frame()?.srcdoc).toContain(`data-max="${max}"`);
      greet();
      say('overflow');
      expect(events).toEqual([expect.objectContaining({ code: 'overflow', transient: false, message })]);
      expectNothingLeft();
    });

    it('delivers a batch of the frame', async () => {
      const { events } = await call({ contain: true, batch: true });
      greet();
      say('answer', '[{"a":1},{"a":2}]');
      expect(events).toEqual(['open', ['{"a":1}', 'message', undefined], ['{"a":2}', 'message', undefined], 'done']);
    });

    it.each<[unknown[], unknown]>([
      [['load'], lost('no-callback', false)],
      [['threw'], lost('script', true)],
      [['error'], lost('script', true)],
      [['decode'], lost('decode', false, /circular or too deep/)],
      [['decode', 'function'], lost('decode', false, /of type function/)],
      [['overflow'], lost('overflow', false, /maxMessageSize, 1000/)],
      // The bootstrap script sends neither.
      [['answer', '{"a":'], lost('decode', false)],
      [['answer', JSON.stringify('x'.repeat(1_000))], lost('overflow', false, /maxMessageSize, 1000/)],
    ])('reports an error for %j', async (report, expected) => {
      const { events } = await call({ contain: true });
      greet();
      say('whatever');
      say(...report);
      expect(events).toEqual([expected]);
      expectNothingLeft();
    });

    it('reports a decode error for a message of the port that cannot be read', async () => {
      const { events } = await call({ contain: true });
      greet();
      port.onmessageerror?.();
      expect(events).toEqual([lost('decode', false)]);
    });

    it("distinguishes the page's policy from its own", async () => {
      const first = await call({ contain: true, nonce: 'abc' });
      greet();
      say('blocked', 'page');
      say('error');
      expect(first.events).toEqual([lost('unsupported', false, /script-src.*https:\/\/h\.example/)]);

      const second = await call({ contain: true });
      greet();
      say('blocked', 'frame');
      say('error');
      expect(second.events).toEqual([lost('script', true, /redirected/)]);
    });

    it('names the policy that blocks the bootstrap script, soon after the frame has loaded', async () => {
      const { events } = await call({ contain: true });
      frame()?.dispatchEvent(new Event('load'));
      jest.advanceTimersByTime(1_000);
      expect(events).toEqual([lost('unsupported', false, /script-src.*inline script.*nonce.*'sha256-/)]);
      expectNothingLeft();
    });

    it('delivers an answer that arrives long after the frame has loaded, in a busy browser', async () => {
      const { events } = await call({ contain: true });
      greet();
      frame()?.dispatchEvent(new Event('load'));
      jest.advanceTimersByTime(4_000);
      expect(events).toEqual([]);
      say('answer', '{"a":1}');
      expect(events).toEqual(ANSWERED);
      expectNothingLeft();
    });

    it('reports no-callback before the timeout when the script has navigated the frame', async () => {
      const { events } = await call({ contain: true });
      greet();
      frame()?.dispatchEvent(new Event('load'));
      jest.advanceTimersByTime(5_000);
      expect(events).toEqual([lost('no-callback', false)]);
      expectNothingLeft();
    });

    it.each(['https://[::1]/', 'https://a;b/', 'https://a"b/', 'https://*/'])(
      'is unsupported for %s, which a policy cannot contain',
      async (url) => {
        const { events } = await call({ contain: true, endpoint: () => wait(url) });
        expect(events).toEqual([lost('unsupported', false)]);
        expectNothingLeft();
      },
    );

    it('passes its markup through the Trusted Types policy', async () => {
      const createHTML = jest.fn(() => 'trusted');
      const { hangUp } = await call({
        contain: true,
        trustedTypesPolicy: { name: 'p', createHTML, createScriptURL: String },
      });
      expect(frame()?.srcdoc).toBe('trusted');
      hangUp();
    });
  });

  it('uses a different callback name for every call, so answers never mix', async () => {
    const calls = await Promise.all(Array.from({ length: 50 }, () => call()));
    const names = globals();
    expect(names).toHaveLength(50);
    for (const name of [...names].reverse()) (page[name] as (answer: unknown) => void)(name);
    expect(calls.map(({ events }) => events[1])).toEqual(
      names.map((name) => [JSON.stringify(name), 'message', undefined]),
    );
    await turn();
    expectNothingLeft();
  });

  it('makes no request when unsubscribed before the url function has resolved', async () => {
    let resolve: ((url: string) => void) | undefined;
    const { events, hangUp } = await call({ endpoint: () => wait(new Promise((found) => (resolve = found))) });
    hangUp();
    resolve?.('https://h.example/');
    await turn();
    expect(events).toEqual([]);
    expectNothingLeft();
  });

  it('resolves a relative URL against the document', async () => {
    const { hangUp } = await call({ endpoint: () => wait('/feed#part') });
    expect(script()?.src).toMatch(/^http:\/\/localhost\/feed\?callback=ngxComet_\w+#part$/);
    const element = script();
    hangUp();
    element?.dispatchEvent(new Event('load'));
  });

  it.each(['javascript:alert(1)//', 'data:text/javascript,1', 'blob:https://h.example/1', 'ftp://h.example/'])(
    'does not run %s',
    async (url) => {
      const { events } = await call({ endpoint: () => wait(url) });
      expect(events).toEqual([lost('unsupported', false, /http/)]);
      expectNothingLeft();
    },
  );

  it('reports an invalid URL, and the error of the url function', async () => {
    expect((await call({ endpoint: () => wait('https://') })).events).toEqual([lost('unsupported', false)]);
    const error = new PushError('network', 'no token', { transient: true });
    expect((await call({ endpoint: () => wait(Promise.reject(error)) })).events).toEqual([error]);
  });

  it('hides the query of the URL in its errors', async () => {
    const { events } = await call({ endpoint: () => wait('https://h.example/feed?token=secret') });
    script()?.dispatchEvent(new Event('load'));
    expect(events).toEqual([expect.objectContaining({ url: 'https://h.example/feed' })]);
    expect(String(events[0])).not.toContain('secret');
  });
});
