import { asyncScheduler } from 'rxjs';
import { PushError } from '../../vocabulary/push-error';
import type { AttemptSink } from '../../vocabulary/transport';
import { jsonpTransport, type JsonpTransportConfig } from './jsonp-transport';

const ATTEMPT = { attempt: 1, cursor: undefined, error: undefined, signal: new AbortController().signal };
const page = globalThis as unknown as Record<string, unknown>;

interface Call {
  readonly told: unknown[];
  readonly hangUp: () => void;
}

/** Starts an attempt and keeps what it tells its sink; an error as its code. */
async function call(config: Partial<JsonpTransportConfig> = {}): Promise<Call> {
  const told: unknown[] = [];
  const sink: AttemptSink = {
    closed: false,
    open: () => told.push('open'),
    active: () => undefined,
    message: (raw, event, id) => told.push([raw, event, id]) > 0,
    value: () => false,
    reopen: () => undefined,
    cursor: () => undefined,
    sentCursor: () => undefined,
    retryDelay: () => undefined,
    lost: (error) => told.push(error),
    done: () => told.push('done'),
  };
  const hangUp = jsonpTransport({
    endpoint: () => 'https://h.example/feed?a=1',
    maxMessageSize: 1_000,
    clock: asyncScheduler,
    contain: false,
    ...config,
  })(ATTEMPT, sink);
  await turn();
  return { told, hangUp };
}

/** Lets everything run that waits for promises alone. */
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
    // jsdom would ask for the scripts: here the tests say what becomes of them.
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  describe('in the page', () => {
    it('asks by a script with the name of a callback, and delivers the answer as JSON', async () => {
      const { told } = await call({ nonce: 'abc', callbackParam: 'jsonp' });
      expect(script()?.src).toBe(`https://h.example/feed?a=1&jsonp=${String(globals()[0])}`);
      expect(script()?.getAttribute('nonce')).toBe('abc');
      callback()({ a: 1 });
      expect(told).toEqual(ANSWERED);
      await turn();
      expectNothingLeft();
    });

    it.each([document, globalThis])('stops listening to the page when it is done', async (target) => {
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

    it('takes an array for as many messages when asked, each bounded by itself', async () => {
      const batch = await call({ batch: true, maxMessageSize: 7 });
      callback()([{ a: 1 }, { a: 2 }]);
      expect(batch.told).toEqual([
        'open',
        ['{"a":1}', 'message', undefined],
        ['{"a":2}', 'message', undefined],
        'done',
      ]);
      await turn();
      const single = await call({ batch: true });
      callback()({ a: 1 });
      expect(single.told).toEqual(ANSWERED);
      await turn();
      const bad = await call({ batch: true });
      callback()(Object.assign([{ a: 1 }], { length: 3 }));
      expect(bad.told).toEqual([lost('decode', false, /undefined/)]);
      await turn();
      expectNothingLeft();
    });

    it('takes one call: the second meets something, and is ignored', async () => {
      const { told } = await call();
      const second = callback();
      callback()({ a: 1 });
      callback()({ a: 2 });
      await turn();
      second({ a: 3 });
      expect(told).toEqual(ANSWERED);
      expectNothingLeft();
    });

    it('says so when the script ran and did not call', async () => {
      const { told } = await call({ callbackParam: 'cb' });
      script()?.dispatchEvent(new Event('load'));
      expect(told).toEqual([lost('no-callback', false, /"cb"/)]);
      expectNothingLeft();
    });

    it('says so when the script threw', async () => {
      const { told } = await call();
      jest.spyOn(document, 'currentScript', 'get').mockReturnValue(script());
      globalThis.dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }));
      script()?.dispatchEvent(new Event('load'));
      expect(told).toEqual([lost('script', true)]);
      expectNothingLeft();
    });

    it('does not take the error of another script for its own', async () => {
      const { told } = await call();
      globalThis.dispatchEvent(new ErrorEvent('error', { message: 'Script error.' }));
      script()?.dispatchEvent(new Event('load'));
      expect(told).toEqual([lost('no-callback', false)]);
    });

    it('says so when the script could not be loaded', async () => {
      const { told } = await call();
      script()?.dispatchEvent(new Event('error'));
      jest.advanceTimersByTime(100);
      expect(told).toEqual([lost('script', true)]);
      expectNothingLeft();
    });

    it.each<[string, Record<string, unknown>, unknown]>([
      ['names the policy that forbade the script', {}, lost('unsupported', false, /script-src.*https:\/\/h\.example/)],
      ['knows a policy that only reports', { disposition: 'report' }, lost('script', true)],
      ['knows the violation of another script', { blockedURI: 'https://other.example' }, lost('script', true)],
      ['knows the violation by something else', { effectiveDirective: 'img-src' }, lost('script', true)],
    ])('%s', async (_, violation, expected) => {
      const { told } = await call();
      script()?.dispatchEvent(new Event('error'));
      const event = {
        disposition: 'enforce',
        effectiveDirective: 'script-src-elem',
        blockedURI: 'https://h.example/feed',
      };
      document.dispatchEvent(Object.assign(new Event('securitypolicyviolation'), event, violation));
      jest.advanceTimersByTime(100);
      expect(told).toEqual([expected]);
    });

    it('waits 10 seconds by default; then a late call touches nothing, and clears up', async () => {
      const { told } = await call();
      jest.advanceTimersByTime(9_999);
      expect(told).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(told).toEqual([lost('timeout', true, /10000 ms/)]);
      expect(script()).toBeNull();
      expect(globals()).toHaveLength(1);
      callback()({ a: 1 });
      expect(told).toHaveLength(1);
      await turn();
      expectNothingLeft();
    });

    it.each(['load', 'error'])('keeps the callback for a late call until the %s', async (end) => {
      const { told, hangUp } = await call();
      const element = script();
      hangUp();
      expect(script()).toBeNull();
      expect(globals()).toHaveLength(1);
      element?.dispatchEvent(new Event(end));
      jest.runAllTimers();
      expect(told).toEqual([]);
      expectNothingLeft();
    });

    it('waits as long as it takes with a timeout of 0', async () => {
      const { told } = await call({ timeout: 0 });
      expect(jest.getTimerCount()).toBe(0);
      jest.advanceTimersByTime(3_600_000);
      callback()({ a: 1 });
      expect(told).toEqual(ANSWERED);
    });

    it('refuses an answer that is not JSON-like, or too long', async () => {
      const first = await call();
      callback()({ at: new Date(0) });
      expect(first.told).toEqual([lost('decode', false, /Date/)]);
      await turn();
      const second = await call();
      callback()('x'.repeat(1_000));
      expect(second.told).toEqual([lost('overflow', false, /maxMessageSize/)]);
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
      const name = /data-callback="(\w+)"/.exec(frame()?.srcdoc ?? '')?.[1];
      const event = new MessageEvent('message', { data: name, origin: 'null', ...change });
      // jsdom takes no port from elsewhere.
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

    it('makes a sandboxed frame that nobody sees, and of which nothing stays', async () => {
      const { told, hangUp } = await call({ contain: true });
      expect(frame()?.getAttribute('sandbox')).toBe('allow-scripts');
      expect(frame()?.style.display).toBe('none');
      expect(frame()?.referrerPolicy).toBe('no-referrer');
      expect(script()).toBeNull();
      expect(globals()).toEqual([]);
      hangUp();
      expect(told).toEqual([]);
      expectNothingLeft();
    });

    it('is the default', async () => {
      const { hangUp } = await call({ contain: undefined });
      expect(frame()).not.toBeNull();
      hangUp();
    });

    it('delivers what the frame says over its port', async () => {
      const others = jest.fn();
      globalThis.addEventListener('message', others);
      const { told } = await call({ contain: true });
      greet();
      say('answer', { a: 1 });
      say('answer', { a: 2 });
      say('load');
      globalThis.removeEventListener('message', others);
      expect(told).toEqual(ANSWERED);
      expect(port.close).toHaveBeenCalledTimes(1);
      expect(others).not.toHaveBeenCalled();
      expectNothingLeft();
    });

    it('does not hear a frame that greets with another token', async () => {
      const { told, hangUp } = await call({ contain: true });
      greet({ data: 'ngxComet_guess' });
      expect(port.onmessage).toBeUndefined();
      expect(told).toEqual([]);
      hangUp();
    });

    it.each<[unknown[], unknown]>([
      [['load'], lost('no-callback', false)],
      [['threw'], lost('script', true)],
      [['error'], lost('script', true)],
      [['uncloneable'], lost('decode', false)],
      [['answer', undefined], lost('decode', false)],
    ])('knows what %j means', async (report, expected) => {
      const { told } = await call({ contain: true });
      greet();
      say('whatever');
      say(...report);
      jest.advanceTimersByTime(100);
      expect(told).toEqual([expected]);
      expectNothingLeft();
    });

    it('takes what cannot be read for what cannot be cloned', async () => {
      const { told } = await call({ contain: true });
      greet();
      port.onmessageerror?.();
      expect(told).toEqual([lost('decode', false)]);
    });

    it('tells a policy of the page from its own', async () => {
      const first = await call({ contain: true, nonce: 'abc' });
      greet();
      say('error');
      say('blocked', "script-src 'nonce-xyz'");
      jest.advanceTimersByTime(100);
      expect(first.told).toEqual([lost('unsupported', false, /script-src.*https:\/\/h\.example/)]);

      const second = await call({ contain: true });
      greet();
      say('blocked', /Policy" content="([^"]+)"/.exec(frame()?.srcdoc ?? '')?.[1]);
      say('error');
      jest.advanceTimersByTime(100);
      expect(second.told).toEqual([lost('script', true, /redirected/)]);
    });

    it('says what keeps the frame from starting, soon after it was loaded', async () => {
      const { told } = await call({ contain: true });
      frame()?.dispatchEvent(new Event('load'));
      jest.advanceTimersByTime(1_000);
      expect(told).toEqual([lost('unsupported', false, /script-src.*inline script.*nonce.*'sha256-/)]);
      expectNothingLeft();
    });

    it('takes the answer of a busy browser, long after the frame was loaded', async () => {
      const { told } = await call({ contain: true });
      greet();
      frame()?.dispatchEvent(new Event('load'));
      jest.advanceTimersByTime(4_000);
      expect(told).toEqual([]);
      say('answer', { a: 1 });
      expect(told).toEqual(ANSWERED);
      expectNothingLeft();
    });

    it('does not wait to the end for a frame that the script has navigated', async () => {
      const { told } = await call({ contain: true });
      greet();
      frame()?.dispatchEvent(new Event('load'));
      jest.advanceTimersByTime(5_000);
      expect(told).toEqual([lost('no-callback', false)]);
      expectNothingLeft();
    });

    it.each(['https://[::1]/', 'https://a;b/', 'https://a"b/', 'https://*/'])(
      'does not put %s into a policy',
      async (url) => {
        const { told } = await call({ contain: true, endpoint: () => url });
        expect(told).toEqual([lost('unsupported', false)]);
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

  it('has a name of its own for every call, so that answers never mix', async () => {
    const calls = await Promise.all(Array.from({ length: 50 }, () => call()));
    const names = globals();
    expect(names).toHaveLength(50);
    for (const name of [...names].reverse()) (page[name] as (answer: unknown) => void)(name);
    expect(calls.map(({ told }) => told[1])).toEqual(names.map((name) => [JSON.stringify(name), 'message', undefined]));
    await turn();
    expectNothingLeft();
  });

  it('asks for nothing when it is hung up before it knows where to', async () => {
    let resolve: ((url: string) => void) | undefined;
    const { told, hangUp } = await call({ endpoint: () => new Promise((found) => (resolve = found)) });
    hangUp();
    resolve?.('https://h.example/');
    await turn();
    expect(told).toEqual([]);
    expectNothingLeft();
  });

  it('resolves a relative URL against the document', async () => {
    const { hangUp } = await call({ endpoint: () => '/feed#part' });
    expect(script()?.src).toMatch(/^http:\/\/localhost\/feed\?callback=ngxComet_\w+#part$/);
    const element = script();
    hangUp();
    element?.dispatchEvent(new Event('load'));
  });

  it.each(['javascript:alert(1)//', 'data:text/javascript,1', 'blob:https://h.example/1', 'ftp://h.example/'])(
    'does not run %s',
    async (url) => {
      const { told } = await call({ endpoint: () => url });
      expect(told).toEqual([lost('unsupported', false, /http/)]);
      expectNothingLeft();
    },
  );

  it('reports a URL that is none, or could not be had', async () => {
    expect((await call({ endpoint: () => 'https://' })).told).toEqual([lost('unsupported', false)]);
    const error = new PushError('network', 'no token', { transient: true });
    expect((await call({ endpoint: () => Promise.reject(error) })).told).toEqual([error]);
  });

  it('keeps secrets of the URL out of its errors', async () => {
    const { told } = await call({ endpoint: () => 'https://h.example/feed?token=secret' });
    script()?.dispatchEvent(new Event('load'));
    expect(told).toEqual([expect.objectContaining({ url: 'https://h.example/feed' })]);
    expect(String(told[0])).not.toContain('secret');
  });
});
