import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TESTS = 'eventsource';

/** Makes the folder to serve: the tests of EventSource as they are, and what they need of the checkout. */
export function layOut(root: string, documents: string): void {
  for (const shared of ['common', 'resources']) symlinkSync(join(root, shared), join(documents, shared));
  mkdirSync(join(documents, TESTS));
  cpSync(join(root, TESTS), join(documents, TESTS), { recursive: true });
}

/**
 * Puts a script before each script of the tests that can run in a worker. Its first comments stay the first lines: the
 * suite's server reads them.
 */
export function prepend(script: string, documents: string): void {
  for (const file of filesOf(documents)) {
    if (!/(?:\.any\.js|worker\/.*\.js)$/.test(file)) continue;
    const path = join(documents, TESTS, file);
    const text = readFileSync(path, 'utf8');
    // After a semicolon the "use strict" of the script is none: some tests are sloppy.
    const comments = /^(?:\/\/.*\n)*/.exec(text)?.[0] ?? '';
    writeFileSync(path, `${comments};${script}\n${text.slice(comments.length)}`);
  }
}

export interface TestPage {
  /** The group of its tests: where they run. */
  readonly group: string;
  /** The file of the suite that it is made of. */
  readonly file: string;
  readonly path: string;
}

/** The pages that the suite's server makes of its files. */
export function pagesIn(documents: string): TestPage[] {
  return filesOf(documents).flatMap((file) => {
    const page = (group: string, name = file): TestPage => ({ group, file, path: `/${TESTS}/${name}` });
    const [, stem, kind] = /^(.*?)(\.any\.js|\.window\.js|\.worker\.js|\.htm)$/.exec(file) ?? [];
    if (stem === undefined || file.startsWith('resources/')) return [];
    if (kind === '.window.js') return [page('window', `${stem}.window.html`)];
    if (kind === '.worker.js') return [page('dedicated worker', `${stem}.worker.html`)];
    if (kind === '.htm') return [page(/^(dedicated|shared)-worker/.exec(file)?.[0].replace('-', ' ') ?? 'window')];
    const text = readFileSync(join(documents, TESTS, file), 'utf8');
    const globals = /META: global=(\S+)/.exec(text)?.[1]?.split(',') ?? ['window', 'dedicatedworker'];
    const runsIn = (worker: string): boolean => globals.includes('worker') || globals.includes(worker);
    return [
      ...(globals.includes('window') ? [page('window', `${stem}.any.html`)] : []),
      ...(runsIn('dedicatedworker') ? [page('dedicated worker', `${stem}.any.worker.html`)] : []),
      ...(runsIn('sharedworker') ? [page('shared worker', `${stem}.any.sharedworker.html`)] : []),
    ];
  });
}

function filesOf(documents: string): string[] {
  return readdirSync(join(documents, TESTS), { recursive: true, encoding: 'utf8' }).sort();
}
