import angular from 'angular-eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';
import noImportTimeGlobals from './tools/eslint/no-import-time-globals.mjs';

const LIBRARY = ['projects/ngx-comet/**/*.ts'];
const ANGULAR = ['src/**/*.ts', 'projects/ngx-comet/src/**/*.ts', 'projects/ngx-comet/testing/**/*.ts'];
const SPECS = [
  '**/*.spec.ts',
  '**/spec-support/**/*.ts',
  '{tools,proof}/**/*.test.ts',
  'projects/push-server/src/testing.ts',
];

const FOCUSED = [
  {
    selector:
      'MemberExpression[property.name=/^(only|skip|fixme|todo)$/]:matches([object.name=/^(describe|it|test)$/], [object.property.name=/^(describe|each|serial|parallel)$/])',
    message: 'No skipped or focused tests: run it or delete it.',
  },
  {
    selector: 'CallExpression[callee.name=/^(fdescribe|fit|xdescribe|xit|xtest)$/]',
    message: 'No skipped or focused tests: run it or delete it.',
  },
];
const SLEEPS = [
  {
    selector:
      'NewExpression[callee.name="Promise"] > ArrowFunctionExpression > CallExpression.body[callee.name="setTimeout"]',
    message: 'A test waits for a condition, never for a time.',
  },
  {
    selector:
      'NewExpression[callee.name="Promise"] > ArrowFunctionExpression > BlockStatement.body > ExpressionStatement:first-child:last-child > CallExpression[callee.name="setTimeout"]',
    message: 'A test waits for a condition, never for a time.',
  },
  {
    selector: 'MemberExpression[property.name="waitForTimeout"]',
    message: 'A test waits for a condition, never for a time.',
  },
];

export default defineConfig(
  globalIgnores([
    'dist/',
    'coverage/',
    '.angular/',
    '.stryker-tmp/',
    'test-results/',
    'playwright-report/',
    'bench/results/',
    'reports/',
  ]),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },

  {
    name: 'typescript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { project: 'tsconfig.lint.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Allows `return sink.lost(error)` to end a branch in one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // It assumes that a call does not change a property such as `closed` or `aborted`.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      // It requires what no-non-null-assertion forbids.
      '@typescript-eslint/non-nullable-type-assertion-style': 'off',
      // `<unknown>` is clearer even where it is the default.
      '@typescript-eslint/no-unnecessary-type-arguments': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
    },
  },
  {
    name: 'published code',
    files: LIBRARY,
    ignores: SPECS,
    plugins: { workspace: { rules: { 'no-import-time-globals': noImportTimeGlobals } } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'workspace/no-import-time-globals': 'error',
    },
  },
  {
    name: 'angular',
    files: ANGULAR,
    extends: [angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    rules: {
      '@angular-eslint/prefer-on-push-component-change-detection': 'error',
      '@angular-eslint/prefer-inject': 'error',
      // A decorated class may have only a constructor, which sets up effects.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
    },
  },
  {
    // An interface without members of its own is the only one that another entry point can extend.
    name: 'extended interfaces',
    files: ['projects/ngx-comet/core/src/http/http-options.ts', 'projects/ngx-comet/src/public-api.ts'],
    rules: { '@typescript-eslint/no-empty-object-type': ['error', { allowWithName: '^RequestContext$' }] },
  },
  {
    // `providedIn: 'any'` is deprecated, and there is no other public way to say "in every injector".
    name: 'a service in every injector',
    files: ['projects/ngx-comet/src/service/push-service.ts'],
    rules: {
      '@typescript-eslint/no-deprecated': [
        'error',
        { allow: [{ from: 'package', package: '@angular/core', name: 'Injectable' }] },
      ],
    },
  },
  {
    name: 'applications that use the package',
    files: ['e2e/compat/**/*.ts'],
    // A decorated class may be empty.
    rules: { '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }] },
  },
  {
    name: 'demo selectors',
    files: ['src/**/*.ts'],
    rules: {
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'app', style: 'kebab-case' }],
      '@angular-eslint/directive-selector': ['error', { type: 'attribute', prefix: 'app', style: 'camelCase' }],
    },
  },
  {
    name: 'templates',
    files: ['src/**/*.html'],
    extends: [angular.configs.templateRecommended, angular.configs.templateAccessibility],
  },
  {
    name: 'tests',
    files: [...SPECS, 'e2e/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...FOCUSED, ...SLEEPS],
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: 'node:timers/promises', message: 'A test waits for a condition, never for a time.' }],
        },
      ],
      // Tests check the response of a server, they do not type it.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // Tests split a text at any place, to see it joined again.
      '@typescript-eslint/no-misused-spread': 'off',
      // Tests run a received script as a page does.
      '@typescript-eslint/no-implied-eval': 'off',
      // For stubs and spies.
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    name: 'tests of programs',
    files: ['{tools,proof}/**/*.test.ts'],
    rules: {
      // The runner waits for the tests.
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', package: 'node:test', name: ['test', 'describe', 'it'] }] },
      ],
    },
  },
  {
    name: 'programs',
    files: ['projects/push-server/**/*.ts', '{bench,proof,tools/proof,tools/fault-proxy}/**/*.ts'],
    rules: {
      'no-console': 'off',
      // Fastify expects asynchronous functions in many places.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    name: 'tools',
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [tseslint.configs.recommended],
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
);
