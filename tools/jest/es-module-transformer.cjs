const { transformSync } = require('esbuild');

const URL_OF_MODULE = '__urlOfModule';

/** Compiles packages that have only ES modules and use `import.meta.url`, which has no counterpart in CommonJS. */
module.exports = {
  process(source, file) {
    const { code } = transformSync(source, {
      format: 'cjs',
      target: 'node22',
      sourcefile: file,
      sourcemap: 'inline',
      define: { 'import.meta.url': URL_OF_MODULE },
      banner: `const ${URL_OF_MODULE} = require('node:url').pathToFileURL(__filename).href;`,
    });
    return { code };
  },
};
