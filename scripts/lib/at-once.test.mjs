import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './run.mjs';

test('programs run at the same time; each prints in one piece, and one that fails fails the run', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'at-once-'));
  t.after(() => rmSync(folder, { recursive: true }));
  // The first program ends after the second one has, which it hears of by a file.
  const flag = JSON.stringify(join(folder, 'flag'));
  const first = `console.log('a'); const { existsSync } = require('node:fs');
    const timer = setInterval(() => { if (existsSync(${flag})) { clearInterval(timer); console.log('b'); } }, 5);`;
  const second = `console.log('c'); require('node:fs').writeFileSync(${flag}, ''); process.exitCode = 3;`;
  const programs = [first, second].map((code, n) => {
    const file = join(folder, `${String(n)}.cjs`);
    writeFileSync(file, code);
    return [`title ${String(n)}`, relative(join(ROOT, 'node_modules'), file)];
  });
  const main = join(folder, 'main.mjs');
  writeFileSync(
    main,
    `import { runAtOnce } from ${JSON.stringify(new URL('at-once.mjs', import.meta.url).href)};
     await runAtOnce(${JSON.stringify(programs)});`,
  );
  const { code, output } = await new Promise((resolve) => {
    execFile(process.execPath, [main], { timeout: 20_000 }, (error, stdout) =>
      resolve({ code: error?.code ?? 0, output: stdout }),
    );
  });
  assert.equal(code, 1);
  assert.deepEqual(
    output
      .trimEnd()
      .split(/(?=title)/)
      .map((part) => part.trim())
      .sort(),
    ['title 0\na\nb', 'title 1\nc'],
  );
});
