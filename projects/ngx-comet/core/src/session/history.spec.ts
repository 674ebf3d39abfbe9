import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { History } from './history';

const MIB = 1024 * 1024;

/** The remembered ids, and whether each still has its payload. */
function remembered(history: History): string[] {
  return history.entries().map(({ id, payload }) => (payload === undefined ? `${id} without payload` : id));
}

describe('History', () => {
  it('remembers the latest messages, the oldest first', () => {
    const history = new History(3);
    for (const id of ['1', '2', '3', '4', '5']) history.note(id, `m${id}`);
    expect(history.entries()).toEqual([
      { id: '3', payload: 'm3' },
      { id: '4', payload: 'm4' },
      { id: '5', payload: 'm5' },
    ]);
    expect([history.has('2'), history.has('3')]).toEqual([false, true]);
  });

  it('remembers nothing if its window is 0', () => {
    const history = new History(0);
    history.note('1', 'a');
    expect(history.entries()).toEqual([]);
    expect(history.has('1')).toBe(false);
  });

  it('drops the oldest payloads when all together hold more than 1 Mi', () => {
    const history = new History(10);
    for (const id of ['1', '2', '3']) history.note(id, 'x'.repeat(MIB / 2));
    expect(remembered(history)).toEqual(['1 without payload', '2', '3']);
    history.note('4', new Uint8Array(MIB + 1));
    expect(remembered(history)).toEqual([1, 2, 3, 4].map((id) => `${id} without payload`));
    history.note('5', 'x'.repeat(MIB));
    expect(remembered(history).at(-1)).toBe('5');
  });

  it('counts a payload no more when a later message takes its place', () => {
    const history = new History(2);
    for (let id = 0; id < 10; id++) history.note(`${id}`, 'x'.repeat(MIB / 2));
    expect(remembered(history)).toEqual(['8', '9']);
  });

  it('holds 1 Ki per message if its window is larger than 1,024', () => {
    const history = new History(2_000);
    for (let id = 0; id < 2_000; id++) history.note(`${id}`, 'x'.repeat(1_024));
    expect(remembered(history)[0]).toBe('0');
    history.note('2000', 'x'.repeat(1_025));
    expect(remembered(history).slice(0, 2)).toEqual(['1 without payload', '2']);
  });

  it('keeps every text when it copies them', () => {
    const history = new History(40);
    for (let chunk = 0; chunk < 50; chunk++) {
      history.chunk();
      history.note(`${chunk}`, chunk % 7 === 0 ? Uint8Array.of(chunk) : `text ${chunk}`);
    }
    const expected = Array.from({ length: 40 }, (_, index) => {
      const id = index + 10;
      return { id: `${id}`, payload: id % 7 === 0 ? Uint8Array.of(id) : `text ${id}` };
    });
    expect(history.entries()).toEqual(expected);
  });

  it('is as new after it was cleared', () => {
    const history = new History(2);
    for (const id of ['1', '2', '3']) history.note(id, 'x'.repeat(MIB / 2));
    history.clear();
    expect(history.entries()).toEqual([]);
    for (const id of ['4', '5']) history.note(id, 'x'.repeat(MIB / 2));
    expect(remembered(history)).toEqual(['4', '5']);
  });

  it('keeps at most 32 chunks in memory, although its texts are parts of all of them', () => {
    const history = new History(1_000);
    const before = usedHeap();
    for (let n = 0; n < 1_000; n++) {
      const chunk = Buffer.from(`an id of this message ${n}, and its payload ${'x'.repeat(100_000)}`).toString(
        'latin1',
      );
      history.chunk();
      history.note(chunk.slice(0, 25), chunk.slice(25, 50));
    }
    expect(usedHeap() - before).toBeLessThan(33 * 100_000 + MIB);
    expect(history.entries()).toHaveLength(1_000);
  });

  it('lets the memory of a payload go when it drops it', () => {
    const history = new History(1_000);
    const before = usedHeap();
    for (let n = 0; n < 300; n++) {
      history.chunk();
      history.note(`an id that is longer than a few characters ${n}`, `${n}${'y'.repeat(900_000)}`);
    }
    expect(usedHeap() - before).toBeLessThan(4 * MIB);
    expect(history.entries()).toHaveLength(300);
  });
});

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
