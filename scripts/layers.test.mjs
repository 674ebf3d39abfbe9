// Plants a breach of every rule of .dependency-cruiser.cjs into a small tree, and sees each one caught, and no other.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CONFIG = join(ROOT, '.dependency-cruiser.cjs');
const CRUISER = join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');
const CORE = 'projects/ngx-comet/core/src';
/** What every room of core knows. */
const GROUND = ['platform', 'vocabulary', 'checks'];

/** What the table allows: file → what it imports. */
const ALLOWED = {
  [`${CORE}/platform/page.ts`]: ['rxjs'],
  [`${CORE}/vocabulary/push-error.ts`]: ['../platform/page'],
  [`${CORE}/checks/check.ts`]: ['../platform/page'],
  [`${CORE}/url/resolve-url.ts`]: ['../vocabulary/push-error', '../checks/check', '../platform/page'],
  [`${CORE}/framing/lines.ts`]: ['../vocabulary/push-error'],
  [`${CORE}/decode/json.ts`]: ['../vocabulary/push-error', '@standard-schema/spec'],
  [`${CORE}/cursors/memory-cursor.ts`]: ['../vocabulary/push-error'],
  [`${CORE}/schedule/constant.ts`]: ['../vocabulary/push-error', '../checks/check'],
  [`${CORE}/schedule/backoff.ts`]: ['./constant'],
  [`${CORE}/gates/online.ts`]: ['../platform/page', 'rxjs'],
  [`${CORE}/peer/channels.ts`]: ['../vocabulary/push-error', 'rxjs'],
  [`${CORE}/http/http-exchange.ts`]: ['../vocabulary/push-error', '../url/resolve-url'],
  [`${CORE}/session/session.ts`]: [
    '../schedule/backoff',
    '../decode/json',
    '../cursors/memory-cursor',
    '../gates/online',
    'rxjs',
    '@standard-schema/spec',
  ],
  [`${CORE}/session/plan.ts`]: ['../vocabulary/push-error'],
  [`${CORE}/operators/latest.ts`]: ['../schedule/constant', '../decode/json', 'rxjs', '@standard-schema/spec'],
  [`${CORE}/cors/diagnose-cors.ts`]: ['../http/http-exchange'],
  [`${CORE}/route/open-route.ts`]: ['../session/session', '../http/http-exchange', '../url/resolve-url', 'rxjs'],
  [`${CORE}/transports/sse/via-sse.ts`]: [
    '../../route/open-route',
    '../../session/plan',
    '../../http/http-exchange',
    '../../url/resolve-url',
    '../../framing/lines',
    '../../schedule/constant',
    'rxjs',
  ],
  [`${CORE}/transports/sse/sse.ts`]: ['./via-sse', '../../route/open-route', '../../vocabulary/push-error'],
  [`${CORE}/transports/websocket/websocket.ts`]: ['../../route/open-route'],
  [`${CORE}/connection/connection.ts`]: [
    '../route/open-route',
    '../session/session',
    '../peer/channels',
    '../http/http-exchange',
    '../decode/json',
    'rxjs',
  ],
  [`${CORE}/public-api.ts`]: ['./transports/sse/sse', './operators/latest', './vocabulary/push-error'],
  // A spec looks wherever it needs to.
  [`${CORE}/contract.spec.ts`]: ['./transports/sse/sse', './transports/websocket/websocket', 'node:http'],
  [`${CORE}/transports/sse/sse.spec.ts`]: ['./sse', '../websocket/websocket', 'node:http', 'fast-check'],
  'projects/ngx-comet/src/service/push-service.ts': ['ngx-comet/core', '@angular/core', 'rxjs'],
  'projects/ngx-comet/src/provide/provide-push.ts': ['../service/push-service', '@angular/core'],
  'projects/ngx-comet/src/public-api.ts': ['./provide/provide-push', 'ngx-comet/core'],
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
  'no-cycle': { [`${CORE}/framing/a.ts`]: ['./b'], [`${CORE}/framing/b.ts`]: ['./a'] },
  'no-unresolvable': {
    'src/deep-name.ts': ['ngx-comet/core/src/transports/sse/sse'],
    'e2e/nowhere.ts': ['./nothing'],
  },
  platform: { [`${CORE}/platform/knows-vocabulary.ts`]: ['../vocabulary/push-error'] },
  vocabulary: {
    [`${CORE}/vocabulary/knows-rxjs.ts`]: ['rxjs'],
    [`${CORE}/vocabulary/knows-checks.ts`]: ['../checks/check'],
  },
  checks: { [`${CORE}/checks/knows-vocabulary.ts`]: ['../vocabulary/push-error'] },
  url: { [`${CORE}/url/knows-http.ts`]: ['../http/http-exchange'], [`${CORE}/url/knows-rxjs.ts`]: ['rxjs'] },
  framing: {
    [`${CORE}/framing/knows-rxjs.ts`]: ['rxjs'],
    [`${CORE}/framing/knows-decode.ts`]: ['../decode/json'],
    [`${CORE}/framing/knows-transport.ts`]: ['../transports/sse/sse'],
  },
  decode: { [`${CORE}/decode/knows-framing.ts`]: ['../framing/lines'] },
  cursors: { [`${CORE}/cursors/knows-decode.ts`]: ['../decode/json'] },
  schedule: {
    [`${CORE}/schedule/knows-rxjs.ts`]: ['rxjs'],
    [`${CORE}/schedule/knows-session.ts`]: ['../session/plan'],
  },
  gates: { [`${CORE}/gates/knows-session.ts`]: ['../session/plan'] },
  peer: { [`${CORE}/peer/knows-connection.ts`]: ['../connection/connection'] },
  http: {
    [`${CORE}/http/knows-session.ts`]: ['../session/plan'],
    [`${CORE}/http/knows-rxjs.ts`]: ['rxjs'],
  },
  session: {
    [`${CORE}/session/knows-transport.ts`]: ['../transports/sse/sse'],
    [`${CORE}/session/knows-route.ts`]: ['../route/open-route'],
    [`${CORE}/session/knows-http.ts`]: ['../http/http-exchange'],
    [`${CORE}/session/knows-framing.ts`]: ['../framing/lines'],
  },
  operators: { [`${CORE}/operators/knows-session.ts`]: ['../session/plan'] },
  cors: {
    [`${CORE}/cors/knows-url.ts`]: ['../url/resolve-url'],
    [`${CORE}/cors/knows-rxjs.ts`]: ['rxjs'],
  },
  route: {
    [`${CORE}/route/knows-transport.ts`]: ['../transports/sse/sse'],
    [`${CORE}/route/knows-framing.ts`]: ['../framing/lines'],
  },
  transports: {
    [`${CORE}/transports/sse/knows-connection.ts`]: ['../../connection/connection'],
    [`${CORE}/transports/sse/knows-operators.ts`]: ['../../operators/latest'],
    [`${CORE}/transports/sse/knows-decode.ts`]: ['../../decode/json'],
  },
  connection: {
    [`${CORE}/connection/knows-transport.ts`]: ['../transports/sse/sse'],
    [`${CORE}/connection/knows-schedule.ts`]: ['../schedule/constant'],
  },
  'transports-apart': { [`${CORE}/transports/websocket/knows-sse.ts`]: ['../sse/sse'] },
  'transports-do-not-loop': {
    [`${CORE}/transports/sse/loops.ts`]: ['../../session/session'],
    [`${CORE}/transports/sse/waits.ts`]: ['../../schedule/backoff'],
  },
  'no-file-without-a-room': {
    [`${CORE}/connection/knows-the-hall.ts`]: ['../hall'],
    'projects/ngx-comet/src/service/knows-the-hall.ts': ['../hall'],
    [`${CORE}/hall.ts`]: [],
    'projects/ngx-comet/src/hall.ts': [],
  },
  'no-spec-without-a-room': { [`${CORE}/hall.spec.ts`]: ['./transports/sse/sse'] },
  'no-room-without-a-row': {
    [`${CORE}/transports/sse/knows-the-attic.ts`]: ['../../attic/box'],
    [`${CORE}/transports/sse/knows-the-landing.ts`]: ['../landing'],
    [`${CORE}/attic/box.ts`]: [],
    [`${CORE}/transports/landing.ts`]: [],
  },
  'public-api-is-for-consumers': { 'projects/ngx-comet/src/service/knows-list.ts': ['../public-api'] },
  'core-is-the-root': { [`${CORE}/vocabulary/knows-tabs.ts`]: ['ngx-comet/tabs'] },
  'angular-on-core': { 'projects/ngx-comet/src/service/knows-tabs.ts': ['ngx-comet/tabs'] },
  'tabs-on-core': { 'projects/ngx-comet/tabs/src/knows-main.ts': ['ngx-comet'] },
  'testing-on-core': { 'projects/ngx-comet/testing/src/knows-tabs.ts': ['ngx-comet/tabs'] },
  'without-angular': {
    [`${CORE}/session/knows-angular.ts`]: ['@angular/core'],
    'projects/ngx-comet/tabs/src/knows-angular.ts': ['@angular/common/http'],
  },
  'entry-points-by-name': { 'projects/ngx-comet/src/service/by-path.ts': ['../../core/src/transports/sse/sse'] },
  'listed-packages-only': {
    'projects/ngx-comet/src/service/knows-node.ts': ['node:http'],
    'projects/ngx-comet/src/service/knows-development.ts': ['fast-check'],
  },
  'shipped-only': {
    'projects/ngx-comet/testing/src/knows-spec.ts': ['./some.spec'],
    'projects/ngx-comet/testing/src/some.spec.ts': [],
    'projects/ngx-comet/testing/src/knows-server.ts': ['../../../push-server/src/hub'],
  },
  'published-names-only': {
    'src/by-path.ts': ['../projects/ngx-comet/core/src/transports/sse/sse'],
    'e2e/by-path.ts': ['../projects/ngx-comet/src/service/push-service'],
    'bench/by-build.ts': ['../dist/ngx-comet/core'],
    'tools/browser/by-path.ts': ['../../projects/ngx-comet/core/src/transports/sse/sse'],
    'projects/push-server/src/by-path.ts': ['../../ngx-comet/core/src/vocabulary/push-error'],
  },
  'e2e-and-bench-apart': {
    'e2e/knows-bench.ts': ['../bench/sse/sse.bench'],
    'bench/knows-e2e.ts': ['../e2e/sse/sse.e2e'],
    'tools/browser/knows-e2e.ts': ['../../e2e/sse/sse.e2e'],
  },
  'demo-over-the-network': { 'src/knows-server.ts': ['../projects/push-server/src/hub'] },
};

// A cycle is reported once, at one end.
const OTHER_END = `${CORE}/framing/b.ts`;

// A breach of these is a breach of its own layer's rule too.
const ALSO = {
  'core-is-the-root': ['vocabulary'],
  'without-angular': ['session', 'listed-packages-only'],
  'public-api-is-for-consumers': ['no-cycle'],
  'no-file-without-a-room': ['connection'],
  'no-room-without-a-row': ['transports', 'transports-apart'],
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

test('no file name stands twice in core', () => {
  const files = readdirSync(join(ROOT, CORE), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const names = files.map((file) => basename(file));
  assert.deepEqual(
    files.filter((file, place) => names.indexOf(basename(file)) !== place),
    [],
  );
  assert.ok(files.includes(join('session', 'session.ts')));
});

test('docs/adr/0002 has the table of the rules', () => {
  const { rooms } = createRequire(import.meta.url)(CONFIG);
  const text = readFileSync(join(ROOT, 'docs/adr/0002-layers.md'), 'utf8');
  const table = [...text.matchAll(/^\| `([a-z]+)\/` +\| ([^|]*?) *\|/gm)].map(([, name, knows]) => [
    name,
    [...knows.matchAll(/[a-z]+/g)].map(([word]) => word).filter((word) => word !== 'the' && word !== 'nothing'),
  ]);
  const rules = Object.entries(rooms).map(([name, { knows = [] }]) => {
    const others = knows.filter((known) => !GROUND.includes(known));
    return [name, GROUND.every((known) => knows.includes(known)) ? ['ground', ...others] : knows];
  });
  assert.deepEqual(table, rules);
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
