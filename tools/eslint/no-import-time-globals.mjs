import { runInNewContext } from 'node:vm';

// A fresh context has only the globals of the language; all others belong to the platform.
const LANGUAGE = new Set(runInNewContext('Object.getOwnPropertyNames(globalThis)'));
for (const name of ['globalThis', 'console', 'WebAssembly']) LANGUAGE.delete(name);

/**
 * Reports platform globals that are read while a module is being imported, `typeof` included. The package must import
 * without errors on a server, in a worker and in a browser. Inside a function globals are allowed, because it runs
 * later.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'disallow reading platform globals while the module is imported' },
    messages: { early: "'{{name}}' is read at import; read it where it is used, inside a function." },
    schema: [],
  },
  create(context) {
    return {
      'Program:exit'() {
        const [globalScope] = context.sourceCode.scopeManager?.scopes ?? [];
        // Undeclared names, and names that only the configuration declares.
        const configured = globalScope?.variables.filter(({ defs }) => defs.length === 0) ?? [];
        const references = [...(globalScope?.through ?? []), ...configured.flatMap((variable) => variable.references)];
        for (const reference of references) {
          const { identifier, from } = reference;
          if (LANGUAGE.has(identifier.name) || !isValue(reference) || !isAtImport(from)) continue;
          context.report({ node: identifier, messageId: 'early', data: { name: identifier.name } });
        }
      },
    };
  },
};

/** `typeof x` in a type refers to the value too, but reads nothing. */
function isValue(/** @type {any} */ { isValueReference, identifier }) {
  let { parent } = identifier;
  while (parent?.type === 'TSQualifiedName') parent = parent.parent;
  return isValueReference !== false && parent?.type !== 'TSTypeQuery';
}

/** Walks up the scopes: the code of a function or of an instance field runs later. */
function isAtImport(/** @type {import('eslint').Scope.Scope | null} */ scope) {
  for (let at = scope; at; at = at.upper) {
    if (at.type === 'function') return false;
    if (at.type === 'class-field-initializer') {
      const { parent } = /** @type {{ parent?: { static?: boolean } }} */ (at.block);
      if (!parent?.static) return false;
    }
  }
  return true;
}
