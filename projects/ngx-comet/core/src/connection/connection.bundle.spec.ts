/** @jest-environment node */
import { buildSync } from 'esbuild';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../../../..');

/** The files in the bundle of an application that imports these names from the package. */
function bundled(names: string): readonly string[] {
  const { metafile } = buildSync({
    stdin: {
      contents: `import { ${names} } from 'ngx-comet/core'; globalThis.app = [${names}];`,
      resolveDir: ROOT,
      loader: 'ts',
    },
    absWorkingDir: ROOT,
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    tsconfig: join(ROOT, 'tsconfig.source.json'),
    external: ['@angular/*', 'rxjs'],
    metafile: true,
  });
  const [output] = Object.values(metafile.outputs);
  return Object.entries(output?.inputs ?? {}).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}

describe('the bundle of an application', () => {
  it.each(['sse$', 'httpStream$', 'websocket$', 'pollingStream$', 'jsonp$'])(
    'contains no file of connections where it imports only %s',
    (factory) => {
      const files = bundled(factory);
      expect(files.length).toBeGreaterThan(10);
      expect(files.filter((file) => /\/(connection|tabs)\/|\/(channels|request)\.ts/.test(file))).toEqual([]);
    },
  );

  it('contains a route of a connection only where it is used', () => {
    const files = bundled('connection, viaSse');
    expect(files.some((file) => file.endsWith('connection/negotiation.ts'))).toBe(true);
    expect(files.filter((file) => /transports\/(?!sse\/)|\/tabs\//.test(file))).toEqual([]);
  });
});
