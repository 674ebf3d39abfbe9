// The sizes of the imports that applications make, minified and gzipped, without RxJS: as an Angular production build has
// them, which defines `ngDevMode` as false, and as any other bundler has them, with checks and advice for developers.
const LIMITS = [
  ['sse$', 17, 20.6],
  ['httpStream$', 17.4, 20.8],
  ['websocket$', 17, 20],
  ['pollingStream$', 19.3, 22.8],
  ['jsonp$', 14.9, 17.7],
  ['connection', 18.3, 21.9],
  ['*', 42.8, 48.5],
];

/** What the tabs add to `connection`, without core. */
const TABS = [
  ['shareAcrossTabs', 6.7, 7],
  ['connectionAcrossTabs', 9.8, 10.1],
];

export default [...sizes('core', LIMITS), ...sizes('tabs', TABS)];

function sizes(entryPoint, limits) {
  return limits.flatMap(([name, production, development]) => [
    entry(entryPoint, name, `${name}, production`, production, 'false'),
    entry(entryPoint, name, name, development),
  ]);
}

function entry(entryPoint, name, title, kilobytes, ngDevMode) {
  return {
    name: title.replace('*', 'all of core'),
    path: `dist/ngx-comet/fesm2022/ngx-comet-${entryPoint}.mjs`,
    import: name === '*' ? '*' : `{ ${name} }`,
    ignore: ['rxjs', 'ngx-comet/core'],
    gzip: true,
    limit: `${kilobytes} kB`,
    modifyRolldownConfig: (config) =>
      ngDevMode === undefined ? config : { ...config, transform: { define: { ngDevMode } } },
  };
}
