import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const SHARED = {
  bundle: true,
  write: false,
  target: 'es2022',
  define: { ngDevMode: 'false' },
  // Its paths lead to the built package.
  tsconfig: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
} as const;

/** One script of a program and all that it imports, with the built package as users have it: for a page, or for Node. */
export async function bundle(entry: URL, of: 'browser' | 'node'): Promise<string> {
  const { outputFiles } = await build({
    ...SHARED,
    entryPoints: [fileURLToPath(entry)],
    platform: of,
    format: of === 'browser' ? 'iife' : 'esm',
  });
  return outputFiles[0]?.text ?? '';
}
