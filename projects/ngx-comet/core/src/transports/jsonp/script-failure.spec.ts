import { asyncScheduler } from 'rxjs';
import { BOOTSTRAP_HASH } from './frame-markup';
import type { JsonpCall, JsonpScriptOptions } from './jsonp-call';
import { didNotCall, didNotLoad, didNotRun, frameDidNotStart, type Blocker } from './script-failure';

describe('the failure of a script', () => {
  const fail = jest.fn();

  beforeEach(() => {
    jest.useFakeTimers();
    fail.mockClear();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  const call = (options: JsonpScriptOptions = {}): JsonpCall => ({
    document,
    url: new URL('https://h.example/feed?token=secret'),
    callback: 'ngxComet_a',
    options,
    clock: asyncScheduler,
    answer: () => undefined,
    fail,
  });

  it.each<[JsonpScriptOptions, string]>([
    [{}, '"callback"'],
    [{ callbackParam: 'cb' }, '"cb"'],
  ])('to call names the parameter that the server may not know: %p', (options, parameter) => {
    didNotCall(call(options));
    expect(fail.mock.calls).toEqual([
      ['no-callback', `the script ran and did not call: the server may not know the parameter ${parameter}`],
    ]);
  });

  it('to run names what no browser tells apart', () => {
    didNotRun(call());
    expect(fail.mock.calls).toEqual([['script', 'the script is not JavaScript, or threw before it called']]);
  });

  it.each<[string, Blocker, readonly [string, string]]>([
    ['where nothing forbade it', undefined, ['script', 'the script could not be loaded']],
    [
      'where the policy of the frame forbade it',
      'frame',
      ['script', 'the script is redirected away from https://h.example, which a contained call does not follow'],
    ],
    [
      'where the policy of the page forbade it',
      'page',
      [
        'unsupported',
        "the page's Content-Security-Policy (script-src) forbids scripts from https://h.example: give the policy's nonce " +
          'as the option nonce, or add the origin to it',
      ],
    ],
  ])('to load is told 50 ms later, when it is known what forbade it, %s', (_name, blocker, expected) => {
    const known: { by: Blocker } = { by: undefined };
    didNotLoad(call(), () => known.by);
    known.by = blocker;
    jest.advanceTimersByTime(49);
    expect(fail).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(fail.mock.calls).toEqual([expected]);
  });

  it('to load is not told after the call was given up', () => {
    didNotLoad(call(), () => undefined).unsubscribe();
    jest.advanceTimersByTime(1_000);
    expect(fail).not.toHaveBeenCalled();
  });

  it.each<[JsonpScriptOptions, string]>([
    [{}, "give the policy's nonce as the option nonce"],
    [{ nonce: 'abc' }, 'its nonce is not the given one'],
  ])('of the frame to start says what the policy of the page lacks: %p', (options, advice) => {
    frameDidNotStart(call(options));
    expect(fail.mock.calls).toEqual([
      [
        'unsupported',
        `the page's Content-Security-Policy (script-src) forbids the inline script of the frame: ${advice}, or add ${BOOTSTRAP_HASH} to it`,
      ],
    ]);
  });
});
