// The planted files for the test of the layers: allowed imports, and at least one breach of every rule.

export const CORE = 'projects/ngx-comet/core/src';

/** What the table allows: file → what it imports. */
export const ALLOWED = {
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
  'projects/ngx-comet/schematics/workspace/find-project.ts': ['@schematics/angular', '@angular-devkit/schematics'],
  'projects/ngx-comet/schematics/feed/index.ts': ['../workspace/find-project', 'node:path', 'rxjs'],
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
  'projects/ngx-comet/core/testing/src/public-api.ts': ['ngx-comet/core', 'rxjs'],
  'projects/ngx-comet/testing/src/public-api.ts': [
    'ngx-comet',
    'ngx-comet/core',
    'ngx-comet/core/testing',
    '@angular/core',
    'rxjs',
  ],
  'projects/push-server/src/main.ts': ['node:http', './hub.ts'],
  'projects/push-server/src/hub.ts': [],
  'src/main.ts': ['ngx-comet', 'ngx-comet/core', '@angular/core'],
  'e2e/sse/sse.e2e.ts': ['ngx-comet/core', '../../projects/push-server/src/main.ts', '../../tools/browser/flags.ts'],
  'bench/sse/sse.bench.ts': ['ngx-comet/core', '../../tools/browser/flags.ts'],
  'proof/soak/soak.ts': ['ngx-comet/core', '../../tools/proof/table.ts'],
  'tools/browser/flags.ts': [],
  'tools/proof/table.ts': [],
};

/** What it forbids: rule → the files that breach it. */
export const BREACHES = {
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
  checks: { [`${CORE}/checks/knows-decode.ts`]: ['../decode/json'] },
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
  'core-is-the-root': {
    [`${CORE}/vocabulary/knows-tabs.ts`]: ['ngx-comet/tabs'],
    [`${CORE}/vocabulary/knows-tests.ts`]: ['ngx-comet/core/testing'],
  },
  'angular-on-core': { 'projects/ngx-comet/src/service/knows-tests.ts': ['ngx-comet/core/testing'] },
  'tabs-on-core': { 'projects/ngx-comet/tabs/src/knows-main.ts': ['ngx-comet'] },
  'core-testing-on-core': { 'projects/ngx-comet/core/testing/src/knows-main.ts': ['ngx-comet'] },
  'testing-on-angular': { 'projects/ngx-comet/testing/src/knows-tabs.ts': ['ngx-comet/tabs'] },
  'without-angular': {
    [`${CORE}/session/knows-angular.ts`]: ['@angular/core'],
    'projects/ngx-comet/tabs/src/knows-angular.ts': ['@angular/common/http'],
  },
  'entry-points-by-name': { 'projects/ngx-comet/src/service/by-path.ts': ['../../core/src/transports/sse/sse'] },
  'listed-packages-only': {
    'projects/ngx-comet/src/service/knows-node.ts': ['node:http'],
    'projects/ngx-comet/src/service/knows-development.ts': ['fast-check'],
  },
  'schematics-of-the-cli': {
    'projects/ngx-comet/schematics/feed/knows-core.ts': ['ngx-comet/core'],
    'projects/ngx-comet/schematics/feed/knows-fs.ts': ['node:fs'],
    'projects/ngx-comet/schematics/feed/knows-development.ts': ['fast-check'],
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
    'proof/by-build.ts': ['../dist/ngx-comet/core'],
    'tools/proof/by-build.ts': ['../../dist/ngx-comet/core'],
    'tools/browser/by-path.ts': ['../../projects/ngx-comet/core/src/transports/sse/sse'],
    'projects/push-server/src/by-path.ts': ['../../ngx-comet/core/src/vocabulary/push-error'],
  },
  'e2e-bench-and-proof-apart': {
    'e2e/knows-bench.ts': ['../bench/sse/sse.bench'],
    'bench/knows-e2e.ts': ['../e2e/sse/sse.e2e'],
    'proof/knows-bench.ts': ['../bench/sse/sse.bench'],
    'tools/browser/knows-e2e.ts': ['../../e2e/sse/sse.e2e'],
  },
  'demo-over-the-network': { 'src/knows-server.ts': ['../projects/push-server/src/hub'] },
};

// A cycle is reported once, at one end.
export const OTHER_END = `${CORE}/framing/b.ts`;

// The planted breaches of these rules also breach the others.
export const ALSO = {
  'core-is-the-root': ['vocabulary'],
  'without-angular': ['session', 'listed-packages-only'],
  'public-api-is-for-consumers': ['no-cycle'],
  'no-file-without-a-room': ['connection'],
  'no-room-without-a-row': ['transports', 'transports-apart'],
};
