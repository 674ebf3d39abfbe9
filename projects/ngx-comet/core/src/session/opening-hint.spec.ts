import { NEVER, of } from 'rxjs';
import { hidden } from '../gates/hidden';
import { PushError } from '../vocabulary/push-error';
import { broken, run as runSession, runInVirtualTime, type Call, type Harness } from '../spec-support/session-harness';
import { inVirtualTime } from '../spec-support/virtual-time';
import { prerender } from '../spec-support/prerendering';
import type { PushOptions } from './push-options';
import type { SessionPlan } from './plan';

const hint = (why: string): string => `ngx-comet: the sse stream has not opened within 30000 ms: ${why}`;
const SILENT = 'the server does not answer. Over HTTP/1.1 a request also waits while six others to its host are open';

describe('the hint of a stream that does not open', () => {
  const start = runInVirtualTime();
  let lines: string[];

  beforeEach(() => {
    lines = [];
  });

  const before = Object.getOwnPropertyDescriptor(globalThis, 'ngDevMode');

  afterEach(() => {
    if (before !== undefined) Object.defineProperty(globalThis, 'ngDevMode', before);
  });

  function run(options: PushOptions<string> = {}, plan: Partial<SessionPlan<string>> = {}): Harness {
    const logger = { warn: (line: string) => lines.push(line) };
    return start({ logger, ...options }, plan);
  }

  it('is logged once, after twice the connectTimeout, with the URL of the latest attempt', () => {
    run().last().sink.requests('https://u:p@h/x?token=secret');
    jest.advanceTimersByTime(29_999);
    expect(lines).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(lines).toEqual([`${hint(SILENT)} (https://h/x)`]);
    jest.advanceTimersByTime(120_000);
    expect(lines).toHaveLength(1);
  });

  it.each<[string, PushOptions<string>, string]>([
    ['a gate that is false', { gate: of(false) }, 'gate is false, or has not emitted'],
    ['a gate that has not emitted', { gate: NEVER }, 'gate is false, or has not emitted'],
    ['pauseWhile', { pauseWhile: of(true) }, 'pauseWhile is true'],
  ])('names %s', (_what, options, why) => {
    run(options);
    jest.advanceTimersByTime(30_000);
    expect(lines).toEqual([hint(why)]);
  });

  it('names a prerendered page', () => {
    const page = prerender();
    run();
    jest.advanceTimersByTime(30_000);
    page.end();
    expect(lines).toEqual([hint('the page is prerendered, and the user has not opened it')]);
  });

  it('names a hidden page', () => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true });
    run({ pauseWhile: hidden() });
    jest.advanceTimersByTime(30_000);
    Reflect.deleteProperty(document, 'visibilityState');
    expect(lines).toEqual([hint('pauseWhile is true (hidden)')]);
  });

  it('names the last error', () => {
    const { last } = run({ retry: ({ attempt }) => (attempt === 1 ? 5_000 : 60_000) });
    last().sink.lost(broken);
    jest.advanceTimersByTime(5_000);
    last().sink.lost(new PushError('http', 'status 503', { transient: true, status: 503 }));
    jest.advanceTimersByTime(25_000);
    expect(lines).toEqual([hint('the last attempt failed with http: status 503')]);
  });

  it('is not logged for a stream that was open, even if it was lost since then', () => {
    const { last } = run({ retry: () => 60_000 });
    last().sink.open();
    last().sink.lost(broken);
    jest.advanceTimersByTime(40_000);
    expect(lines).toEqual([]);
  });

  it('is not logged after unsubscribing', () => {
    run({ gate: of(false) }).subscription.unsubscribe();
    jest.advanceTimersByTime(40_000);
    expect(lines).toEqual([]);
  });

  it.each<[string, PushOptions<string>, string[]]>([
    ['not logged for a poll that the server holds', {}, []],
    ['logged for a poll that waits for its gate', { gate: of(false) }, [hint('gate is false, or has not emitted')]],
  ])('is %s', (_what, options, logged) => {
    run(options, { opensWithAnswer: true, connectTimeout: 0 });
    jest.advanceTimersByTime(40_000);
    expect(lines).toEqual(logged);
  });

  it.each([
    ['connectTimeout is 0', { connectTimeout: 0 }, undefined],
    ['ngDevMode is false', {}, false],
  ])('is not logged if %s', (_when, options, mode) => {
    if (mode !== undefined) Object.assign(globalThis, { ngDevMode: mode });
    run(options);
    jest.advanceTimersByTime(60_000);
    expect(lines).toEqual([]);
  });
});

describe('the hint of a stream that waits for other streams', () => {
  inVirtualTime(() => {
    for (const { subscription } of running.splice(0)) subscription.unsubscribe();
    Reflect.deleteProperty(performance, 'getEntriesByType');
  });

  const running: Harness[] = [];
  let lines: string[];

  beforeEach(() => {
    lines = [];
  });

  function request(url: string, plan: Partial<SessionPlan<string>> = {}): Call {
    const harness = runSession({ logger: { warn: (line: string) => lines.push(line) } }, plan);
    running.push(harness);
    harness.last().sink.requests(url);
    return harness.last();
  }

  const open = (count: number, url = '/feed'): Call[] =>
    Array.from({ length: count }, () => {
      const call = request(url);
      call.sink.open();
      return call;
    });

  /** The protocols that the page has spoken with origins. */
  function spoken(...entries: readonly { readonly name: string; readonly nextHopProtocol: string }[]): void {
    Object.assign(performance, { getEntriesByType: (type: string) => (type === 'resource' ? entries : []) });
  }

  const crowded = (count: number, at = '/feed', origin = 'http://localhost'): string =>
    `ngx-comet: the sse stream has had no answer for 3000 ms: ${count} other requests of streams to ${origin} are open or connecting. Over HTTP/1.1 a browser opens 6 connections to an origin, for all its tabs. Serve it over HTTP/2, or use one connection() with channels, a WebSocket, or shareAcrossTabs() (${at})`;

  it('is logged after 3 s for the seventh stream to an origin', () => {
    open(6);
    request('/feed?token=secret');
    jest.advanceTimersByTime(2_999);
    expect(lines).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(lines).toEqual([crowded(6)]);
    jest.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
  });

  it('is logged once for all streams that wait for the same origin', () => {
    open(6, 'https://h/feed');
    request('https://h/feed');
    request('https://h/other');
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual([crowded(6, 'https://h/feed', 'https://h')]);
  });

  it('is logged again for another crowd', () => {
    open(6);
    request('/feed');
    jest.advanceTimersByTime(5_000);
    for (const { subscription } of running.splice(0)) subscription.unsubscribe();
    open(7);
    request('/feed');
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual([crowded(6), crowded(7)]);
  });

  it('is logged for a stream that was open and connects again', () => {
    const [first] = open(1);
    open(6);
    first?.sink.lost(broken);
    jest.advanceTimersByTime(1_000);
    running[0]?.last().sink.requests('/feed');
    jest.advanceTimersByTime(4_000);
    expect(lines).toEqual([crowded(6)]);
  });

  it.each<[string, () => void]>([
    ['five others', () => open(5)],
    ['six others of another origin', () => open(6, 'https://other/feed')],
    ['six WebSockets', () => open(6, 'ws://localhost/feed')],
    ['six others that ended', () => open(6).forEach((call) => call.sink.done())],
    [
      'six others over HTTP/2',
      () => {
        spoken({ name: 'http://localhost/app.js', nextHopProtocol: 'h2' });
        open(6);
      },
    ],
  ])('is not logged beside %s', (_what, prepare) => {
    prepare();
    request('/feed');
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual([]);
  });

  it('is not logged for a stream that was answered', () => {
    open(7);
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual([]);
  });

  it.each<[string, string | undefined, string[]]>([
    ['not logged', undefined, []],
    ['logged if the origin is known to speak HTTP/1.1', 'http/1.1', [crowded(6)]],
  ])('is %s for a poll, which the server may hold', (_what, nextHopProtocol, logged) => {
    if (nextHopProtocol !== undefined) spoken({ name: 'http://localhost/app.js', nextHopProtocol });
    open(6);
    request('/feed', { opensWithAnswer: true });
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual(logged);
  });

  it('is not logged in a production build', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'ngDevMode');
    Object.assign(globalThis, { ngDevMode: false });
    open(6);
    request('/feed');
    jest.advanceTimersByTime(5_000);
    expect(lines).toEqual([]);
    for (const { subscription } of running.splice(0)) subscription.unsubscribe();
    if (before !== undefined) Object.defineProperty(globalThis, 'ngDevMode', before);
  });
});
