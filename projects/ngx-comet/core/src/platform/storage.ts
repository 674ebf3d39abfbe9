/**
 * Runs an action on `localStorage`. The result is `undefined` where there is no storage, where the user forbids it (merely reading
 * the property throws then), and where it is full.
 */
export function withStorage<R>(action: (storage: Storage) => R): R | undefined {
  try {
    const storage = globalThis.localStorage as Storage | undefined;
    return storage === undefined ? undefined : action(storage);
  } catch {
    return undefined;
  }
}
