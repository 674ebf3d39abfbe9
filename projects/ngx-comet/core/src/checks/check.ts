/** What an option may be: tells what was expected, where a value is not that. */
export type Kind = (value: unknown, option: string) => string | false;

/** Throws the `TypeError` that names a wrong option and its value. */
export function wrongOption(option: string, value: unknown, expected: string): never {
  throw new TypeError(`${option} must be ${expected}, got ${shown(value)}`);
}

/** Checks a value that has to be there. */
export function need(option: string, value: unknown, kind: Kind): void {
  const expected = kind(value, option);
  if (expected !== false) wrongOption(option, value, expected);
}

/** Checks a value that may be left out. */
export function check(option: string, value: unknown, kind: Kind): void {
  if (value !== undefined) need(option, value, kind);
}

/** Checks each of the options that is given. */
export function checkAll<T extends object>(
  options: T,
  kinds: Readonly<Partial<Record<keyof T & string, Kind>>>,
  prefix = '',
): void {
  for (const [name, kind] of Object.entries<Kind>(kinds as Record<string, Kind>)) {
    check(prefix + name, (options as Record<string, unknown>)[name], kind);
  }
}

/** A value as an error shows it: short, and never the content of an object, which may hold secrets. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
