import type { DirEntry, Tree } from '@angular-devkit/schematics';

const COMMENTS = /\/\*[\s\S]*?\*\/|(^|[^:])\/\/.*$/gm;

/**
 * The path of the first source file below a folder whose text passes the test; comments are taken out of the text. Specs
 * are skipped, and so are the files that only a server loads (`app.config.server.ts`).
 */
export function findSource(tree: Tree, folder: string, test: (text: string) => boolean): string | undefined {
  return find(tree.getDir(folder), test)?.replace(/^\//, '');
}

function find(dir: DirEntry, test: (text: string) => boolean): string | undefined {
  for (const name of dir.subfiles) {
    if (!name.endsWith('.ts') || /\.(?:spec|test|server|d)\.ts$/.test(name)) continue;
    const file = dir.file(name);
    if (file && test(file.content.toString('utf8').replace(COMMENTS, '$1'))) return file.path;
  }
  for (const name of dir.subdirs) {
    const found = name === 'node_modules' ? undefined : find(dir.dir(name), test);
    if (found !== undefined) return found;
  }
  return undefined;
}
