// npm run lint: ESLint and Prettier at the same time.
import { runAtOnce } from './lib/at-once.mjs';

await runAtOnce([
  ['eslint', 'eslint/bin/eslint.js', '--max-warnings', '0', '.'],
  ['prettier --check', 'prettier/bin/prettier.cjs', '--check', '.'],
]);
