import { need } from '../checks/check';
import { nonEmptyText } from '../checks/kinds';
import { withStorage } from '../platform/storage';
import type { CursorStore } from './cursor-store';
import { usableCursor } from './usable-cursor';

/**
 * Stores a cursor in `localStorage`, where a reloaded page and other tabs find it. If there is no storage, or it is
 * full or forbidden, the cursor lives as long as the page.
 *
 * A stored value that cannot be a cursor counts as none: it is longer than 1 KiB of UTF-8, or has control characters. Other
 * code of the page, or an extension, put it there.
 *
 * It writes once for all messages of a turn of the event loop, because writing is slow and only the last cursor counts.
 *
 * @param name identifies the feed; the key is `ngx-comet.cursor.` and the name.
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
  /** The last write failed, so storage has an older cursor. */
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
    get: () => {
      const stored = pending || unwritten ? latest : withStorage((storage) => storage.getItem(key));
      return stored && usableCursor(stored) ? stored : undefined;
    },
    set: (cursor) => {
      latest = cursor;
      if (pending) return;
      pending = true;
      queueMicrotask(write);
    },
  };
}
