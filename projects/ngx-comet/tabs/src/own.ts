/** The own properties of an object, without those that other code added to `Object.prototype`. */
export function own<T extends object>(given: T): T {
  return Object.assign(Object.create(null) as object, given);
}
