// Bytes that an import adds to an application, without RxJS and Angular.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { JavaScriptTransformer } from '@angular/build/private';
import { build, type Plugin } from 'esbuild';
import { installPeers, PACKAGE_FOLDERS, versionOf } from '../costs-support/peers.ts';
import { print } from '../costs-support/table.ts';
import { OURS, PEERS, type Import } from './imports.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const transformer = new JavaScriptTransformer({
  sourcemap: false,
  advancedOptimizations: true,
  jit: false,
  maxConcurrency: 1,
});

/** What the Angular CLI does to packages of Angular before it bundles them. */
const angular: Plugin = {
  name: 'angular',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]fesm\d+[\\/].*\.mjs$/ }, async ({ path }) => ({
      contents: await transformer.transformFile(path),
    }));
  },
};

async function sizeOf({ code }: Import): Promise<{ readonly minified: number; readonly gzip: number }> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT },
    nodePaths: PACKAGE_FOLDERS,
    tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
    plugins: [angular],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    legalComments: 'none',
    external: ['rxjs', 'rxjs/*', '@angular/*'],
    // As Angular's production build defines it.
    define: { ngDevMode: 'false', 'process.env.NODE_ENV': '"production"' },
  });
  const text = outputFiles[0]?.text ?? '';
  return { minified: Buffer.byteLength(text), gzip: gzipSync(text, { level: 9 }).length };
}

installPeers();
const sized: (readonly [string, number, number, string])[] = [];
for (const one of [...OURS, ...PEERS]) {
  const { minified, gzip } = await sizeOf(one);
  sized.push([one.name, minified / 1_000, gzip / 1_000, `${one.from} ${versionOf(one.from)}`]);
}
await transformer.close();
print({
  title: 'what an import adds to an application, without RxJS and Angular, kB',
  head: ['import', 'minified', 'minified + gzip', 'package'],
  rows: sized,
});
