import { shorten } from '../platform/shorten';
import { withoutUrlSecrets } from '../vocabulary/without-secrets';
import { unknownOption } from './unknown-option';

/**
 * Checks the value of an option. Returns in words what the option must be if the value is wrong, otherwise false.
 * `caller` is the function that got the option.
 */
export type Kind = (value: unknown, option: string, caller: string) => string | false;

/** What each option of an object must be. A new option needs a row here: without it, every use of it is an error. */
export type Kinds<O> = Readonly<Record<keyof O & string, Kind>>;

/** Throws a `TypeError` that names the wrong option and its value. */
export function wrongOption(option: string, value: unknown, expected: string): never {
  throw new TypeError(`${option} must be ${expected}, got ${shown(value)}`);
}

/** Checks a required value. */
export function need(option: string, value: unknown, kind: Kind, caller = ''): void {
  const expected = kind(value, option, caller);
  if (expected !== false) wrongOption(option, value, expected);
}

/** Checks an optional value. */
export function check(option: string, value: unknown, kind: Kind): void {
  if (value !== undefined) need(option, value, kind);
}

/**
 * Checks the own options of an object. Throws a `TypeError` for a wrong value, and for an option that is not in the
 * list. `undefined` counts as left out, whatever the name.
 */
export function checkOptions<O extends object>(caller: string, options: O, kinds: Kinds<O>, prefix = ''): void {
  if (typeof options !== 'object' || (options as unknown) === null)
    wrongOption(`options of ${caller}()`, options, 'an object');
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(kinds, name)) unknownOption(caller, name, Object.keys(kinds), prefix);
    need(prefix + name, value, kinds[name as keyof O & string], caller);
  }
}

/** How many entries of a list are shown. */
const ENTRIES = 5;

/** A value as an error shows it: short, and never the content of an object, because it may contain secrets. */
export function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(withoutUrlSecrets(value)));
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (!Array.isArray(value)) return 'an object';
  const entries = value.slice(0, ENTRIES).map((entry) => (Array.isArray(entry) ? 'an array' : shown(entry)));
  return `[${[...entries, ...(value.length > ENTRIES ? ['…'] : [])].join(', ')}]`;
}
