/**
 * The own properties of an object, in an object without a prototype. So a property that other code added to
 * `Object.prototype` is never read: neither by this library, nor by a function of the platform that gets the object
 * (Web IDL §3.2.17, "dictionaries", reads inherited properties too).
 */
export function own<T extends object>(given: T): T {
  return Object.assign(Object.create(null) as object, given);
}

/** Options that are objects of options themselves. */
const NESTED = ['resume', 'queue', 'heartbeat', 'adaptive'];

/** The own options of a call, and those of its nested objects. Inherited properties are no options, as for a spread. */
export function ownOptions<T extends object>(given: T): T {
  const options = Object.create(null) as Record<string, unknown>;
  const copied = Object.assign(options, given);
  for (const name of NESTED) {
    const nested: unknown = options[name];
    if (typeof nested === 'object' && nested !== null && !Array.isArray(nested)) options[name] = own(nested);
  }
  return copied;
}
