// Compiles every ```ts block of the guides, of the READMEs and of the TSDoc of the package against its sources,
// templates included. Names that a block does not declare are added: names of the package, of Angular, of RxJS and of
// zod are imported, and `docs/snippets/prelude.d.ts` declares all others. A block of class members is wrapped in a
// class. A block that continues the block above it follows `<!-- continued -->`.
import { performCompilation, readConfiguration } from '@angular/compiler-cli';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT } from './lib/run.mjs';

const WORK = join(ROOT, 'dist', 'snippets');
const RECIPES = join(ROOT, 'projects', 'ngx-comet', 'recipes');
const PRELUDE = join(ROOT, 'docs', 'snippets', 'prelude.d.ts');
const PAGES = ['README.md', 'projects/ngx-comet/README.md', 'docs/*.md', 'docs/guides/**/*.md'];
const SOURCES = ['projects/ngx-comet/{src,core,tabs,testing}/**/*.ts'];
const BLOCK = /^([ \t]*)```ts\n([\s\S]*?)^[ \t]*```$/gm;
const CONTINUED = /<!-- continued -->\s*$/;
/** The modules whose names are imported automatically; the first one that exports a name is used. */
const MODULES = [
  'ngx-comet',
  'ngx-comet/tabs',
  'ngx-comet/testing',
  '@angular/core',
  '@angular/common',
  '@angular/common/http',
  '@angular/common/http/testing',
  '@angular/core/rxjs-interop',
  '@angular/core/testing',
  '@angular/platform-browser',
  'rxjs',
  'zod',
];
const UNKNOWN_NAME = new Set([2304, 2503, 2552, 2662, 2663, 18004]);

/**
 * @typedef {object} Snippet
 * @property {string} file its source file, from the root
 * @property {number} line of its first line, from 1
 * @property {string} code
 * @property {string} out the compiled file
 * @property {string[]} header the lines before it
 */

const snippets = [...PAGES.flatMap(list).flatMap(inPage), ...SOURCES.flatMap(list).flatMap(inComments)];
rmSync(WORK, { recursive: true, force: true });
mkdirSync(WORK, { recursive: true });
writeFileSync(
  join(WORK, 'tsconfig.json'),
  JSON.stringify({
    extends: '../../tsconfig.source.json',
    compilerOptions: {
      noEmit: true,
      types: ['node'],
      rootDir: '../..',
      // A snippet imports a recipe as a reader does who has copied it: `./name-of-the-recipe`.
      rootDirs: ['.', relative(WORK, RECIPES)],
      strictPropertyInitialization: false,
    },
    angularCompilerOptions: { strictTemplates: true },
    files: [relative(WORK, PRELUDE), ...snippets.map(({ out }) => relative(WORK, out))],
  }),
);
for (const snippet of snippets) write(snippet);
const config = readConfiguration(join(WORK, 'tsconfig.json'));
giveNames();
process.exitCode = report();

function list(/** @type {string} */ pattern) {
  return globSync(pattern, { cwd: ROOT, exclude: (name) => /\.spec\.ts$|(?:^|\/)spec-support$/.test(String(name)) })
    .filter((file) => !/\.spec\.ts$|\/spec-support\//.test(file))
    .sort();
}

/** @returns {Snippet[]} */
function inPage(/** @type {string} */ file) {
  const page = readFileSync(join(ROOT, file), 'utf8');
  /** @type {Snippet[]} */
  const found = [];
  for (const match of page.matchAll(BLOCK)) {
    const before = page.slice(0, match.index);
    const one = snippet(file, lines(before) + 1, match[2] ?? '');
    const above = found.at(-1);
    // Empty lines between the two blocks keep the line numbers right.
    if (CONTINUED.test(before) && above !== undefined) {
      above.code += '\n'.repeat(one.line - above.line - lines(above.code)) + one.code;
    } else {
      found.push(one);
    }
  }
  return found;
}

/** @returns {Snippet[]} */
function inComments(/** @type {string} */ file) {
  const source = readFileSync(join(ROOT, file), 'utf8');
  return [...source.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap((comment) => {
    const text = comment[0].replace(/^[ \t]*\* ?/gm, '');
    if (!text.includes('@usageNotes')) return [];
    const first = lines(source.slice(0, comment.index));
    return [...text.matchAll(BLOCK)].map((match) =>
      snippet(file, first + lines(text.slice(0, match.index)) + 1, match[2] ?? ''),
    );
  });
}

/** @returns {Snippet} */
function snippet(/** @type {string} */ file, /** @type {number} */ line, /** @type {string} */ code) {
  const name = `${file.replace(/\.[a-z]+$/, '').replace(/[^a-z0-9]+/gi, '-')}-${line + 1}.ts`;
  return { file, line: line + 1, code, out: join(WORK, name), header: [] };
}

function lines(/** @type {string} */ text) {
  return text.split('\n').length - 1;
}

function write(/** @type {Snippet} */ { code, header, out }) {
  const parts = isModule(code) || isInsideOfClass(code) ? [code] : code.split(/\n(?=\n)/);
  // The wrapper around a part replaces the empty line before it.
  const text = parts.map((part, i) => {
    const body = i === 0 ? `\n${part}` : part;
    return isModule(part) ? body : `@Component({ template: '' }) class Snippet${i} extends SnippetHost {${body} }`;
  });
  const own = /\bimport\b[^;]*\bComponent\b/.test(code) ? [] : ["import { Component } from '@angular/core';"];
  writeFileSync(out, `${[...own, ...header].join(' ')} ${text.join('')}\nexport {};\n`);
}

function isModule(/** @type {string} */ code) {
  return parses(code);
}

function isInsideOfClass(/** @type {string} */ code) {
  return parses(`class Snippet {\n${code}\n}`);
}

function parses(/** @type {string} */ code) {
  return ts.transpileModule(code, { reportDiagnostics: true }).diagnostics?.length === 0;
}

/** Imports the names that the snippets use and do not declare. */
function giveNames() {
  const known = exportedNames();
  const program = ts.createProgram(config.rootNames, config.options);
  for (const one of snippets) {
    const source = program.getSourceFile(one.out);
    const missing = new Set(
      program
        .getSemanticDiagnostics(source)
        .filter(({ code }) => UNKNOWN_NAME.has(code))
        .map(({ start = 0, length = 0 }) => source?.text.slice(start, start + length) ?? ''),
    );
    // An existing import of the module may lack the missing names.
    one.header = [...missing].flatMap((name) => {
      const module = known.get(name);
      return module === undefined ? [] : [`import { ${name} } from '${module}';`];
    });
    write(one);
  }
}

/** @returns {Map<string, string>} the module of every name */
function exportedNames() {
  const file = join(WORK, 'modules.ts');
  writeFileSync(file, MODULES.map((module, i) => `import * as m${i} from '${module}'; m${i};`).join('\n'));
  const program = ts.createProgram([file], config.options);
  const checker = program.getTypeChecker();
  const names = new Map();
  program.getSourceFile(file)?.forEachChild((node) => {
    if (!ts.isImportDeclaration(node)) return;
    const symbol = checker.getSymbolAtLocation(node.moduleSpecifier);
    for (const { name } of symbol === undefined ? [] : checker.getExportsOfModule(symbol)) {
      const module = /** @type {ts.StringLiteral} */ (node.moduleSpecifier).text;
      // Everything else in zod is available through `z`.
      if (!names.has(name) && (module !== 'zod' || name === 'z')) names.set(name, module);
    }
  });
  rmSync(file);
  return names;
}

function report() {
  const { diagnostics } = performCompilation({
    rootNames: config.rootNames,
    options: config.options,
    // All diagnostics at once: by default syntax errors hide all others.
    gatherDiagnostics: (program) => [
      ...program.getTsSyntacticDiagnostics(),
      ...program.getTsSemanticDiagnostics(),
      ...program.getNgStructuralDiagnostics(),
      ...program.getNgSemanticDiagnostics(),
    ],
  });
  const errors = diagnostics.filter(({ category }) => category === ts.DiagnosticCategory.Error);
  for (const { file, start = 0, messageText } of errors) {
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    const one = snippets.find(({ out }) => file?.fileName === out);
    const at = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    // The first line of the compiled file does not belong to the snippet.
    console.error(one === undefined ? `${file?.fileName ?? ''}: ${text}` : `${one.file}:${one.line + at - 1}: ${text}`);
  }
  console.log(`${snippets.length} snippets, ${errors.length} errors`);
  return errors.length === 0 ? 0 : 1;
}
