import { shown, type Kind } from './check';

/** The same check for an option that may hold a secret: the error tells only what kind of value it got. */
export function secret(kind: Kind): Kind {
  return (value, option, caller) => {
    const expected = kind(value, option, caller);
    return expected !== false && wrongSecret(option, value, expected);
  };
}

/** Throws a `TypeError` that names the wrong option, and not its value. */
export function wrongSecret(option: string, value: unknown, expected: string): never {
  throw new TypeError(`${option} must be ${expected}, got ${kindOf(value)}`);
}

/** What a value is, without its content. */
export function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  const type = typeof value;
  const plain = value === '' || !['string', 'number', 'bigint', 'symbol'].includes(type);
  return plain ? shown(value) : `a ${type}`;
}
