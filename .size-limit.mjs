// The sizes of the imports that applications make, minified and gzipped, without RxJS: as an Angular production build has
// them, which defines `ngDevMode` as false, and as any other bundler has them, with checks and advice for developers.
const LIMITS = [
  ['sse$', 16.7, 20.3],
  ['httpStream$', 17.1, 20.5],
  ['websocket$', 16.6, 19.7],
  ['pollingStream$', 19, 22.5],
  ['jsonp$', 14.9, 17.7],
  ['connection', 17, 20.6],
  ['*', 40.7, 46.2],
];

export default LIMITS.flatMap(([name, production, development]) => [
  entry(name, `${name}, production`, production, 'false'),
  entry(name, name, development),
]);

function entry(name, title, kilobytes, ngDevMode) {
  return {
    name: title.replace('*', 'all of core'),
    path: 'dist/ngx-comet/fesm2022/ngx-comet-core.mjs',
    import: name === '*' ? '*' : `{ ${name} }`,
    ignore: ['rxjs'],
    gzip: true,
    limit: `${kilobytes} kB`,
    modifyRolldownConfig: (config) =>
      ngDevMode === undefined ? config : { ...config, transform: { define: { ngDevMode } } },
  };
}
