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

  it.each(features)('cannot include %s() twice', (name, feature) => {
    expect(() => providePush(feature(), feature())).toThrow(
      new TypeError(`providePush was given ${name}() twice; keep one`),
    );
  });

  it('can all be used together', () => {
    expect(() => providePush(...features.map(([, feature]) => feature()))).not.toThrow();
  });

  describe('withDiagnostics()', () => {
    const platform = globalThis as { ngDevMode?: unknown };
    const { ngDevMode } = platform;

    afterEach(() => {
      platform.ngDevMode = ngDevMode;
    });

    it('provides diagnostics if ngDevMode is not defined', () => {
      Reflect.deleteProperty(platform, 'ngDevMode');
      expect(withDiagnostics().providers).toHaveLength(1);
    });

    it('provides nothing in production', () => {
      platform.ngDevMode = false;
      expect(withDiagnostics().providers).toEqual([]);
    });
  });
});
