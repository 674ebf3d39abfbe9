// node bench/storm/run.mjs [--short]: the reconnect storm, with the built package in dist/.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

const PACKAGE = new URL('../../dist/ngx-comet/package.json', import.meta.url);

if (existsSync(PACKAGE)) {
  // A parent inside the built package makes its published names resolve to it.
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      nextResolve(specifier, /^ngx-comet(\/|$)/.test(specifier) ? { ...context, parentURL: PACKAGE.href } : context),
  });
  await import('./storm.bench.ts');
} else {
  console.error('dist/ngx-comet is missing: run "npm run build" first.');
  process.exitCode = 1;
}
