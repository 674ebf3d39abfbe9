/** @jest-environment node */
import { buildSync } from 'esbuild';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');

/** The bundle of an application that uses these functions of the core. */
function bundle(names: string, ngDevMode: boolean): string {
  const { outputFiles } = buildSync({
    stdin: {
      contents: `import { ${names} } from 'ngx-comet/core'; globalThis.app = [${names}];`,
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
  'toAsyncIterable',
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

describe('the bundle of an application with all streams', () => {
  const STREAMS = 'sse$, httpStream$, websocket$, pollingStream$, jsonp$';
  const development = bundle(STREAMS, true);
  const production = bundle(STREAMS, false);

  it.each([
    'has not opened within',
    'the server does not answer. Over HTTP/1.1',
    'pauseWhile is true',
    'messages so far were rejected',
    'longer than 1 KiB',
    'takes any text',
    'to keep messages in order',
    'a key and a number',
    'instead of a URL',
    'or relative without a page',
    'send them in headers instead',
    'set redirect to',
    'allow it in the site settings',
    'and only 200 opens',
    'the status is not 200',
    'source must return',
    'leave out the #',
    ': use wss:',
  ])('contains the advice %j in development only', (advice) => {
    // Not `toContain`, which would print both bundles.
    const found = { development: development.includes(advice), production: production.includes(advice) };
    expect(found).toEqual({ development: true, production: false });
  });
});
