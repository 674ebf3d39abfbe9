import { checkObject } from './check-names';

declare const ngDevMode: object | boolean | undefined;

/**
 * Options over defaults; an option that is `undefined` counts as missing. The result has no prototype, so that a property
 * that other code added to `Object.prototype` is no option.
 */
export function mergeOptions<D extends object, O extends object>(defaults: D, options: O): D & O {
  if (typeof ngDevMode === 'undefined' || ngDevMode) checkObject(options);
  const merged = Object.assign(Object.create(null) as Record<string, unknown>, defaults) as Record<string, unknown>;
  for (const [name, value] of Object.entries(options)) if (value !== undefined) merged[name] = value;
  return merged as D & O;
}

/** The own properties of an object, without those that other code added to `Object.prototype`. */
export function own<T extends object>(given: T): T {
  return Object.assign(Object.create(null) as object, given);
}
