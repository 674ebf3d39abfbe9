import { follow } from '../follow.ts';
import type { FeedMessage } from '../feed.ts';
import type { Exchange } from './feed-route.ts';

/**
 * Resolves with all messages after the cursor, as soon as there is one that the client does not know, or with none after
 * `ms` milliseconds.
 */
export function hold({ feed, position, known, connection }: Exchange, ms: number): Promise<readonly FeedMessage[]> {
  return new Promise((resolve) => {
    const answer = (): void => {
      clearTimeout(timer);
      follower.stop();
      resolve(feed.next(known) ? feed.after(position) : []);
    };
    const follower = follow(feed, known, () => {
      // Messages that are published together, as those of one transaction, travel together.
      queueMicrotask(answer);
      return false;
    });
    const timer = setTimeout(answer, ms);
    connection.finish = answer;
    connection.signal.addEventListener('abort', answer);
  });
}
