import { shorten } from '../platform/shorten';
import { withoutUrlSecrets } from '../vocabulary/without-secrets';

/** Checks the value of an option. Returns in words what the option must be if the value is wrong, otherwise false. */
export type Kind = (value: unknown, option: string) => string | false;

/** Throws a `TypeError` that names the wrong option and its value. */
export function wrongOption(option: string, value: unknown, expected: string): never {
  throw new TypeError(`${option} must be ${expected}, got ${shown(value)}`);
}

/** Checks a required value. */
export function need(option: string, value: unknown, kind: Kind): void {
  const expected = kind(value, option);
  if (expected !== false) wrongOption(option, value, expected);
}

/** Checks an optional value. */
export function check(option: string, value: unknown, kind: Kind): void {
  if (value !== undefined) need(option, value, kind);
}

/** Checks each given option. */
export function checkAll<T extends object>(
  options: T,
  kinds: Readonly<Partial<Record<keyof T & string, Kind>>>,
  prefix = '',
): void {
  for (const [name, kind] of Object.entries<Kind>(kinds as Record<string, Kind>)) {
    check(prefix + name, (options as Record<string, unknown>)[name], kind);
  }
}

/** A value as an error shows it: short, and never the content of an object, because it may contain secrets. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(withoutUrlSecrets(value)));
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
