/**
 * @jest-environment jsdom
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const guide = readFileSync(join(__dirname, '../../../../docs/guides/testing.md'), 'utf8');
const tests = [...guide.matchAll(/^```ts\n(import [\s\S]*?)^```$/gm)]
  .map(([, code = '']) => code)
  .filter((code) => code.includes('describe('));

it('shows five tests', () => {
  expect(tests).toHaveLength(5);
});

// The tests of the guide run as they are shown.
for (const code of tests) {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      experimentalDecorators: true,
      useDefineForClassFields: false,
    },
  });
  const run = new Function('require', 'exports', outputText) as (load: NodeJS.Require, exported: object) => void;
  run(require, {});
}
