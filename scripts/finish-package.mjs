// The last step of `npm run build`: what ng-packagr writes too much is removed.
import { join } from 'node:path';
import { removeBundlerFiles } from './lib/bundler-files.mjs';
import { ROOT } from './lib/run.mjs';

for (const file of removeBundlerFiles(join(ROOT, 'dist', 'ngx-comet'))) {
  console.log(`removed ${file}: nothing refers to it`);
}
