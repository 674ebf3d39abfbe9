/** @jest-environment node */
import { buildSync } from 'esbuild';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');

/** The bundle of an application that uses one function of the core. */
function bundle(name: string, ngDevMode: boolean): string {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { ${name} } from 'ngx-comet/core'; globalThis.app = ${name};`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(ROOT, 'tsconfig.source.json'),
    external: ['rxjs'],
    define: { ngDevMode: String(ngDevMode) },
  });
  return outputFiles[0]?.text ?? '';
}

describe.each([
  'sse$',
  'httpStream$',
  'websocket$',
  'pollingStream$',
  'jsonp$',
  'viaSse',
  'viaHttpStream',
  'viaWebSocket',
  'viaLongPolling',
  'viaJsonpPolling',
  'connection',
  'schedule',
  'exponential',
  'upTo',
  'steps',
  'honouringServer',
  'retryWithBackoff',
  'batchFrames',
  'bounded',
  'request',
  'validate',
  'syncedWith',
])('the bundle of an application with %s', (name) => {
  const CHECKS =
    /unknown option|Did you mean|must be (?!given|options)|a number of milliseconds|[Cc]all (?:it|the function): |withcredentials/;

  it('contains the checks in development', () => {
    expect(bundle(name, true)).toMatch(CHECKS);
  });

  it('contains no text of a check in production', () => {
    expect(CHECKS.exec(bundle(name, false))).toBeNull();
  });
});
