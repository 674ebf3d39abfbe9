import type { CursorStore } from './cursor-store';

/**
 * Stores a cursor as long as the page lives. Share one store to let a later subscription continue where an earlier one
 * ended.
 *
 * @usageNotes
 * ```ts
 * const store = memoryCursor();
 * const orders$ = sse$('/orders', { resume: { store } });
 * ```
 */
export function memoryCursor(): CursorStore {
  let current: string | undefined;
  return {
    get: () => current,
    set: (cursor) => {
      current = cursor;
    },
  };
}
