import { TestBed } from '@angular/core/testing';
import { NEVER } from 'rxjs';
import {
  providePush,
  pushResource,
  PushService,
  pushSignal,
  withDefaults,
  withDiagnostics,
  withHttpClient,
  withLogger,
  withRetry,
  withRoutes,
  withServerSnapshot,
  type PushDefaults,
  type PushFeature,
  type ServerSnapshotOptions,
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

describe('unknown options', () => {
  it.each<[string, () => unknown]>([
    ['withDefaults', () => withDefaults({ headrs: {} } as PushDefaults)],
    ['withServerSnapshot', () => withServerSnapshot({ timeOut: 1 } as ServerSnapshotOptions)],
    ['pushSignal', () => pushSignal(NEVER, { initialValue: 1, defaultValue: 1 } as { initialValue: number })],
    ['pushResource', () => pushResource({ stream: () => NEVER, request: 1 } as { stream: () => typeof NEVER })],
  ])('of %s are a TypeError that names those that it takes', (caller, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(new RegExp(`^${caller}: unknown option "\\w+"\\. It takes \\w+`));
  });

  it.each([null, 'x'])('a stream of the service refuses %p in place of the options', (wrong) => {
    const call = (): unknown => TestBed.inject(PushService).sse$('/x', wrong as unknown as object);
    expect(call).toThrow(/^options must be an object, got /);
  });
});
