import type { CursorStore } from './cursor-store';
import type { PushLogger } from '../vocabulary/push-logger';
import { withoutUrlSecrets, withoutValues } from '../vocabulary/without-secrets';
import { shorten } from '../platform/shorten';
import { usableCursor } from './usable-cursor';

/**
 * Uses memory if a store of the caller throws, and logs a warning. The feed continues; only the next visit lacks the
 * cursor. A cursor that fits into no request counts as none. No warning shows a cursor.
 */
export function guardedStore(store: CursorStore, logger: PushLogger): CursorStore {
  let latest: string | undefined;
  /** The last write failed, so the store has an older cursor, or none. */
  let unwritten = false;
  let warned = false;
  const failed = (error: unknown): void => {
    const words = withoutValues(withoutUrlSecrets(String(error)), latest === undefined ? [] : [latest]);
    logger.warn(`ngx-comet: resume.store failed: ${shorten(words)}`);
  };
  return {
    get: () => {
      if (unwritten) return latest;
      try {
        const stored = store.get();
        if (typeof stored !== 'string' || usableCursor(stored)) return stored;
        if (!warned) logger.warn('ngx-comet: resume.store returned an id that cannot be a cursor');
        warned = true;
        return undefined;
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
