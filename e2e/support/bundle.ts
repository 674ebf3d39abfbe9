import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const CONFIG = {
  bundle: true,
  write: false,
  format: 'iife',
  target: 'es2022',
  define: { ngDevMode: 'false' },
} as const;
const ROOT = join(__dirname, '../..');

/** The script of a page, with the sources of the package, or with the built package as users have it. */
export async function bundle(entry: string, of: 'sources' | 'build' = 'sources'): Promise<string> {
  const tsconfig = join(ROOT, of === 'sources' ? 'tsconfig.source.json' : 'tsconfig.json');
  const { outputFiles } = await build({ ...CONFIG, tsconfig, entryPoints: [entry] });
  return outputFiles[0]?.text ?? '';
}

/** Creates a folder with a page that runs the script, and removes it after use. */
export async function withPage(
  entry: string,
  use: (folder: string) => Promise<void>,
  of: 'sources' | 'build' = 'build',
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'page-'));
  await writeFile(join(folder, 'page.js'), await bundle(entry, of));
  await writeFile(
    join(folder, 'index.html'),
    '<!doctype html><title>feed</title><link rel="icon" href="data:,"><body><script src="/page.js"></script>',
  );
  await use(folder);
  await rm(folder, { recursive: true });
}
