import { PushError } from 'ngx-comet/core';
import { Outgoing } from './outgoing';

interface Back {
  readonly values: readonly string[];
  readonly bytes: number;
}

describe('what a follower sends', () => {
  let posted: (readonly [number, unknown])[];
  /** The name under which the leader counts them. */
  let sender: string;
  let back: Back[];
  let failures: unknown[];
  let resumed: number;
  let outgoing: Outgoing<never, string>;

  beforeEach(() => {
    posted = [];
    back = [];
    failures = [];
    resumed = 0;
    outgoing = new Outgoing<never, string>({
      name: () => 'me',
      connection: {
        encode: (value) => {
          if (value === 'bad') throw new PushError('unsupported', 'no', { transient: false });
          return value;
        },
        resume: () => resumed++,
        takeBack: ({ values, bytes }) => back.push({ values, bytes }),
      },
      post: (message) => {
        if (message.kind !== 'send') return;
        sender = message.sender;
        posted.push([message.number, message.payload]);
      },
      failed: (error) => failures.push(error),
    });
    outgoing.begin('t');
    outgoing.open(1, 0);
  });

  it('numbers the messages, and gives back what the leader did not take', () => {
    for (const value of ['a', 'bb', 'ccc']) outgoing.send(value);
    outgoing.taken(sender, 1);
    outgoing.end();
    expect(posted).toEqual([
      [1, 'a'],
      [2, 'bb'],
      [3, 'ccc'],
    ]);
    expect(back).toEqual([{ values: ['bb', 'ccc'], bytes: 1 }]);
  });

  it('counts no bytes that left the browser', () => {
    for (const value of ['a', 'bb', 'ccc']) outgoing.send(value);
    for (const number of [1, 2, 3]) outgoing.taken(sender, number);
    outgoing.flushed(sender, 2);
    outgoing.end();
    expect(back).toEqual([{ values: [], bytes: 3 }]);
  });

  it('ignores reports of another term, and out of their order', () => {
    outgoing.send('a');
    outgoing.taken('other', 1);
    outgoing.taken(sender, 2);
    outgoing.flushed('other', 1);
    outgoing.ready('other');
    outgoing.end();
    expect(posted).toHaveLength(1);
    expect(back).toEqual([{ values: ['a'], bytes: 0 }]);
  });

  it('posts again what was not taken when the leader is ready', () => {
    for (const value of ['a', 'b']) outgoing.send(value);
    outgoing.taken(sender, 1);
    outgoing.ready('t');
    expect(posted.slice(2)).toEqual([[2, 'b']]);
  });

  it('reports as on its way what was given to a leader that it leaves', () => {
    for (const value of ['', 'bb']) outgoing.send(value);
    outgoing.leave();
    expect(back).toEqual([{ values: [], bytes: 3 }]);
  });

  it('is full with 1,000 messages, or 1 Mi characters, until one is taken', () => {
    for (let n = 0; n < 1_000; n++) {
      expect(outgoing.full).toBe(false);
      outgoing.send('a');
    }
    expect(outgoing.full).toBe(true);
    outgoing.taken(sender, 1);
    expect([outgoing.full, resumed]).toEqual([false, 1]);
    outgoing.send('x'.repeat(1024 * 1024));
    outgoing.taken(sender, 2);
    expect([outgoing.full, resumed]).toEqual([true, 1]);
    outgoing.suspend();
    expect(outgoing.full).toBe(false);
  });

  it('fails with a message that cannot be encoded, and posts nothing', () => {
    outgoing.send('bad');
    expect(failures).toEqual([expect.objectContaining({ code: 'unsupported' })]);
    expect(posted).toEqual([]);
  });
});
