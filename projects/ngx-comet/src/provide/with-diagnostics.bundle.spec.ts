/** @jest-environment node */
import { buildSync } from 'esbuild';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../..');
const APP = `
  import { providePush, PushService, withDiagnostics } from 'ngx-comet';
  globalThis.app = [PushService, providePush(withDiagnostics())];
`;

/** The bundle of an application that uses the feature. */
function bundle(define: Record<string, string>, contents = APP): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: ROOT, loader: 'ts' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(ROOT, 'tsconfig.source.json'),
    external: ['@angular/*', 'rxjs'],
    define,
  });
  return outputFiles[0]?.text ?? '';
}

describe('the bundle of an application withDiagnostics()', () => {
  const DIAGNOSIS = /Access-Control-|no-cors|opaqueredirect/i;

  it('contains the diagnosis in development', () => {
    expect(bundle({ ngDevMode: 'true' })).toMatch(DIAGNOSIS);
  });

  it('contains nothing of it in production', () => {
    expect(bundle({ ngDevMode: 'false' })).not.toMatch(DIAGNOSIS);
  });

  it('contains nothing of it if only the streams of the core are used', () => {
    const streams = "import { sse$, httpStream$, pollingStream$ } from 'ngx-comet/core';";
    expect(bundle({}, `${streams} globalThis.app = [sse$, httpStream$, pollingStream$];`)).not.toMatch(DIAGNOSIS);
  });
});
