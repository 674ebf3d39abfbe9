/** The largest delay a platform timer takes; a larger one would fire at once (HTML, timers). */
export const MAX_DELAY = 2 ** 31 - 1;

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

export const milliseconds: Kind = (value) =>
  !(typeof value === 'number' && value >= 0 && value <= MAX_DELAY) && `a number of milliseconds from 0 to ${MAX_DELAY}`;

export const aFunction: Kind = (value) => typeof value !== 'function' && 'a function';

export const nonEmptyText: Kind = (value) => (typeof value !== 'string' || value === '') && 'a non-empty string';

/** The name of a header, a method or a subprotocol (RFC 9110 §5.6.2). */
export const token: Kind = (value) =>
  !(typeof value === 'string' && /^[\w!#$%&'*+\-.^`|~]+$/.test(value)) && 'a name without spaces or separators';

export function oneOf(...allowed: readonly unknown[]): Kind {
  return (value) => !allowed.includes(value) && `one of ${allowed.map(shown).join(', ')}`;
}

export function wholeFrom(least: number): Kind {
  return (value) =>
    !(Number.isSafeInteger(value) && (value as number) >= least) && `a whole number of at least ${least}`;
}

/** Anything with the method, be it an Observable, a store or a logger of another copy of its library. */
export function having(method: string, what: string): Kind {
  return (value) => typeof (value as Record<string, unknown> | null | undefined)?.[method] !== 'function' && what;
}

export const anObject: Kind = (value) => (typeof value !== 'object' || value === null) && 'an object';

/** An object of options: some that have to be there, some that may be left out. */
export function objectOf(needed: Readonly<Record<string, Kind>>, optional: Readonly<Record<string, Kind>> = {}): Kind {
  return (value, option) => {
    const wrong = anObject(value, option);
    if (wrong !== false) return wrong;
    const options = value as Record<string, unknown>;
    for (const [name, kind] of Object.entries(needed)) need(`${option}.${name}`, options[name], kind);
    checkAll(options, optional, `${option}.`);
    return false;
  };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value === 'object' && value !== null) return Array.isArray(value) ? 'an array' : 'an object';
  return String(value);
}
