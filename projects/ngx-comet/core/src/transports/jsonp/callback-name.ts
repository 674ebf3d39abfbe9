/**
 * Returns a unique name that cannot be guessed: at most 32 ASCII letters, digits and underscores, without a dot. Strict
 * servers reject any other name (for example SockJS).
 */
export function callbackName(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(11));
  return `ngxComet_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

/** Returns whether a value is an identifier of ASCII characters. A dotted name is none: it would need objects. */
export function isIdentifier(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z_$][\w$]*$/.test(name);
}
