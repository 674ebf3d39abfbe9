import type { CursorStore } from './cursor-store';

/**
 * Keeps a cursor as long as the page lives; share one to let a later subscription go on where an earlier one ended.
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
