import { own } from './own';
import type { Platform } from './platform';

/**
 * Makes this tab a candidate: the tab that holds the lock leads, and the others stand in line. `denied` is called if
 * the browser forbids locks. The returned function gives the lock to the next tab in line, or leaves the line.
 */
export function standForLeader(
  { locks, key }: Pick<Platform, 'locks' | 'key'>,
  elected: () => void,
  denied: () => void,
): () => void {
  const withdrawal = new AbortController();
  const { signal } = withdrawal;
  let release: (() => void) | undefined;
  /** The lock is held until the promise is settled. */
  const hold = (): Promise<boolean> =>
    new Promise((resolve) => {
      release = () => resolve(true);
      if (signal.aborted) release();
      else elected();
    });
  const stand = async (): Promise<void> => {
    const held = await locks.request(key, own({ ifAvailable: true }), (lock) => lock !== null && hold());
    if (!held && !signal.aborted) await locks.request(key, own({ signal }), hold);
  };
  stand().catch(() => {
    if (!signal.aborted) denied();
  });
  return () => {
    withdrawal.abort();
    release?.();
  };
}
