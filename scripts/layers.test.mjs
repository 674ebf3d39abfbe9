// Plants a breach of every rule of .dependency-cruiser.cjs into a small tree, and sees each one caught, and no other.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
const CORE = 'projects/ngx-comet/core/src';

/** What the table allows: file → what it imports. */
const ALLOWED = {
  [`${CORE}/push-error.ts`]: [],
  [`${CORE}/push-options.ts`]: ['./push-error', 'rxjs', '@standard-schema/spec'],
  [`${CORE}/sse-options.ts`]: ['./push-options'],
  [`${CORE}/wire/lines.ts`]: ['../push-error'],
  [`${CORE}/schedule/constant.ts`]: ['../push-error'],
  [`${CORE}/decoders/json.ts`]: ['../push-error'],
  [`${CORE}/cursors/memory.ts`]: ['../push-error'],
  [`${CORE}/cors/diagnose.ts`]: ['../push-error'],
  [`${CORE}/transport/sse.ts`]: ['../push-error', '../wire/lines', 'rxjs'],
  [`${CORE}/session/reconnect.ts`]: ['../push-error', '../schedule/constant', '../decoders/json', '../cursors/memory'],
  [`${CORE}/connection/routes.ts`]: ['../push-error', '../session/reconnect', 'rxjs'],
  [`${CORE}/operators/latest.ts`]: ['../push-error', '../schedule/constant', 'rxjs'],
  [`${CORE}/via-sse.ts`]: ['./sse-options', './transport/sse', './session/reconnect'],
  [`${CORE}/via-sse-twice.ts`]: ['./via-sse'],
  [`${CORE}/sse.ts`]: ['./sse-options', './via-sse', './session/reconnect', './schedule/constant', 'rxjs'],
  [`${CORE}/websocket.ts`]: ['./session/reconnect'],
  [`${CORE}/public-api.ts`]: ['./sse', './websocket', './operators/latest'],
  // A spec looks wherever it needs to.
  [`${CORE}/transport/sse.spec.ts`]: ['./sse', '../session/reconnect', 'node:http', 'fast-check'],
  'projects/ngx-comet/src/push-service.ts': ['ngx-comet/core', '@angular/core', 'rxjs'],
  'projects/ngx-comet/src/public-api.ts': ['./push-service', 'ngx-comet/core'],
  'projects/ngx-comet/tabs/src/public-api.ts': ['ngx-comet/core', 'rxjs'],
  'projects/ngx-comet/testing/src/public-api.ts': ['ngx-comet/core', '@angular/core', 'rxjs'],
  'projects/push-server/src/main.ts': ['node:http', './hub.ts'],
  'projects/push-server/src/hub.ts': [],
  'src/main.ts': ['ngx-comet', 'ngx-comet/core', '@angular/core'],
  'e2e/sse/sse.e2e.ts': ['ngx-comet/core', '../../projects/push-server/src/main.ts', '../../tools/browser/flags.ts'],
  'bench/sse/sse.bench.ts': ['ngx-comet/core', '../../tools/browser/flags.ts'],
  'tools/browser/flags.ts': [],
};

/** What it forbids: rule → the files that breach it. */
const BREACHES = {
  'no-cycle': { [`${CORE}/wire/a.ts`]: ['./b'], [`${CORE}/wire/b.ts`]: ['./a'] },
  'no-unresolvable': { 'src/deep-name.ts': ['ngx-comet/core/src/sse'], 'e2e/nowhere.ts': ['./nothing'] },
  vocabulary: {
    [`${CORE}/knows-wire.ts`]: ['./wire/lines'],
    [`${CORE}/knows-factory.ts`]: ['./sse'],
    [`${CORE}/knows-route.ts`]: ['./via-sse'],
    [`${CORE}/polling-stream-options.ts`]: ['./schedule/constant'],
  },
  wire: {
    [`${CORE}/wire/knows-rxjs.ts`]: ['rxjs'],
    [`${CORE}/wire/knows-schedule.ts`]: ['../schedule/constant'],
    [`${CORE}/wire/knows-transport.ts`]: ['../transport/sse'],
  },
  schedule: {
    [`${CORE}/schedule/knows-rxjs.ts`]: ['rxjs'],
    [`${CORE}/schedule/knows-session.ts`]: ['../decoders/json'],
  },
  cursors: { [`${CORE}/cursors/knows-decoders.ts`]: ['../decoders/json'] },
  cors: {
    [`${CORE}/cors/knows-transport.ts`]: ['../transport/sse'],
    [`${CORE}/cors/knows-rxjs.ts`]: ['rxjs'],
  },
  decoders: { [`${CORE}/decoders/knows-wire.ts`]: ['../wire/lines'] },
  transport: {
    [`${CORE}/transport/knows-session.ts`]: ['../session/reconnect'],
    [`${CORE}/transport/knows-schedule.ts`]: ['../schedule/constant'],
    [`${CORE}/transport/knows-operators.ts`]: ['../operators/latest'],
  },
  session: {
    [`${CORE}/session/knows-transport.ts`]: ['../transport/sse'],
    [`${CORE}/session/knows-wire.ts`]: ['../wire/lines'],
    [`${CORE}/session/knows-factory.ts`]: ['../websocket'],
  },
  connection: {
    [`${CORE}/connection/knows-transport.ts`]: ['../transport/sse'],
    [`${CORE}/connection/knows-schedule.ts`]: ['../schedule/constant'],
  },
  operators: { [`${CORE}/operators/knows-session.ts`]: ['../session/reconnect'] },
  factories: {
    [`${CORE}/jsonp.ts`]: ['./websocket'],
    [`${CORE}/polling-stream.ts`]: ['./operators/latest'],
    [`${CORE}/http-stream.ts`]: ['./wire/lines'],
  },
  routes: { [`${CORE}/via-jsonp.ts`]: ['./wire/lines'], [`${CORE}/via-polling.ts`]: ['./operators/latest'] },
  'public-api-is-for-consumers': { 'projects/ngx-comet/src/knows-list.ts': ['./public-api'] },
  'core-is-the-root': { [`${CORE}/knows-tabs.ts`]: ['ngx-comet/tabs'] },
  'angular-on-core': { 'projects/ngx-comet/src/knows-tabs.ts': ['ngx-comet/tabs'] },
  'tabs-on-core': { 'projects/ngx-comet/tabs/src/knows-main.ts': ['ngx-comet'] },
  'testing-on-core': { 'projects/ngx-comet/testing/src/knows-tabs.ts': ['ngx-comet/tabs'] },
  'without-angular': {
    [`${CORE}/session/knows-angular.ts`]: ['@angular/core'],
    'projects/ngx-comet/tabs/src/knows-angular.ts': ['@angular/common/http'],
  },
  'entry-points-by-name': { 'projects/ngx-comet/src/by-path.ts': ['../core/src/sse'] },
  'listed-packages-only': {
    'projects/ngx-comet/src/knows-node.ts': ['node:http'],
    'projects/ngx-comet/src/knows-development.ts': ['fast-check'],
  },
  'shipped-only': {
    'projects/ngx-comet/testing/src/knows-spec.ts': ['./some.spec'],
    'projects/ngx-comet/testing/src/some.spec.ts': [],
    'projects/ngx-comet/testing/src/knows-server.ts': ['../../../push-server/src/hub'],
  },
  'published-names-only': {
    'src/by-path.ts': ['../projects/ngx-comet/core/src/sse'],
    'e2e/by-path.ts': ['../projects/ngx-comet/src/push-service'],
    'bench/by-build.ts': ['../dist/ngx-comet/core'],
    'tools/browser/by-path.ts': ['../../projects/ngx-comet/core/src/sse'],
    'projects/push-server/src/by-path.ts': ['../../ngx-comet/core/src/push-error'],
  },
  'e2e-and-bench-apart': {
    'e2e/knows-bench.ts': ['../bench/sse/sse.bench'],
    'bench/knows-e2e.ts': ['../e2e/sse/sse.e2e'],
    'tools/browser/knows-e2e.ts': ['../../e2e/sse/sse.e2e'],
  },
  'demo-over-the-wire': { 'src/knows-server.ts': ['../projects/push-server/src/hub'] },
};

// A cycle is reported once, at one end.
const OTHER_END = `${CORE}/wire/b.ts`;

// A breach of these is a breach of its own layer's rule too.
const ALSO = {
  'core-is-the-root': ['vocabulary'],
  'without-angular': ['session', 'listed-packages-only'],
  'public-api-is-for-consumers': ['no-cycle'],
};

let tree;
before(() => {
  tree = mkdtempSync(join(tmpdir(), 'layers-'));
});
after(() => rmSync(tree, { recursive: true, force: true }));

test('every rule has a planted breach', () => {
  const { forbidden } = createRequire(import.meta.url)(CONFIG);
  assert.deepEqual(Object.keys(BREACHES).sort(), forbidden.map(({ name }) => name).sort());
  assert.ok(forbidden.every(({ severity }) => severity === 'error'));
});

test('what the table allows passes, and a breach is caught by its rule and no other', () => {
  plantPackages();
  plant(ALLOWED);
  assert.deepEqual(breaches(), []);

  const expected = [];
  for (const [rule, files] of Object.entries(BREACHES)) {
    plant(files);
    for (const [file, imports] of Object.entries(files)) {
      if (imports.length > 0 && file !== OTHER_END) expected.push(`${rule}: ${file}`);
    }
  }
  const found = breaches();
  const beside = Object.entries(ALSO).flatMap(([rule, others]) =>
    Object.keys(BREACHES[rule]).flatMap((file) => others.map((other) => `${other}: ${file}`)),
  );
  assert.deepEqual(
    expected.filter((breach) => !found.includes(breach)),
    [],
    'not caught',
  );
  assert.deepEqual(
    found.filter((breach) => !expected.includes(breach) && !beside.includes(breach)),
    [],
    'caught in error',
  );
  assert.notEqual(cruise('err').status, 0, 'a breach fails the command');
});

function plant(files) {
  for (const [file, imports] of Object.entries(files)) {
    // Half of the imports are of types: those count as much.
    const lines = imports.map((name, i) => `import ${i % 2 === 0 ? 'type ' : ''}* as x${i} from '${name}'; x${i};\n`);
    write(file, `${lines.join('')}export const it = 1;\n`);
  }
}

function plantPackages() {
  for (const file of ['tsconfig.json', 'tsconfig.source.json']) cpSync(join(ROOT, file), join(tree, file));
  for (const name of ['rxjs', '@standard-schema/spec', '@angular/core', 'fast-check']) {
    plantPackage(name, 'index');
  }
  plantPackage('@angular/common', 'http');
  const listed = {
    peerDependencies: { rxjs: '*', '@angular/core': '*' },
    dependencies: { '@standard-schema/spec': '*' },
  };
  write('projects/ngx-comet/package.json', JSON.stringify({ name: 'ngx-comet', version: '1.0.0', ...listed }));
  const development = { 'fast-check': '*' };
  write('package.json', JSON.stringify({ name: 'root', version: '1.0.0', devDependencies: development }));
  write('dist/ngx-comet/core/index.ts', 'export const it = 1;\n');
}

function plantPackage(name, file) {
  write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: `${file}.js` }));
  write(`node_modules/${name}/${file}.js`, 'export const it = 1;\n');
}

function write(file, text) {
  const path = join(tree, file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function breaches() {
  const { violations } = JSON.parse(cruise('json').stdout).summary;
  return violations.map(({ rule, from }) => `${rule.name}: ${from}`).sort();
}

function cruise(outputType) {
  const args = [CRUISER, '--config', CONFIG, '--output-type', outputType, 'projects', 'src', 'e2e', 'bench', 'tools'];
  return spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1e8 });
}
