import type { CursorStore } from './cursor-store';
import type { PushLogger } from '../vocabulary/push-logger';
import { shorten } from '../platform/shorten';

/**
 * Uses memory if a store of the caller throws, and logs a warning. The feed continues; only the next visit lacks the
 * cursor.
 */
export function guardedStore(store: CursorStore, logger: PushLogger): CursorStore {
  let latest: string | undefined;
  /** The last write failed, so the store has an older cursor, or none. */
  let unwritten = false;
  const failed = (error: unknown): void => {
    logger.warn(`ngx-comet: resume.store failed: ${shorten(error)}`, { error });
  };
  return {
    get: () => {
      if (unwritten) return latest;
      try {
        return store.get();
      } catch (error) {
        failed(error);
        return latest;
      }
    },
    set: (cursor) => {
      latest = cursor;
      unwritten = true;
      try {
        store.set(cursor);
        unwritten = false;
      } catch (error) {
        failed(error);
      }
    },
  };
}
