import { asyncScheduler } from 'rxjs';
import { BOOTSTRAP_HASH } from './frame-markup';
import type { JsonpCall, JsonpScriptOptions } from './jsonp-call';
import { didNotCall, didNotLoad, didNotRun, frameDidNotStart, type Blocker } from './script-failure';

describe('the failure of a script', () => {
  const fail = jest.fn();

  beforeEach(() => {
    fail.mockClear();
  });

  const call = (options: JsonpScriptOptions = {}): JsonpCall => ({
    document,
    url: new URL('https://h.example/feed?token=secret'),
    callback: 'ngxComet_a',
    token: 'ngxComet_a',
    maxLength: 100,
    options,
    clock: asyncScheduler,
    answer: () => undefined,
    tooLong: () => undefined,
    fail,
  });

  it.each<[JsonpScriptOptions, string]>([
    [{}, '"callback"'],
    [{ callbackParam: 'cb' }, '"cb"'],
  ])('names the parameter that the server may not know, if the script called no callback: %p', (options, parameter) => {
    didNotCall(call(options));
    expect(fail.mock.calls).toEqual([
      ['no-callback', `the script called no callback: the server may not know the parameter ${parameter}`],
    ]);
  });

  it('names the fixed callback, and no parameter if there is none', () => {
    didNotCall(call({ callbackName: 'feed' }));
    didNotCall(call({ callbackName: 'feed', callbackParam: false }));
    didNotRun(call({ callbackName: 'feed' }));
    expect(fail.mock.calls).toEqual([
      ['no-callback', 'the script called no callback feed: the server may not know the parameter "callback"'],
      ['no-callback', 'the script called no callback feed'],
      ['script', 'the script is not JavaScript, or threw an error: does it call feed?'],
    ]);
  });

  it('names both causes that look the same in a browser, if the script did not run', () => {
    didNotRun(call());
    expect(fail.mock.calls).toEqual([['script', 'the script is not JavaScript, or threw an error']]);
  });

  it.each<[string, Blocker, readonly [string, string]]>([
    ['no policy blocked it', undefined, ['script', 'https://h.example/feed: the script could not be loaded']],
    [
      'the policy of the frame blocked it',
      'frame',
      ['script', 'the script is redirected away from https://h.example: a contained call does not follow'],
    ],
    [
      'the policy of the page blocked it',
      'page',
      [
        'unsupported',
        "the page's Content-Security-Policy (script-src) forbids scripts from https://h.example: set the option nonce " +
          "to the policy's nonce, or add the origin to it",
      ],
    ],
  ])('names the reason if the script could not be loaded: %s', (_name, blocker, expected) => {
    didNotLoad(call(), blocker);
    expect(fail.mock.calls).toEqual([expected]);
  });

  it.each<[JsonpScriptOptions, string]>([
    [{}, "set the option nonce to the policy's nonce"],
    [{ nonce: 'abc' }, 'correct the option nonce'],
  ])('names what the policy of the page lacks, if the frame did not start: %p', (options, advice) => {
    frameDidNotStart(call(options));
    expect(fail.mock.calls).toEqual([
      [
        'unsupported',
        `the page's Content-Security-Policy (script-src) forbids the inline script of the frame: ${advice}, or add ${BOOTSTRAP_HASH} to it`,
      ],
    ]);
  });
});
