import { own } from '../platform/own';

/** The type of an object without its `undefined` properties. */
export type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The own properties of an object without those that are `undefined`. Otherwise these would replace defaults when objects are merged. */
export function defined<T extends object>(given: T): Defined<T> {
  return own(Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))) as Defined<T>;
}
