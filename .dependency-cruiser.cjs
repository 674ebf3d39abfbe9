/**
 * Who may import whom: the table of docs/adr/0002-layers.md, as rules. Every rule has a planted breach in
 * scripts/layers.test.mjs that it must catch.
 */
const library = '^projects/ngx-comet/';
const core = `${library}core/src/`;
const layer = (name) => `${core}${name}/`;

const FACTORIES = '(?:sse|http-stream|websocket|jsonp|polling-stream)';
const factories = `${core}${FACTORIES}\\.ts$`;
const routes = `${core}via-[a-z-]+\\.ts$`;
// The words of every layer: the files directly in core/src, but for factories, routes and the list of public names.
const vocabulary = `${core}(?!${FACTORIES}\\.ts$|via-|public-api\\.ts$)[^/]+\\.ts$`;

// Specs and what only they use may look anywhere: the layers are about what is published.
const notShipped = '\\.spec\\.ts$|/spec-support/';
const shipped = { path: `${library}(?:src|core|tabs|testing)/`, pathNot: notShipped };
const published = (...entryPoints) => ({
  path: `${library}(?:${entryPoints.join('|')})/`,
  pathNot: notShipped,
});

/** A part of core may import the given places of core and the given packages, and nothing else. */
const partRule = (name, comment, from, places, packages = []) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from, pathNot: notShipped },
  to: { pathNot: [...places, ...packages.map((dependency) => `^node_modules/${dependency}/`)] },
});

/** A folder of core, named like its rule, may import itself besides. */
const layerRule = (name, comment, places, packages) =>
  partRule(name, comment, layer(name), [layer(name), ...places], packages);

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

    partRule(
      'vocabulary',
      'Types, errors and checks: the words that every layer speaks.',
      vocabulary,
      [vocabulary],
      ['rxjs', '@standard-schema/spec'],
    ),
    layerRule('wire', 'Bytes and text to frames: pure functions, no RxJS.', [vocabulary]),
    layerRule('schedule', 'Pure arithmetic: time and chance are inputs.', [vocabulary]),
    layerRule('decoders', 'Pure functions of what came off the wire.', [vocabulary]),
    layerRule('cursors', 'Where a session keeps its place.', [vocabulary]),
    layerRule('cors', 'A diagnosis for development that no stream knows.', [vocabulary]),
    layerRule(
      'transport',
      'One attempt each: a transport never loops and never schedules a retry.',
      [vocabulary, layer('wire')],
      ['rxjs'],
    ),
    layerRule(
      'session',
      'Only the session loops, and it knows a transport by its contract alone.',
      [vocabulary, ...['schedule', 'decoders', 'cursors'].map(layer)],
      ['rxjs', '@standard-schema/spec'],
    ),
    layerRule(
      'connection',
      'Routes, negotiation and sharing build on sessions.',
      [vocabulary, layer('session')],
      ['rxjs'],
    ),
    layerRule(
      'operators',
      'For consumers: an operator knows no transport and no session.',
      [vocabulary, layer('schedule')],
      ['rxjs', '@standard-schema/spec'],
    ),
    partRule(
      'factories',
      'A factory runs its route in a session; it knows no other factory.',
      factories,
      [vocabulary, routes, ...['transport', 'session', 'schedule'].map(layer)],
      ['rxjs'],
    ),
    partRule(
      'routes',
      'A route says how a session makes the attempts of one transport.',
      routes,
      [vocabulary, routes, ...['transport', 'session', 'schedule'].map(layer)],
      ['rxjs'],
    ),
    forbid(
      'public-api-is-for-consumers',
      'Nothing inside an entry point imports its list of public names.',
      { path: library, pathNot: notShipped },
      { path: `${library}(?:core/|tabs/|testing/)?src/public-api\\.ts$`, dependencyTypesNot: ['aliased'] },
    ),

    forbid('core-is-the-root', 'Core knows no other entry point.', published('core'), {
      path: library,
      pathNot: `${library}core/`,
    }),
    forbid('angular-on-core', 'What applications inject builds on core alone.', published('src'), {
      path: library,
      pathNot: `${library}(?:src|core)/`,
    }),
    forbid('tabs-on-core', 'ngx-comet/tabs builds on core alone.', published('tabs'), {
      path: library,
      pathNot: `${library}(?:tabs|core)/`,
    }),
    forbid('testing-on-core', 'ngx-comet/testing builds on core alone.', published('testing'), {
      path: library,
      pathNot: `${library}(?:testing|core)/`,
    }),
    forbid(
      'without-angular',
      'ngx-comet/core and ngx-comet/tabs run on RxJS alone, with no Angular installed.',
      { path: `${library}(?:core|tabs)/`, pathNot: notShipped },
      { path: '^(?:node_modules/)?@angular/' },
    ),
    forbid(
      'entry-points-by-name',
      'One entry point imports another by its package name, or its code would be packed twice.',
      { path: `${library}(src|core|tabs|testing)/` },
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
    forbid('shipped-only', 'Published code carries no spec, no server and nothing of the workspace.', shipped, {
      path: [notShipped, '^(?:projects/push-server|src|e2e|bench|tools|scripts)/'],
    }),

    forbid(
      'published-names-only',
      'The demo, the end-to-end tests, the benchmarks, what these share and the server see ngx-comet as any user does.',
      { path: '^(?:src|e2e|bench|tools/browser|projects/push-server)/' },
      { path: [library, '^dist/'], dependencyTypesNot: ['aliased'] },
    ),
    forbid(
      'e2e-and-bench-apart',
      'What end-to-end tests and benchmarks share stands in tools/browser, which knows neither.',
      { path: '^(e2e|bench|tools)/' },
      { path: '^(?:e2e|bench)/', pathNot: '^$1/' },
    ),
    forbid(
      'demo-over-the-wire',
      'The demo reaches its server over the wire, never by an import.',
      { path: '^src/' },
      { path: '^(?:projects/push-server|e2e|bench|tools|scripts)/' },
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
