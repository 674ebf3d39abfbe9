// `import '…/built-package.mjs'` first: in this process, the published names of ngx-comet are then those of the built
// package in dist/, as users have them.
import { existsSync } from 'node:fs';
import { registerHooks } from 'node:module';

const PACKAGE = new URL('../../dist/ngx-comet/package.json', import.meta.url);

if (!existsSync(PACKAGE)) {
  console.error('dist/ngx-comet is missing: run "npm run build" first.');
  process.exit(1);
}
// A parent inside the built package makes its published names resolve to it.
registerHooks({
  resolve: (specifier, context, nextResolve) =>
    nextResolve(specifier, /^ngx-comet(\/|$)/.test(specifier) ? { ...context, parentURL: PACKAGE.href } : context),
});
