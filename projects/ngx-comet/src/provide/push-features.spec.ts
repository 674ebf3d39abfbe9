import {
  providePush,
  withDefaults,
  withDiagnostics,
  withHttpClient,
  withLogger,
  withRetry,
  withRoutes,
  withServerSnapshot,
  type PushFeature,
} from '../public-api';

describe('the features of providePush', () => {
  const features: readonly [string, () => PushFeature][] = [
    ['withDefaults', () => withDefaults({})],
    ['withRetry', () => withRetry(false)],
    ['withRoutes', () => withRoutes([])],
    ['withLogger', () => withLogger({ warn: () => undefined })],
    ['withHttpClient', () => withHttpClient()],
    ['withDiagnostics', () => withDiagnostics()],
    ['withServerSnapshot', () => withServerSnapshot()],
  ];

  it.each(features)('include %s() once', (name, feature) => {
    expect(() => providePush(feature(), feature())).toThrow(
      new TypeError(`providePush was given ${name}() twice; keep one`),
    );
  });

  it('can be given all together', () => {
    expect(() => providePush(...features.map(([, feature]) => feature()))).not.toThrow();
  });

  describe('withDiagnostics()', () => {
    const platform = globalThis as { ngDevMode?: unknown };
    const { ngDevMode } = platform;

    afterEach(() => {
      platform.ngDevMode = ngDevMode;
    });

    it('is there where no build has said what it is for', () => {
      Reflect.deleteProperty(platform, 'ngDevMode');
      expect(withDiagnostics().providers).toHaveLength(1);
    });

    it('is not there in production', () => {
      platform.ngDevMode = false;
      expect(withDiagnostics().providers).toEqual([]);
    });
  });
});
