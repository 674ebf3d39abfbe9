import type { CursorStore } from './cursor-store';
import type { PushLogger } from '../vocabulary/push-logger';

/** Goes on in memory where a store of the caller fails, and says so: that costs the place at the next visit, not the feed. */
export function guardedStore(store: CursorStore, logger: PushLogger): CursorStore {
  let latest: string | undefined;
  const failed = (error: unknown): void => {
    logger.warn(`ngx-comet: resume.store failed: ${String(error)}`, { error });
  };
  return {
    get: () => {
      try {
        return store.get();
      } catch (error) {
        failed(error);
        return latest;
      }
    },
    set: (cursor) => {
      latest = cursor;
      try {
        store.set(cursor);
      } catch (error) {
        failed(error);
      }
    },
  };
}
