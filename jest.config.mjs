import presets from 'jest-preset-angular/presets/index.js';

const angular = presets.createCjsPreset({ tsconfig: '<rootDir>/tsconfig.spec.json' });
const source = {
  '^ngx-comet$': '<rootDir>/projects/ngx-comet/src/public-api.ts',
  '^ngx-comet/(.*)$': '<rootDir>/projects/ngx-comet/$1/src/public-api.ts',
};
// These packages have only ES modules, so Jest must compile them like our own source.
const compiled = ['eventsource-parser', 'arktype', 'arkregex', '@ark/.*', '.*\\.mjs$', '@angular/.*'];
// These too, and they use `import.meta`.
const modules = ['msw/lib', '@mswjs/interceptors', '@open-draft/until', 'until-async', 'cookie/dist'];
const common = {
  ...angular,
  transform: {
    [`node_modules/(${modules.join('|')})/.*\\.js$`]: '<rootDir>/tools/jest/es-module-transformer.cjs',
    ...angular.transform,
  },
  transformIgnorePatterns: [`node_modules/(?!(${[...compiled, ...modules].join('|')}))`],
  moduleNameMapper: { ...angular.moduleNameMapper, ...source },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  restoreMocks: true,
};

/** @type {import('jest').Config} */
export default {
  // By default Jest leaves one core idle, and so uses one of two.
  maxWorkers: '100%',
  // Only for `npm run coverage`: all published code, including files that no spec loads.
  collectCoverageFrom: [
    'projects/ngx-comet/**/*.ts',
    '!**/*.spec.ts',
    '!**/spec-support/**',
    '!projects/ngx-comet/recipes/**',
    // Its tests run on what is built.
    '!projects/ngx-comet/schematics/**',
  ],
  coverageDirectory: '<rootDir>/coverage',
  coverageReporters: ['text-summary', 'lcov'],
  projects: [
    {
      ...common,
      displayName: 'ngx-comet',
      roots: ['<rootDir>/projects/ngx-comet'],
      testEnvironment: '<rootDir>/tools/jest/browser-like-environment.cjs',
      setupFilesAfterEnv: ['<rootDir>/tools/jest/setup.ts'],
    },
    {
      ...common,
      displayName: 'push-server',
      roots: ['<rootDir>/projects/push-server'],
      testEnvironment: 'node',
    },
  ],
};
