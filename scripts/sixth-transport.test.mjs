// Adds a toy transport to a copy of the workspace by the steps of CONTRIBUTING, "Adding a transport", and by nothing else. The
// copy then keeps its types, its layers and the contract of all transports.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { ROOT } from './lib/run.mjs';

const FIXTURES = join(ROOT, 'tools', 'sixth-transport');
const CORE = 'projects/ngx-comet/core/src';
const SERVICE = 'projects/ngx-comet/src/service/push-service.ts';
const ROUTES = 'projects/push-server/src/routes';
const LIMIT = 300_000;

/** Step by step: the new files, and what is written into the old ones behind a text that stands there once. */
const STEPS = [
  {
    files: {
      [`${CORE}/transports/toy/toy.ts`]: 'toy.ts.txt',
      [`${CORE}/transports/toy/toy-options.ts`]: 'toy-options.ts.txt',
      [`${CORE}/transports/toy/check-toy-options.ts`]: 'check-toy-options.ts.txt',
      [`${CORE}/transports/toy/via-toy.ts`]: 'via-toy.ts.txt',
      [`${CORE}/transports/toy/toy-transport.ts`]: 'toy-transport.ts.txt',
    },
  },
  { lines: { [`${CORE}/vocabulary/transport-name.ts`]: [["| 'jsonp'", " | 'toy'"]] } },
  {
    lines: {
      [`${CORE}/public-api.ts`]: [
        [
          '*/\n',
          "export { toy$ } from './transports/toy/toy';\n" +
            "export type { ToyOptions } from './transports/toy/toy-options';\n" +
            "export { viaToy } from './transports/toy/via-toy';\n",
        ],
      ],
    },
  },
  {
    lines: {
      [SERVICE]: [
        ['  sse$,\n', '  toy$,\n'],
        ['export class PushService {\n', '  /** A toy. */\n  readonly toy$ = injectPush(toy$);\n'],
      ],
    },
  },
  {
    files: { [`${ROUTES}/toy.ts`]: 'toy-route.ts.txt' },
    lines: {
      [`${ROUTES}/feed-routes.ts`]: [
        ["import { sse } from './sse.ts';\n", "import { toy } from './toy.ts';\n"],
        ['readonly FeedRoute[] = [', 'toy, '],
      ],
    },
  },
  {
    lines: {
      [`${CORE}/contract.spec.ts`]: [
        ["import { sse$ } from './transports/sse/sse';\n", "import { toy$ } from './transports/toy/toy';\n"],
        [
          'const feeds: readonly TransportCase[] = [\n',
          [
            '  {',
            "    name: 'toy',",
            "    route: 'toy',",
            "    open: (base, options) => toy$<Feed>(`${base}/toy`, options as { observe: 'data' }),",
            '  },',
            '',
          ].join('\n'),
        ],
      ],
    },
  },
];

let copy;
before(async () => {
  copy = mkdtempSync(join(tmpdir(), 'sixth-transport-'));
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const wanted = listed
    .split('\n')
    .filter((file) => /^(?:projects|tools|e2e|bench|proof|src|docs)\/|^[^/]+$/.test(file));
  for (const file of wanted.filter((name) => name !== '')) cpSync(join(ROOT, file), join(copy, file));
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
  for (const { files = {}, lines = {} } of STEPS) {
    for (const [file, fixture] of Object.entries(files)) {
      await mkdir(dirname(join(copy, file)), { recursive: true });
      cpSync(join(FIXTURES, fixture), join(copy, file));
    }
    for (const [file, insertions] of Object.entries(lines)) {
      for (const [behind, text] of insertions) insert(file, behind, text);
    }
  }
});
after(() => rmSync(copy, { recursive: true, force: true }));

test('CONTRIBUTING names all that a transport needs, and nothing else', () => {
  const [, section = ''] =
    /\n## Adding a transport\n(.*?)(?:\n## |$)/s.exec(readFileSync(join(ROOT, 'CONTRIBUTING.md'), 'utf8')) ?? [];
  const steps = [...section.matchAll(/^\d\. (.*?)(?=^\d\. |^\S|$(?![\s\S]))/gms)].map(([, step]) =>
    [...step.matchAll(/`((?:projects\/|core\/src\/|src\/|routes\/)[^`]*)`/g)].map(([, path]) => path),
  );
  const taken = STEPS.map(({ files = {}, lines = {} }) =>
    [...Object.keys(files), ...Object.keys(lines)].map((file) => file.replaceAll('toy', 'x')),
  );
  assert.equal(steps.length, taken.length);
  for (const [place, paths] of steps.entries()) {
    const named = paths.map((path) => (path.startsWith('projects/') ? path : `projects/ngx-comet/${path}`));
    for (const file of taken[place]) {
      assert.ok(
        named.some((path) => file === path || (path.endsWith('/') && file.startsWith(path))),
        `step ${place + 1} names ${file}`,
      );
    }
    for (const path of named) {
      assert.ok(
        taken[place].some((file) => file === path || file.startsWith(path)),
        `step ${place + 1} needs ${path}`,
      );
    }
  }
});

test('the types fit', { timeout: LIMIT }, () => {
  run('node_modules/typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.spec.json');
});

test('the layers hold', { timeout: LIMIT }, () => {
  run(
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--preserve-symlinks',
    '--config',
    '.dependency-cruiser.cjs',
    'projects',
  );
});

test('the contract of all transports holds', { timeout: LIMIT }, () => {
  const output = run('node_modules/jest/bin/jest.js', `${CORE}/contract.spec.ts`, '-t', 'the contract of toy');
  const [, passed = 0] = /Tests:.*?(\d+) passed/.exec(output) ?? [];
  assert.ok(Number(passed) > 10, output);
});

function insert(file, behind, text) {
  const path = join(copy, file);
  const [before, ...rest] = readFileSync(path, 'utf8').split(behind);
  assert.equal(rest.length, 1, `${file} has this once: ${behind}`);
  writeFileSync(path, `${before}${behind}${text}${rest[0]}`);
}

function run(program, ...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { cwd: copy, encoding: 'utf8' });
  assert.equal(status, 0, `${stdout}\n${stderr}`);
  return `${stdout}\n${stderr}`;
}
