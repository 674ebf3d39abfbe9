/**
 * Runs an action on `localStorage`. Returns `undefined` if there is no storage, if the user forbids it (then reading
 * the property throws), and if it is full.
 */
export function withStorage<R>(action: (storage: Storage) => R): R | undefined {
  try {
    const storage = globalThis.localStorage as Storage | undefined;
    return storage === undefined ? undefined : action(storage);
  } catch {
    return undefined;
  }
}
