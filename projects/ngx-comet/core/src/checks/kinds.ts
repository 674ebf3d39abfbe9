import { MAX_DELAY } from '../platform/clamp-delay';
import { own } from '../platform/own';
import { checkOptions, need, shown, type Kind, type Kinds } from './check';

export const milliseconds: Kind = (value) =>
  !(typeof value === 'number' && value >= 0 && value <= MAX_DELAY) && `a number of milliseconds from 0 to ${MAX_DELAY}`;

/** For options that another check knows more about. */
export const anything: Kind = () => false;

export const aBoolean: Kind = (value) => typeof value !== 'boolean' && 'one of true, false';

/** The interval of polls: `Infinity` = no further poll. */
export const pollInterval: Kind = (value, ...option) =>
  typeof value !== 'function' && value !== Infinity && milliseconds(value, ...option);

export const aFunction: Kind = (value) => typeof value !== 'function' && 'a function';

export const nonEmptyText: Kind = (value) => (typeof value !== 'string' || value === '') && 'a non-empty string';

/** The name of a header, a method or a subprotocol (RFC 9110 §5.6.2). */
export const token: Kind = (value) =>
  !(typeof value === 'string' && /^[\w!#$%&'*+\-.^`|~]+$/.test(value)) && 'a name without spaces or separators';

export function oneOf(...allowed: readonly unknown[]): Kind {
  return (value) => !allowed.includes(value) && `one of ${allowed.map((one) => shown(one)).join(', ')}`;
}

export function wholeFrom(least: number, most = Infinity): Kind {
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most}`;
  return (value) =>
    !(Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most) &&
    `a whole number ${range}`;
}

/** Any object with the method, such as an Observable, a store or a logger, also of another copy of its library. */
export function having(method: string, what: string): Kind {
  return (value) => typeof (value as Record<string, unknown> | null | undefined)?.[method] !== 'function' && what;
}

export const anObject: Kind = (value) => (typeof value !== 'object' || value === null) && 'an object';

/** An object of options. `needed` names those that must be given. */
export function objectOf<O extends object>(kinds: Kinds<O>, ...needed: readonly (keyof O & string)[]): Kind {
  return (value, option, caller) => {
    const wrong = anObject(value, option, caller);
    if (wrong !== false) return wrong;
    const options = own(value as O);
    for (const name of needed) need(`${option}.${name}`, options[name], kinds[name], caller);
    checkOptions(caller, options, kinds, `${option}.`);
    return false;
  };
}

/** A schema is a function with properties (arktype) or an object (zod, valibot). */
export const standardSchema: Kind = (value) =>
  typeof (value as { '~standard'?: { validate?: unknown } } | null | undefined)?.['~standard']?.validate !==
    'function' && 'a Standard Schema';
