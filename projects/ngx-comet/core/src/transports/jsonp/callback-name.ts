/**
 * A name that nobody can guess and nobody has: an identifier of ASCII letters, digits and underscores without a dot, at most
 * 32 characters long, since stricter servers refuse any other (SockJS, for one).
 */
export function callbackName(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(11));
  return `ngxComet_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
