/** A random name for a tab or a term. */
export function anyName(): string {
  return Math.random().toString(36).slice(2);
}
