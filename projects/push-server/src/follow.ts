import type { Feed, FeedMessage } from './feed.ts';

/** One reader on its way through a feed. */
export interface Follower {
  /** Goes on after `deliver` said that it can take no more. */
  resume(): void;
  /** Delivers nothing any more. */
  stop(): void;
}

/**
 * Delivers everything after `position`, then every new message, for as long as `deliver` returns true. The feed's own buffer
 * is the queue of a slow reader, so nothing piles up here; what a reader is too slow for shows as a jump of the numbers.
 */
export function follow(feed: Feed, position: number, deliver: (message: FeedMessage) => boolean): Follower {
  let epoch = feed.epoch;
  let state: 'ready' | 'full' | 'stopped' = 'ready';
  const pump = (): void => {
    if (epoch !== feed.epoch) [epoch, position] = [feed.epoch, 0];
    while (state === 'ready') {
      const message = feed.next(position);
      if (!message) return;
      position = message.seq;
      // `deliver` may stop this follower: only a reader that is still there can be full.
      if (!deliver(message) && state === 'ready') state = 'full';
    }
  };
  const unwatch = feed.watch(pump);
  // Not before the caller holds the follower: `deliver` may want to stop it.
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
