// Bytes that an import adds to an application, without RxJS and Angular.
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { JavaScriptTransformer } from '@angular/build/private';
import { build, type Plugin } from 'esbuild';
import { parseArgs } from 'node:util';
import { publish } from '../support/report.ts';
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

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false } } });
const imports = [...OURS, ...PEERS];
const sizes: { readonly name: string; readonly from: string; readonly minified: number; readonly gzip: number }[] = [];
for (const one of imports) sizes.push({ name: one.name, from: one.from, ...(await sizeOf(one)) });
await transformer.close();

const kB = (bytes: number): number => bytes / 1_000;
const gzipOf = (name: string): string => kB(sizes.find((one) => one.name === name)?.gzip ?? NaN).toFixed(1);
const sorted = [...sizes].sort((a, b) => a.gzip - b.gzip);

publish(
  {
    subject: 'size',
    title: 'The size of an import',
    about:
      'The bytes that an import adds to an application, minified and with gzip, without RxJS and Angular. esbuild ' +
      'bundles them, after what the Angular CLI does to packages in a production build. A peer is imported by the name that its README begins with.',
    summary: `sse$ adds ${gzipOf('sse$')} kB, connection() with three routes ${gzipOf('connection, three routes')} kB; @microsoft/signalr ${gzipOf('@microsoft/signalr')} kB, centrifuge ${gzipOf('centrifuge')} kB`,
    packages: [...new Set(PEERS.map(({ from }) => from))],
    tables: [
      {
        columns: [
          'import',
          { title: 'minified', unit: 'kB', digits: 1 },
          { title: 'with gzip', unit: 'kB', digits: 1 },
        ],
        rows: sorted.map(({ name, minified, gzip }) => [name, kB(minified), kB(gzip)]),
      },
    ],
    chart: {
      kind: 'bars',
      title: 'What an import adds to an application',
      unit: 'kB, minified and with gzip',
      categories: sorted.map(({ name }) => name),
      series: [{ name: 'with gzip', values: sorted.map(({ gzip }) => kB(gzip)) }],
      ours: OURS.map(({ name }) => name),
    },
    goals: [],
    delivered: true,
    raw: sizes,
  },
  { short: values.short },
);
