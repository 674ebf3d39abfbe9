import { Feed } from './feed.ts';

function feedOf(count: number, capacity = 1000): Feed {
  const feed = new Feed('news', 'e1', capacity);
  for (let seq = 1; seq <= count; seq += 1) feed.publish(`v${seq}`);
  return feed;
}

const seqs = (feed: Feed, position: number) => feed.after(position).map(({ seq }) => seq);

describe('Feed', () => {
  it('numbers its messages from 1 and writes each as JSON', () => {
    const message = feedOf(1).publish({ a: 1 });
    expect(message).toMatchObject({ id: 'e1-2', seq: 2, value: { a: 1 } });
    expect(JSON.parse(message.json)).toEqual({ id: 'e1-2', seq: 2, at: message.at, value: { a: 1 } });
  });

  it('refuses values that JSON cannot represent', () => {
    expect(() => feedOf(0).publish(undefined)).toThrow(new TypeError('value: expected a JSON value, got undefined'));
  });

  it('resumes after a cursor, with or without the epoch', () => {
    const feed = feedOf(3);
    expect(seqs(feed, feed.position('e1-1', 'latest'))).toEqual([2, 3]);
    expect(seqs(feed, feed.position('2', 'latest'))).toEqual([3]);
    expect(seqs(feed, feed.position('e1-3', 'latest'))).toEqual([]);
  });

  it('begins with the latest or the next message without a cursor', () => {
    const feed = feedOf(3);
    expect(seqs(feed, feed.position(undefined, 'latest'))).toEqual([3]);
    expect(seqs(feed, feed.position(undefined, 'next'))).toEqual([]);
    expect(feedOf(0).position(undefined, 'latest')).toBe(0);
  });

  it.each(['e0-2', 'e1-9', '9', 'nonsense', '-1'])(
    'begins at the oldest message for the unknown cursor %s',
    (cursor) => {
      const feed = feedOf(3);
      expect(seqs(feed, feed.position(cursor, 'latest'))).toEqual([1, 2, 3]);
    },
  );

  it('begins at its oldest message for a cursor older than its buffer', () => {
    const feed = feedOf(5, 2);
    expect(seqs(feed, feed.position('e1-1', 'latest'))).toEqual([4, 5]);
    expect(feed.next(1)?.seq).toBe(4);
  });

  it('continues its numbers after a trim', () => {
    const feed = feedOf(3);
    feed.trim();
    expect(feed.latest).toBeUndefined();
    expect(feed.publish('x').id).toBe('e1-4');
  });

  it('starts again from 1 in another epoch', () => {
    const feed = feedOf(3);
    feed.restart('e2');
    feed.publish('a');
    feed.publish('b');
    expect(feed.latest?.id).toBe('e2-2');
    expect(seqs(feed, feed.position('e1-1', 'latest'))).toEqual([1, 2]);
  });

  it('says nothing about a bare number once its ids were bare numbers', () => {
    const feed = feedOf(3);
    expect(feed.lastEventId('2')).toBe('2');
    feed.renumber();
    feed.restart('e2');
    for (const value of ['a', 'b', 'c']) feed.publish(value);
    expect(feed.lastEventId('2')).toBeUndefined();
    expect(feed.lastEventId('e2-2')).toBe('e2-2');
  });
});
