import { MAX_DELAY } from '../platform/clamp-delay';
import { checkAll, need, shown, type Kind } from './check';

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

/** Any object with the method, such as an Observable, a store or a logger, also of another copy of its library. */
export function having(method: string, what: string): Kind {
  return (value) => typeof (value as Record<string, unknown> | null | undefined)?.[method] !== 'function' && what;
}

export const anObject: Kind = (value) => (typeof value !== 'object' || value === null) && 'an object';

/** An object of required and optional options. */
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

/** A schema is a function with properties (arktype) or an object (zod, valibot). */
export const standardSchema: Kind = (value) =>
  typeof (value as { '~standard'?: { validate?: unknown } } | null | undefined)?.['~standard']?.validate !==
    'function' && 'a Standard Schema';
