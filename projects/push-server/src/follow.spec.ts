import { Feed } from './feed.ts';
import { follow } from './follow.ts';

const microtask = () => Promise.resolve();

describe('follow', () => {
  it('delivers the kept messages after the position, then new ones', async () => {
    const feed = new Feed('news', 'e1', 10);
    ['a', 'b'].forEach((value) => feed.publish(value));
    const seen: unknown[] = [];
    follow(feed, 1, ({ value }) => seen.push(value) > 0);
    await microtask();
    feed.publish('c');
    expect(seen).toEqual(['b', 'c']);
  });

  it('waits while the reader is full, and skips messages that were forgotten meanwhile', async () => {
    const feed = new Feed('news', 'e1', 2);
    const seen: unknown[] = [];
    const follower = follow(feed, 0, ({ value }) => {
      seen.push(value);
      return false;
    });
    for (const value of ['a', 'b', 'c', 'd']) feed.publish(value);
    expect(seen).toEqual(['a']);
    follower.resume();
    expect(seen).toEqual(['a', 'c']);
    follower.resume();
    follower.resume();
    expect(seen).toEqual(['a', 'c', 'd']);
    await microtask();
  });

  it('delivers nothing after it was stopped, even by the reader itself', async () => {
    const feed = new Feed('news', 'e1', 10);
    ['a', 'b'].forEach((value) => feed.publish(value));
    const seen: unknown[] = [];
    const follower = follow(feed, 0, ({ value }) => {
      seen.push(value);
      follower.stop();
      return false;
    });
    await microtask();
    feed.publish('c');
    follower.resume();
    expect(seen).toEqual(['a']);
    expect(feed.followers).toBe(0);
  });

  it('follows a feed that starts again from 1', async () => {
    const feed = new Feed('news', 'e1', 10);
    ['a', 'b'].forEach((value) => feed.publish(value));
    const seen: string[] = [];
    follow(feed, 2, ({ id }) => seen.push(id) > 0);
    await microtask();
    feed.restart('e2');
    feed.publish('c');
    expect(seen).toEqual(['e2-1']);
  });
});
