import type { Dated } from './tab-message';
import { Tail } from './tail';

let clock = 0;
const dated = (data: string, id: string | undefined = data, at = ++clock): Dated<string> => ({
  message: { data, event: 'message', id, transport: 'sse' },
  at,
});
const texts = (messages: readonly Dated<string>[]): string => messages.map(({ message }) => message.data).join('');

describe('Tail', () => {
  it('returns the messages after an id, or after a time if the id is forgotten', () => {
    const tail = new Tail<string>(10);
    for (const [index, text] of [...'abcd'].entries()) tail.add(dated(text, text, 10 * (index + 1)));
    expect(texts(tail.after({ id: 'b', at: 99 }))).toBe('cd');
    expect(texts(tail.after({ id: 'd', at: 0 }))).toBe('');
    expect(texts(tail.after({ id: 'z', at: 20 }))).toBe('cd');
    expect(texts(tail.after({ id: undefined, at: 35 }))).toBe('d');
  });

  it('finds the messages of others that it lacks by the ids, or by the time if it knows none of the ids', () => {
    const tail = new Tail<string>(10);
    tail.add(dated('b', 'b', 20));
    const others = [...'abc'].map((text, index) => dated(text, text, 10 * (index + 1)));
    expect(texts(tail.unknownOf(others, false))).toBe('c');
    expect(texts(tail.unknownOf([dated('a', 'a', 10), dated('c', 'c', 30)], false))).toBe('c');
  });

  it('takes all messages that follow its last one, however another leader dated them', () => {
    const tail = new Tail<string>(10);
    tail.add(dated('b', 'b', 20));
    const others = [dated('c', 'c', 5), dated('d', 'd', 6)];
    expect(texts(tail.unknownOf(others, false))).toBe('');
    expect(texts(tail.unknownOf(others, true))).toBe('cd');
  });

  it('knows after which message it began', () => {
    const tail = new Tail<string>(10);
    tail.begin({ id: 'a', at: 1 });
    tail.add(dated('b'));
    tail.begin({ id: 'z', at: 9 });
    expect(texts(tail.after({ id: 'a', at: Infinity }))).toBe('b');
    expect([tail.continues('a'), tail.continues('b'), tail.continues('z')]).toEqual([true, true, false]);
    // A message without an id of its own has the id of the one before.
    expect(tail.has('a')).toBe(false);
  });

  it('has times that only grow, even if the clock is set back', () => {
    const tail = new Tail<string>(10);
    const ahead = (Date.now() + 60_000) * 1_000;
    tail.add(dated('a', 'a', ahead));
    expect(tail.now).toBe(ahead + 1);
  });

  it('returns only messages after the last one with an id', () => {
    const tail = new Tail<string>(10);
    tail.add(dated('a', '1'));
    tail.add(dated('b', '1'));
    tail.add(dated('c', '2'));
    expect(texts(tail.after({ id: '1', at: 0 }))).toBe('c');
  });

  it('returns the latest messages, or all if there are fewer', () => {
    const tail = new Tail<string>(10);
    for (const text of 'abc') tail.add(dated(text));
    expect([texts(tail.latest(2)), texts(tail.latest(9)), texts(tail.latest(0))]).toEqual(['bc', 'abc', '']);
  });

  it('keeps at least `size` messages and fewer than twice as many', () => {
    const tail = new Tail<string>(5);
    for (let count = 1; count <= 1_000; count++) {
      tail.add(dated(`${count}`));
      const { length } = tail.latest(1_000);
      expect(length).toBeGreaterThanOrEqual(Math.min(5, count));
      expect(length).toBeLessThan(10);
    }
    expect(tail.has('1000')).toBe(true);
    expect(tail.has('1')).toBe(false);
  });

  it('keeps the last id even if it keeps no messages', () => {
    const tail = new Tail<string>(0);
    tail.add(dated('a', '1'));
    expect(tail.last).toBe('1');
    expect(tail.has('1')).toBe(true);
    expect(tail.latest(1)).toEqual([]);
  });

  it('keeps the last id after a message without an id, and has no cursor', () => {
    const tail = new Tail<string>(0);
    tail.add(dated('a', '1'));
    tail.add({ message: { data: 'b', event: 'message', id: undefined, transport: 'sse' }, at: ++clock });
    expect(tail.last).toBe('1');
    expect(tail.has('1')).toBe(true);
    expect(tail.cursor).toBeUndefined();
  });

  it('knows a message by its id and its data', () => {
    const tail = new Tail<string>(10);
    tail.add(dated('a', '1'));
    tail.add(dated('b', '1'));
    const knows = (data: string, id: string): boolean => tail.knows(dated(data, id).message);
    expect([knows('a', '1'), knows('b', '1'), knows('c', '1'), knows('a', '2')]).toEqual([true, true, false, false]);
  });

  it('knows a message by its id if it did not keep the data, or if JSON cannot hold the data', () => {
    const few = new Tail<string>(0);
    few.add(dated('a', '1'));
    expect(few.knows(dated('b', '1').message)).toBe(true);
    const large = new Tail<bigint>(10);
    large.add({ message: { data: 1n, event: 'message', id: '1', transport: 'sse' }, at: 1 });
    expect(large.knows({ data: 2n, event: 'message', id: '1', transport: 'sse' })).toBe(true);
  });

  it('returns the messages after the one of that time, if several have its id', () => {
    const tail = new Tail<string>(10);
    for (const [at, text] of [...'abc'].entries()) tail.add(dated(text, '1', at + 1));
    expect(texts(tail.after({ id: '1', at: 1 }))).toBe('bc');
    expect(texts(tail.after({ id: '1', at: 9 }))).toBe('');
  });
});
