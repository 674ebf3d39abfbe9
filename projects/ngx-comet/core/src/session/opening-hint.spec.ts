import { NEVER, of } from 'rxjs';
import { hidden } from '../gates/hidden';
import { PushError } from '../vocabulary/push-error';
import { broken, runInVirtualTime, type Harness } from '../spec-support/session-harness';
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
