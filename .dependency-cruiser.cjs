/**
 * Who may import whom: the table of docs/adr/0002-layers.md, as rules. Every rule has a planted breach in
 * scripts/layers.test.mjs that it must catch.
 */
const library = '^projects/ngx-comet/';
const core = `${library}core/src/`;
const room = (name) => `${core}${name}/`;

/** The ground: every room of core knows it. */
const GROUND = ['platform', 'vocabulary', 'checks'];

/**
 * The rooms of core: which rooms each may know beside itself, and which packages. The rooms of transports are one row: they are
 * all alike, and none knows another.
 */
const ROOMS = {
  platform: { comment: 'What the platform is: its page, its timers, its storage.', packages: ['rxjs'] },
  vocabulary: { comment: 'Types and errors: the words of every room.', knows: ['platform'] },
  checks: { comment: 'Options are checked.', knows: ['platform', 'vocabulary'] },
  url: { comment: 'From what the caller gave to the URL of an attempt.', knows: GROUND },
  framing: { comment: 'Bytes and text become messages: pure functions.', knows: GROUND },
  decode: { comment: 'Raw messages become values.', knows: GROUND, packages: ['@standard-schema/spec'] },
  cursors: { comment: 'Where the cursor is kept.', knows: GROUND },
  schedule: { comment: 'When to try again: time and chance are inputs.', knows: GROUND },
  gates: { comment: 'When to connect at all.', knows: GROUND, packages: ['rxjs'] },
  peer: { comment: 'Requests and channels over both directions of one connection.', knows: GROUND, packages: ['rxjs'] },
  http: { comment: 'One request and its answer.', knows: [...GROUND, 'url'] },
  session: {
    comment: 'What every transport needs once. Only the session loops, and it knows no transport.',
    knows: [...GROUND, 'schedule', 'decode', 'cursors', 'gates'],
    packages: ['rxjs', '@standard-schema/spec'],
  },
  operators: {
    comment: 'For subscribers: an operator knows no transport and no session.',
    knows: [...GROUND, 'schedule', 'decode'],
    packages: ['rxjs', '@standard-schema/spec'],
  },
  cors: { comment: 'A diagnosis for development. No stream knows it.', knows: [...GROUND, 'http'] },
  route: {
    comment: 'What a transport gives a session.',
    knows: [...GROUND, 'session', 'http', 'url'],
    packages: ['rxjs'],
  },
  transports: {
    comment: 'One attempt each: a transport never loops and never schedules a retry.',
    knows: [...GROUND, 'route', 'session', 'http', 'url', 'framing', 'schedule'],
    packages: ['rxjs'],
  },
  connection: {
    comment: 'Several routes behind one feed.',
    knows: [...GROUND, 'route', 'session', 'peer', 'http', 'decode'],
    packages: ['rxjs'],
  },
};

// Specs and what only they use may look anywhere: the layers are about what is published.
const notShipped = '\\.spec\\.ts$|/spec-support/';
const shipped = { path: `${library}(?:src|core|tabs|testing)/`, pathNot: notShipped };
const published = (...entryPoints) => ({
  path: `${library}(?:${entryPoints.join('|')})/`,
  pathNot: notShipped,
});

/** A room may import itself, the rooms of its row and its packages, and nothing else. */
const roomRules = Object.entries(ROOMS).map(([name, { comment, knows = [], packages = [] }]) => ({
  name,
  comment,
  severity: 'error',
  from: { path: room(name), pathNot: notShipped },
  to: { pathNot: [...[name, ...knows].map(room), ...packages.map((dependency) => `^node_modules/${dependency}/`)] },
}));

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'no-cycle',
      'Two modules that need each other are one module; so are two that need each other for types alone.',
      {},
      { circular: true },
    ),
    forbid(
      'no-unresolvable',
      'An import that leads nowhere, or past the public names of an entry point.',
      {},
      { couldNotResolve: true },
    ),

    ...roomRules,
    forbid(
      'transports-apart',
      'A transport is a room of its own: no transport knows another.',
      { path: `${core}transports/([^/]+)/`, pathNot: notShipped },
      { path: `${core}transports/`, pathNot: `${core}transports/$1/` },
    ),
    forbid(
      'transports-do-not-loop',
      'Only the session makes attempts and waits between them.',
      { path: room('transports'), pathNot: notShipped },
      { path: [`${core}session/(?:session|session-attempt|attempt-lifetime)\\.ts$`, `${core}schedule/backoff\\.ts$`] },
    ),
    forbid(
      'no-file-without-a-room',
      'Beside the list of public names, every file of core and of the Angular entry stands in a room.',
      { path: library },
      { path: `${library}(?:core/)?src/[^/]+\\.ts$`, pathNot: 'public-api\\.ts$' },
    ),
    forbid(
      'no-spec-without-a-room',
      'Beside the contract of all transports, every spec stands beside what it tests.',
      { path: `${library}(?:core/)?src/[^/]+\\.spec\\.ts$`, pathNot: `${core}contract\\.spec\\.ts$` },
      {},
    ),
    forbid(
      'no-room-without-a-row',
      'A room of core has a row in the table, and a file of transports/ stands in the room of a transport.',
      { path: core, pathNot: notShipped },
      {
        path: core,
        pathNot: [
          ...Object.keys(ROOMS)
            .filter((name) => name !== 'transports')
            .map(room),
          `${core}transports/[^/]+/`,
          `${core}[^/]+\\.ts$`,
          notShipped,
        ],
      },
    ),
    forbid(
      'public-api-is-for-consumers',
      'Nothing inside an entry point imports its list of public names.',
      { path: library, pathNot: notShipped },
      {
        path: `${library}(?:core/|core/testing/|tabs/|testing/)?src/public-api\\.ts$`,
        dependencyTypesNot: ['aliased'],
      },
    ),

    forbid('core-is-the-root', 'Core knows no other entry point.', published('core/src'), {
      path: library,
      pathNot: core,
    }),
    forbid(
      'angular-on-core',
      'What applications inject builds on core, and on the tabs for `connect`.',
      published('src'),
      {
        path: library,
        pathNot: `${library}(?:src|core/src|tabs)/`,
      },
    ),
    forbid('tabs-on-core', 'ngx-comet/tabs builds on core alone.', published('tabs'), {
      path: library,
      pathNot: `${library}(?:tabs|core/src)/`,
    }),
    forbid('core-testing-on-core', 'ngx-comet/core/testing builds on core alone.', published('core/testing'), {
      path: library,
      pathNot: `${library}core/`,
    }),
    forbid(
      'testing-on-angular',
      'ngx-comet/testing builds on what applications inject, on core and on the tests of core.',
      published('testing'),
      { path: library, pathNot: `${library}(?:testing|src|core)/` },
    ),
    forbid(
      'without-angular',
      'ngx-comet/core, ngx-comet/core/testing and ngx-comet/tabs run on RxJS alone, with no Angular installed.',
      { path: `${library}(?:core|tabs)/`, pathNot: notShipped },
      { path: '^(?:node_modules/)?@angular/' },
    ),
    forbid(
      'entry-points-by-name',
      'One entry point imports another by its package name, or its code would be packed twice.',
      { path: `${library}(src|core/src|core/testing|tabs|testing)/` },
      {
        path: `${library}(?:src|core|tabs|testing)/`,
        pathNot: `${library}$1/|/spec-support/`,
        dependencyTypesNot: ['aliased'],
      },
    ),
    forbid(
      'listed-packages-only',
      'Published code imports what its own package.json lists, and nothing of Node.',
      shipped,
      {
        dependencyTypes: ['core', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'npm-unknown'],
      },
    ),
    forbid(
      'schematics-of-the-cli',
      'The Angular CLI runs the schematics in the workspace of the user: they know its packages, and nothing of the library.',
      { path: `${library}schematics/` },
      {
        pathNot: [
          `${library}schematics/`,
          '^node_modules/@(?:schematics/angular|angular-devkit/schematics)/',
          '^node_modules/rxjs/',
          '^(?:node:)?path$',
        ],
      },
    ),
    forbid('shipped-only', 'Published code carries no spec, no server and nothing of the workspace.', shipped, {
      path: [notShipped, '^(?:projects/push-server|src|e2e|bench|proof|tools|scripts)/'],
    }),

    forbid(
      'published-names-only',
      'The demo, the end-to-end tests, the benchmarks, the proofs, what these share and the server see ngx-comet as any user does, ' +
        'who copies recipes.',
      { path: '^(?:src|e2e|bench|proof|tools/(?:browser|proof)|projects/push-server)/' },
      { path: [library, '^dist/'], pathNot: '^projects/ngx-comet/recipes/', dependencyTypesNot: ['aliased'] },
    ),
    forbid(
      'e2e-bench-and-proof-apart',
      'What end-to-end tests, benchmarks and proofs share stands in tools, which knows none of them.',
      { path: '^(e2e|bench|proof|tools)/' },
      { path: '^(?:e2e|bench|proof)/', pathNot: '^$1/' },
    ),
    forbid(
      'demo-over-the-network',
      'The demo reaches its server over the network, never by an import.',
      { path: '^src/' },
      { path: '^(?:projects/push-server|e2e|bench|proof|tools|scripts)/' },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(?:coverage|test-results|playwright-report)/|(?:^|/)\\.angular/' },
    // Type-only imports count: a layer that needs the types of another knows it.
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    tsConfig: { fileName: 'tsconfig.source.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};

// For the test that compares it with the table of docs/adr/0002-layers.md.
Object.defineProperty(module.exports, 'rooms', { value: ROOMS });
