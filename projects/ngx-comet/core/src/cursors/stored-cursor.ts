import { need } from '../checks/check';
import { nonEmptyText } from '../checks/kinds';
import { withStorage } from '../platform/storage';
import type { CursorStore } from './cursor-store';

/**
 * Keeps a cursor in `localStorage`, so that a reload and another tab find it. Where there is no storage, or it is full or
 * forbidden, it lives as long as the page.
 *
 * All messages of a turn of the event loop are one write, since writing is slow and only the last cursor counts.
 *
 * @param name tells one feed from another; the key is `ngx-comet.cursor.` and the name.
 *
 * @usageNotes
 * ```ts
 * sse$('/orders', { resume: { store: storedCursor('orders') } });
 * ```
 */
export function storedCursor(name: string): CursorStore {
  need('name', name, nonEmptyText);
  const key = `ngx-comet.cursor.${name}`;
  let latest: string | undefined;
  let pending = false;
  /** Storage has something older, since it did not take the latest. */
  let unwritten = false;
  const write = (): void => {
    pending = false;
    unwritten = !withStorage((storage) => {
      if (latest === undefined) storage.removeItem(key);
      else storage.setItem(key, latest);
      return true;
    });
  };
  return {
    get: () => (pending || unwritten ? latest : withStorage((storage) => storage.getItem(key) ?? undefined)),
    set: (cursor) => {
      latest = cursor;
      if (pending) return;
      pending = true;
      queueMicrotask(write);
    },
  };
}
