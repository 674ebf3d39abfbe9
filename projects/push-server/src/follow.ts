import type { Feed, FeedMessage } from './feed.ts';

/** One reader of a feed. */
export interface Follower {
  /** Continues after `deliver` has returned false. */
  resume(): void;
  /** Ends the delivery. */
  stop(): void;
}

/**
 * Delivers everything after `position`, then every new message, as long as `deliver` returns true. The buffer of the
 * feed is the queue of a slow reader, so there is no second buffer. If a reader is too slow, it sees a jump of the
 * numbers.
 */
export function follow(feed: Feed, position: number, deliver: (message: FeedMessage) => boolean): Follower {
  let state: 'ready' | 'full' | 'stopped' = 'ready';
  const pump = (): void => {
    while (state === 'ready') {
      const message = feed.next(position);
      if (!message) return;
      position = message.offset;
      // `deliver` may have stopped this follower, so check the state.
      if (!deliver(message) && state === 'ready') state = 'full';
    }
  };
  const unwatch = feed.watch(pump);
  // Starts only after the caller has the follower, because `deliver` may stop it.
  queueMicrotask(pump);
  return {
    resume: () => {
      if (state !== 'full') return;
      state = 'ready';
      pump();
    },
    stop: () => {
      state = 'stopped';
      unwatch();
    },
  };
}
