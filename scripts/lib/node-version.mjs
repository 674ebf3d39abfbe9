/** The versions that Angular 22's tools accept; `acceptsNode` checks the same. */
const ACCEPTED_NODE = '^22.22.3, ^24.15.0 or >=26.0.0';

/** @param {string} version such as `v22.23.2` */
export function acceptsNode(version) {
  const [major = 0, minor = 0, patch = 0] = version.replace(/^v/, '').split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor >= 15;
  return major >= 26;
}

/**
 * The advice for npm scripts that run on a Node that is too old.
 * @param {string} version the Node that was found
 */
export function nodeAdvice(version) {
  return [
    `Angular's tools need Node ${ACCEPTED_NODE}; this is ${version}.`,
    'The workspace has its own Node as an optional npm package, but that package is not installed. Either',
    '  - install with optional packages:  npm ci --include=optional',
    `  - or put Node ${ACCEPTED_NODE} first on PATH, if npm has no such package for this machine.`,
  ].join('\n');
}
