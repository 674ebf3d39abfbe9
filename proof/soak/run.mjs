// npm run soak [-- --short] [--only=browser|hours] [--seed=N] [--minutes=N]: hours of use, with the built package in dist/.
import '../../tools/node/built-package.mjs';

await import('./soak.ts');
