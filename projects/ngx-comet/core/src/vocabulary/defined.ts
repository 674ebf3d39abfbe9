/** The type of an object without its `undefined` properties. */
export type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** Removes properties that are `undefined`. Otherwise they would replace defaults when objects are merged. */
export function defined<T extends object>(given: T): Defined<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<T>;
}
