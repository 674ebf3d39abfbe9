/**
 * @jest-environment node
 */
import { createContext, runInContext } from 'node:vm';
import { isPushError } from '../../vocabulary/is-push-error';
import { BOOTSTRAP } from './frame-markup';
import { jsonText } from './json-text';

type Listener = (event: Record<string, unknown>) => void;

interface Frame {
  /** Everything that crossed the port. */
  readonly reports: unknown[][];
  /** Runs a script of the server. */
  readonly run: (script: string) => void;
  readonly window: Record<string, unknown>;
  readonly dispatch: (target: 'window' | 'document', type: string, event: Record<string, unknown>) => void;
  /** Runs the timers of the frame, which are all due after as many milliseconds. */
  readonly elapse: (ms: number) => void;
}

const MAX = 1_000;

/** Runs the bootstrap script with its own built-ins, in place of the frame's window, document and port. */
function frame(max = MAX): Frame {
  const reports: unknown[][] = [];
  const listeners = new Map<string, Listener>();
  const timers: { readonly ms: number; readonly run: () => void }[] = [];
  const setTimeout = (run: (...args: unknown[]) => void, ms: number, ...args: unknown[]): unknown =>
    timers.push({
      ms,
      run: () => {
        run(...args);
      },
    });
  const port = { postMessage: (report: unknown) => reports.push(structuredClone(report) as unknown[]) };
  const listen =
    (target: string) =>
    (type: string, listener: Listener): unknown =>
      listeners.set(`${target} ${type}`, listener);
  const window: Record<string, unknown> = { addEventListener: listen('window'), RTCPeerConnection: Object };
  const document = {
    currentScript: { dataset: { token: 't', callback: 'feed', max: String(max) }, remove: () => undefined },
    querySelector: () => ({ content: 'the policy of the frame' }),
    addEventListener: listen('document'),
  };
  class MessageChannel {
    port1 = port;
    port2 = {};
  }
  const context = createContext({
    window,
    document,
    MessageChannel,
    setTimeout,
    parent: { postMessage: () => undefined },
  });
  runInContext(BOOTSTRAP, context);
  context['feed'] = window['feed'];
  return {
    reports,
    window,
    run: (script) => {
      runInContext(script, context);
    },
    dispatch: (target, type, event) => {
      listeners.get(`${target} ${type}`)?.({ isTrusted: true, type, target: { id: 'answer' }, ...event });
    },
    elapse: (ms) => {
      for (const timer of timers.splice(0)) if (timer.ms <= ms) timer.run();
    },
  };
}

describe('the bootstrap script', () => {
  it.each([
    'null',
    '-0',
    '"é \\"quoted\\" \\u2028"',
    '{ a: [1, "two", null, true, { b: -0.5, "": [] }] }',
    'JSON.parse(\'{"__proto__":{"a":1}}\')',
    'Object.assign(Object.create(null), { a: 1 })',
    'undefined',
    'NaN',
    '[1, , 3]',
    '{ a: undefined }',
    '1n',
    'Symbol("s")',
    '{ run() {} }',
    '{ toJSON() { return 1 } }',
    'new Date(0)',
    '[new Map()]',
    'new Uint8Array(2)',
    'new Number(1)',
    'new (class A { a = 1 })()',
    '"x".repeat(998)',
    '"x".repeat(999)',
    '"\\"".repeat(499)',
    '"\\"".repeat(500)',
    '{ ["k".repeat(994)]: 1 }',
    '{ ["k".repeat(995)]: 1 }',
    'new Array(1e7).fill(0)',
    'new Array(499).fill(0)',
    'new Array(500).fill(0)',
    '[["a", "a"], { a: {}, b: [], c: [0] }]',
    'new Array(2 ** 32 - 1)',
    '(() => { let a = ["x"]; for (let i = 0; i < 60; i++) a = [a, a]; return a })()',
    '(() => { let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a })()',
    '(() => { const o = {}; o.self = o; return o })()',
    '"x".repeat(2 ** 29 - 25)',
  ])('reports for %s what jsonText gives in the page', (expression) => {
    const { reports, run, window } = frame();
    run(`feed(${expression})`);
    let expected: unknown[];
    try {
      let value: unknown;
      window['feed'] = (answer: unknown) => (value = answer);
      run(`window.feed(${expression})`);
      expected = ['answer', jsonText(value, MAX)];
    } catch (error) {
      expected = [isPushError(error) ? error.code : error];
    }
    const [report = [], ...more] = reports;
    expect(more).toEqual([]);
    expect(report[0] === 'answer' ? report : report.slice(0, 1)).toEqual(expected);
    expect(JSON.stringify(report).length).toBeLessThan(2 * MAX + 100);
  });

  it('reports only the first call', () => {
    const { reports, run } = frame();
    run('feed({ toJSON() { feed(1); return 2 } }); feed(3)');
    expect(reports).toEqual([['decode', 'function']]);
  });

  it('posts nothing that the script makes, whatever it has replaced', () => {
    const { reports, run } = frame();
    run(`
      const huge = 'x'.repeat(1e6);
      const { getOwnPropertyNames, defineProperty } = Object;
      for (const type of [Object, Array, Function, JSON, String, Number, RegExp]) {
        for (const target of [type, type.prototype]) {
          if (target === undefined) continue;
          for (const name of getOwnPropertyNames(target)) {
            if (name === 'constructor' || name === 'prototype') continue;
            try { defineProperty(target, name, { value: () => huge }) } catch {}
          }
        }
      }
      feed({ a: 1 });`);
    expect(reports).toEqual([['answer', '{"a":1}']]);
  });

  it.each([
    '{ get a() { throw ["answer", "x".repeat(1e6)] } }',
    'new Proxy({}, { ownKeys() { throw ["answer", "x".repeat(1e6)] } })',
    'new Proxy({}, { getPrototypeOf() { throw ["overflow"] } })',
  ])('posts nothing that a value throws: %s', (expression) => {
    const { reports, run } = frame();
    run(`feed(${expression})`);
    expect(reports).toEqual([['decode']]);
  });

  it('measures what it writes of a value that changes while it is read', () => {
    const { reports, run } = frame();
    run('let n = 0; feed({ get a() { return n++ ? "x".repeat(1e6) : "x" } })');
    expect(reports).toEqual([['overflow']]);
  });

  it('reports trusted events only, and in its own words', () => {
    const { reports, dispatch, window, elapse } = frame();
    dispatch('document', 'load', { isTrusted: false });
    dispatch('window', 'error', { isTrusted: false, target: window });
    dispatch('document', 'load', { target: { id: 'another' } });
    expect(reports).toEqual([]);
    dispatch('document', 'load', {});
    dispatch('window', 'error', {});
    dispatch('window', 'error', { type: 'x'.repeat(1e6) });
    elapse(50);
    expect(reports).toEqual([['load'], ['error'], ['error']]);
  });

  it('reports the owner of the first policy that blocks a script, once', () => {
    const violation = { disposition: 'enforce', effectiveDirective: 'script-src-elem' };
    for (const [originalPolicy, owner] of [
      ['the policy of the frame', 'frame'],
      ['x'.repeat(1e6), 'page'],
    ]) {
      const { reports, dispatch } = frame();
      const report = (change: Record<string, unknown>): void => {
        dispatch('document', 'securitypolicyviolation', { ...violation, originalPolicy, ...change });
      };
      report({ isTrusted: false });
      report({ disposition: 'report' });
      report({ effectiveDirective: 'img-src' });
      expect(reports).toEqual([]);
      report({});
      report({});
      expect(reports).toEqual([['blocked', owner]]);
    }
  });

  it('reports a violation before the error of the blocked script, also where the browser does not', () => {
    const { reports, dispatch, elapse } = frame();
    dispatch('window', 'error', {});
    elapse(49);
    dispatch('document', 'securitypolicyviolation', {
      disposition: 'enforce',
      effectiveDirective: 'script-src-elem',
      originalPolicy: 'the policy of the page',
    });
    expect(reports).toEqual([['blocked', 'page']]);
  });

  it('reports that the script could not be loaded 50 ms after its error', () => {
    const { reports, dispatch, elapse } = frame();
    dispatch('window', 'error', {});
    expect(reports).toEqual([]);
    elapse(50);
    expect(reports).toEqual([['error']]);
  });

  it('removes WebRTC', () => {
    expect('RTCPeerConnection' in frame().window).toBe(false);
  });
});
