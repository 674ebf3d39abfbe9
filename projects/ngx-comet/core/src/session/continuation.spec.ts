import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Subject } from 'rxjs';
import { memoryCursor } from '../cursors/memory-cursor';
import type { CursorStore } from '../cursors/cursor-store';
import { json } from '../decode/json';
import type { PushEvent } from '../vocabulary/push-event';
import { PushError } from '../vocabulary/push-error';
import type { PushMessage } from '../vocabulary/push-message';
import { broken, runInVirtualTime, type Harness } from '../spec-support/session-harness';

type Sent = readonly [id: string | undefined, data: string];

/** What a subscriber saw: the continuity of every `open`, and the data of every message. */
function storyOf({ seen }: Harness): string {
  const words = seen.flatMap((each) => {
    const event = each as PushEvent<string>;
    if (event.kind === 'open') return [event.key === undefined ? event.continuity : `${event.continuity}:${event.key}`];
    if (event.kind === 'message') return [event.message.data];
    return event.kind === 'rejected' ? ['rejected'] : [];
  });
  return words.join(' ');
}

function send(harness: Harness, messages: readonly Sent[]): void {
  const { sink } = harness.last();
  for (const [id, data] of messages) sink.message(data, 'message', id);
}

/** Ends the present attempt, and opens the next one with these messages. */
function reconnect(harness: Harness, messages: readonly Sent[], headers?: Record<string, string>): void {
  harness.last().sink.lost(broken);
  jest.advanceTimersByTime(1_000);
  harness.last().sendCursor();
  harness.last().sink.open(headers && { status: 200, headers: new Headers(headers), url: 'https://h.example/' });
  send(harness, messages);
}

function numbered(from: number, to: number): Sent[] {
  return Array.from({ length: to - from + 1 }, (_, index) => [`${from + index}`, `m${from + index}`]);
}

describe('the continuation of a feed', () => {
  const start = runInVirtualTime();

  function opened(...args: Parameters<typeof start>): Harness {
    const harness = start(...args);
    harness.last().sendCursor();
    harness.last().sink.open();
    return harness;
  }

  describe('on one connection', () => {
    it('drops nothing: three events of one transaction may share one id', () => {
      const feed = opened();
      send(feed, [
        ['1', 'a'],
        ['1', 'b'],
        ['1', 'c'],
        ['1', 'c'],
      ]);
      expect(storyOf(feed)).toBe('first a b c c');
    });

    it('drops nothing after the first new message of a reconnection', () => {
      const feed = opened();
      send(feed, numbered(1, 3));
      reconnect(feed, [...numbered(2, 4), ...numbered(2, 2)]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown resumed m4 m2');
    });
  });

  describe('after a reconnection', () => {
    it('drops the messages that an earlier connection brought, by id and payload', () => {
      const feed = opened({ observe: 'data' });
      send(feed, [
        ['1', 'a'],
        [undefined, 'b'],
      ]);
      reconnect(feed, [
        ['1', 'a'],
        [undefined, 'b'],
        ['2', 'c'],
      ]);
      expect(feed.seen).toEqual(['a', 'b', 'b', 'c']);
    });

    it('delivers everything of a counter that begins anew, and reports the gap once', () => {
      const feed = opened();
      send(feed, numbered(1, 5));
      reconnect(
        feed,
        Array.from({ length: 7 }, (_, index) => [`${index + 1}`, `n${index + 1}`]),
      );
      expect(storyOf(feed)).toBe('first m1 m2 m3 m4 m5 unknown gap n1 n2 n3 n4 n5 n6 n7');
    });

    it('forgets the old ids then: the counter may begin anew with old payloads', () => {
      const feed = opened();
      send(feed, numbered(1, 3));
      reconnect(feed, [
        ['1', 'n1'],
        ['2', 'm2'],
      ]);
      reconnect(feed, [
        ['2', 'm2'],
        ['3', 'm3'],
      ]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown gap n1 m2 unknown resumed m3');
    });

    it('reports that gap once where the numbers of the messages show it too', () => {
      const feed = opened({ sequence: ({ id }) => Number(id) });
      send(feed, numbered(1, 3));
      reconnect(feed, [
        ['1', 'n1'],
        ['2', 'n2'],
      ]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown gap n1 n2');
    });

    it('is never resumed by a replay where the numbers show a gap right after it', () => {
      const feed = opened({ sequence: ({ id }) => Number(id) });
      send(feed, numbered(1, 3));
      reconnect(feed, [...numbered(3, 3), ...numbered(7, 7)]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown gap m7');
    });

    it('is resumed by a replay where the numbers go on, or are of something new', () => {
      const feed = opened({ sequence: ({ id, data }) => (data === 'new' ? ['new', 1] : Number(id)) });
      send(feed, numbered(1, 3));
      reconnect(feed, numbered(3, 4));
      reconnect(feed, [...numbered(4, 4), ['5', 'new']]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown resumed m4 unknown resumed new');
    });

    it('delivers the rest of a transaction whose events share one id', () => {
      const feed = opened();
      send(feed, [
        ['1', 'a'],
        ['2', 'b'],
        ['2', 'b'],
      ]);
      reconnect(feed, [
        ['2', 'b'],
        ['2', 'b'],
        ['2', 'b'],
        ['2', 'c'],
      ]);
      expect(storyOf(feed)).toBe('first a b b unknown resumed b c');
    });

    it('is unknown if the server ignores the cursor', () => {
      const feed = opened();
      send(feed, numbered(1, 3));
      reconnect(feed, numbered(7, 8));
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown m7 m8');
    });

    it('is not resumed by a replay that does not reach the last message', () => {
      const feed = opened();
      send(feed, numbered(1, 3));
      reconnect(feed, [...numbered(1, 2), ...numbered(4, 4)]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown m4');
    });

    it('moves the cursor with every repeat', () => {
      const feed = opened();
      send(feed, numbered(1, 3));
      reconnect(feed, numbered(1, 2));
      feed.last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(feed.last().sendCursor()).toBe('2');
    });

    it('remembers as many messages as the window holds', () => {
      const feed = opened({ resume: { window: 2 } });
      send(feed, numbered(1, 3));
      reconnect(feed, numbered(2, 4));
      reconnect(feed, numbered(2, 4));
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown resumed m4 unknown m2 m3 m4');
    });

    it('remembers nothing with a window of 0', () => {
      const feed = opened({ resume: { window: 0 } });
      send(feed, numbered(1, 2));
      reconnect(feed, numbered(1, 2));
      expect(storyOf(feed)).toBe('first m1 m2 unknown m1 m2');
    });

    it('compares only the id where the payload is not remembered any more', () => {
      const long = 'x'.repeat(1024 * 1024);
      const feed = opened({ observe: 'data' });
      send(feed, [
        ['1', 'a'],
        ['2', long],
        ['3', 'b'],
      ]);
      reconnect(feed, [
        ['1', 'not compared'],
        ['2', 'not compared'],
        ['3', 'b'],
        ['4', 'c'],
      ]);
      expect(feed.seen).toEqual(['a', long, 'b', 'c']);
    });

    it('compares bytes by their values', () => {
      const feed = opened({ decode: (raw) => `${raw.length}` });
      feed.last().sink.message(Uint8Array.of(1, 2), 'message', '1');
      feed.last().sink.message(Uint8Array.of(1), 'message', '2');
      reconnect(feed, []);
      feed.last().sink.message(Uint8Array.of(1, 2), 'message', '1');
      feed.last().sink.message(Uint8Array.of(3), 'message', '2');
      expect(storyOf(feed)).toBe('first 2 1 unknown gap 1');
    });

    it('drops the repeats of messages that were rejected', () => {
      const decode = (raw: unknown): string => {
        if (raw === 'bad') throw new SyntaxError('bad');
        return String(raw);
      };
      const feed = opened({ decode });
      send(feed, [
        ['1', 'bad'],
        ['2', 'a'],
      ]);
      reconnect(feed, [
        ['1', 'bad'],
        ['2', 'a'],
        ['3', 'b'],
      ]);
      expect(storyOf(feed)).toBe('first rejected a unknown resumed b');
    });

    it('recognizes ids that are read from the message', () => {
      const feed = opened({}, { idOf: (data) => data.slice(0, 1) });
      send(feed, [
        [undefined, '1a'],
        [undefined, '2b'],
      ]);
      reconnect(feed, [
        [undefined, '2b'],
        [undefined, '1c'],
      ]);
      expect(storyOf(feed)).toBe('first 1a 2b unknown resumed 1c');
    });

    it('recognizes empty messages that only carry an id, and emits none of them', () => {
      const feed = opened({ decode: json<string>() });
      send(feed, [
        ['1', '"a"'],
        ['2', ''],
        [undefined, ''],
      ]);
      reconnect(feed, [
        ['2', ''],
        ['3', '"b"'],
      ]);
      expect(storyOf(feed)).toBe('first a unknown resumed b');
      expect(feed.calls.at(-1)?.attempt.cursor).toBe('3');
    });
  });

  describe('by the word of the server', () => {
    it.each([
      ['resumed', 'the header has the cursor', { 'last-event-id': '3' }],
      ['gap', 'the header has another value', { 'last-event-id': '17' }],
      ['unknown', 'there is no such header', { etag: '3' }],
    ])('is %s if %s', (continuity, _, headers) => {
      const feed = opened();
      send(feed, numbered(1, 3));
      reconnect(feed, numbered(4, 4), headers);
      expect(storyOf(feed)).toBe(`first m1 m2 m3 ${continuity} m4`);
    });

    it('compares the header with the bytes of the cursor', () => {
      const feed = opened();
      send(feed, [['é', 'a']]);
      reconnect(feed, [], { 'last-event-id': 'Ã©' });
      expect(storyOf(feed)).toBe('first a resumed');
    });

    it('is what resume.confirm reads from the headers', () => {
      const confirm = jest.fn(() => 'gap' as const);
      const feed = opened({ resume: { confirm } });
      send(feed, numbered(1, 1));
      reconnect(feed, [], { 'last-event-id': '1' });
      expect(storyOf(feed)).toBe('first m1 gap');
      expect(confirm.mock.calls).toEqual([[{ headers: expect.any(Headers) as Headers, cursor: '1' }]]);
    });

    it('ends the stream if resume.confirm throws', () => {
      const confirm = (): never => {
        throw new RangeError('no header');
      };
      const feed = opened({ resume: { confirm } });
      send(feed, numbered(1, 1));
      reconnect(feed, [], {});
      expect(feed.seen.at(-1)).toMatchObject({
        kind: 'error',
        error: { code: 'aborted', message: 'resume.confirm failed: RangeError' },
      });
    });

    it('is resumed if the caller vouches for the server, and a cursor was sent', () => {
      const feed = opened({ resume: { trusted: true } });
      reconnect(feed, numbered(1, 1));
      reconnect(feed, []);
      expect(storyOf(feed)).toBe('first unknown m1 resumed');
    });

    it('is a gap although the caller vouches, if the numbers show it', () => {
      const feed = opened({ resume: { trusted: true }, sequence: ({ id }) => Number(id) });
      send(feed, numbered(1, 1));
      reconnect(feed, numbered(3, 3));
      expect(storyOf(feed)).toBe('first m1 resumed gap m3');
    });

    it('is no second gap if the numbers show what the server said', () => {
      const feed = opened({ sequence: ({ id }) => Number(id) });
      send(feed, numbered(1, 1));
      reconnect(feed, numbered(8, 9), { 'last-event-id': '7' });
      expect(storyOf(feed)).toBe('first m1 gap m8 m9');
    });
  });

  describe('by numbers', () => {
    const keyed = ({ data }: PushMessage<string>): readonly [string, number] | undefined => {
      const [key = '', number] = data.split(':');
      return number === undefined ? undefined : [key, Number(number)];
    };
    const data = (...all: string[]): Sent[] => all.map((each) => [undefined, each]);

    it('is a gap of one key where several things are numbered apart', () => {
      const feed = opened({ sequence: keyed });
      send(feed, data('a:1', 'b:7', 'a:2', 'b:8', 'a:4', 'b:9', 'a:5'));
      expect(storyOf(feed)).toBe('first a:1 b:7 a:2 b:8 gap:a a:4 b:9 a:5');
    });

    it('is resumed only when every key continues', () => {
      const feed = opened({ sequence: keyed });
      send(feed, data('a:1', 'b:7'));
      reconnect(feed, data('a:2', 'c:1', 'a:3', 'b:8'));
      expect(storyOf(feed)).toBe('first a:1 b:7 unknown a:2 c:1 a:3 resumed b:8');
    });

    it('is never resumed after a key showed a gap', () => {
      const feed = opened({ sequence: keyed });
      send(feed, data('a:1', 'b:7'));
      reconnect(feed, data('a:2', 'b:9', 'a:3'));
      expect(storyOf(feed)).toBe('first a:1 b:7 unknown a:2 gap:b b:9 a:3');
    });

    it('counts a message that is dropped because it is nothing new', () => {
      const feed = opened({ sequence: keyed }, { judge: (value) => (value === 'a:2' ? 'drop' : 'deliver') });
      send(feed, data('a:1', 'a:2', 'a:3'));
      expect(storyOf(feed)).toBe('first a:1 a:3');
    });

    it('passes over messages without a number', () => {
      const feed = opened({ sequence: keyed });
      send(feed, data('a:1', 'pong', 'a:2'));
      expect(storyOf(feed)).toBe('first a:1 pong a:2');
    });

    it('rejects a message whose number is none', () => {
      const feed = opened({ sequence: () => NaN });
      send(feed, data('a'));
      expect(feed.seen.at(-1)).toMatchObject({
        kind: 'rejected',
        error: { message: expect.stringContaining('sequence must return a number') as string },
      });
    });

    it('remembers 10,000 keys', () => {
      const feed = opened({ sequence: keyed });
      send(feed, data(...Array.from({ length: 10_001 }, (_, index) => `k${index}:1`), 'k0:5', 'k10000:5'));
      expect(storyOf(feed)).toMatch(/k10000:1 k0:5 gap:k10000 k10000:5$/);
    });
  });

  describe('if the server refuses the cursor', () => {
    const refusal = (status: number): PushError => new PushError('http', `${status}`, { transient: false, status });

    it.each([400, 404, 410, 412, 414, 431])('requests again without it after %i, and reports the gap', (status) => {
      const feed = opened();
      send(feed, numbered(1, 3));
      feed.last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(feed.last().sendCursor()).toBe('3');
      feed.last().sink.lost(refusal(status));
      jest.advanceTimersByTime(0);
      expect(feed.last().sendCursor()).toBeUndefined();
      feed.last().sink.open();
      send(feed, numbered(9, 9));
      expect(storyOf(feed)).toBe('first m1 m2 m3 gap m9');
      expect(feed.seen).toContainEqual(expect.objectContaining({ kind: 'lost', retryIn: 0 }));
    });

    it('reports one gap if the counter begins anew too', () => {
      const feed = opened();
      send(feed, numbered(1, 3));
      feed.last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      feed.last().sendCursor();
      feed.last().sink.lost(refusal(410));
      jest.advanceTimersByTime(0);
      feed.last().sink.open();
      send(feed, [
        ['1', 'n1'],
        ['2', 'n2'],
      ]);
      expect(storyOf(feed)).toBe('first m1 m2 m3 gap n1 n2');
    });

    it('gives up a second refusal', () => {
      const feed = start({ resume: { from: '1' } });
      feed.last().sendCursor();
      feed.last().sink.lost(refusal(410));
      jest.advanceTimersByTime(0);
      feed.last().sink.lost(refusal(410));
      expect(feed.seen.at(-1)).toMatchObject({ kind: 'error', error: { status: 410 } });
    });

    it('ends with another refusal, with one without a cursor, and without retries', () => {
      for (const [status, options, from] of [
        [403, {}, '1'],
        [404, {}, undefined],
        [404, { retry: false }, '1'],
      ] as const) {
        const feed = start({ ...options, resume: { from } });
        feed.last().sendCursor();
        feed.last().sink.lost(refusal(status));
        expect(feed.seen.at(-1)).toMatchObject({ kind: 'error', error: { status } });
      }
    });

    it("ends, and keeps the cursor, with onRefused: 'error'", () => {
      const store = memoryCursor();
      store.set('7');
      const feed = start({ resume: { store, onRefused: 'error' } });
      feed.last().sendCursor();
      feed.last().sink.lost(refusal(410));
      jest.advanceTimersByTime(60_000);
      expect(feed.seen.at(-1)).toMatchObject({ kind: 'error', error: { status: 410 } });
      expect(feed.calls).toHaveLength(1);
      expect(store.get()).toBe('7');
    });

    it("lets transient decide with onRefused: 'error', and sends the cursor again", () => {
      const feed = start({ transient: () => true, resume: { from: '7', onRefused: 'error' } });
      feed.last().sendCursor();
      feed.last().sink.lost(refusal(404));
      jest.advanceTimersByTime(1_000);
      expect(feed.last().sendCursor()).toBe('7');
    });

    it('empties the store too, once the server accepted the request without it', () => {
      const store = memoryCursor();
      store.set('7');
      const feed = start({ resume: { store, from: '1' } });
      feed.last().sendCursor();
      feed.last().sink.lost(refusal(404));
      jest.advanceTimersByTime(0);
      expect(feed.last().sendCursor()).toBeUndefined();
      feed.last().sink.open();
      expect(store.get()).toBeUndefined();
      expect(feed.last().sendCursor()).toBeUndefined();
    });

    it('keeps the cursor for a later visit if the request without it is refused too: it was not the reason', () => {
      const store = memoryCursor();
      store.set('7');
      const feed = start({ resume: { store } });
      feed.last().sendCursor();
      feed.last().sink.lost(refusal(404));
      jest.advanceTimersByTime(0);
      feed.last().sink.lost(refusal(404));
      expect(feed.seen.at(-1)).toMatchObject({ kind: 'error', error: { status: 404 } });
      expect(store.get()).toBe('7');
    });

    it('sends the cursor again after that, and asks again without it if it is refused again', () => {
      const feed = opened({ transient: () => true });
      send(feed, numbered(1, 3));
      feed.last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      for (const wait of [0, 1_000, 0, 1_000]) {
        expect(feed.last().sendCursor()).toBe(wait === 0 ? '3' : undefined);
        feed.last().sink.lost(refusal(404));
        jest.advanceTimersByTime(wait);
      }
      expect(feed.calls).toHaveLength(6);
      expect(feed.last().sendCursor()).toBe('3');
      feed.last().sink.open();
      send(feed, numbered(4, 4));
      expect(storyOf(feed)).toBe('first m1 m2 m3 unknown m4');
    });
  });

  describe('with a store', () => {
    it('sends no cursor after somebody emptied the store', () => {
      const store: CursorStore = memoryCursor();
      const feed = opened({ resume: { store } });
      send(feed, numbered(1, 3));
      store.set(undefined);
      feed.last().sink.lost(broken);
      jest.advanceTimersByTime(1_000);
      expect(feed.last().sendCursor()).toBeUndefined();
    });

    it('stores nothing for a message that nobody got', () => {
      const store = memoryCursor();
      const leaving = new Subject<void>();
      const feed = opened({ resume: { store }, sequence: ({ id }) => Number(id) }, {}, (event) => {
        if (event.kind === 'open' && event.continuity === 'gap') leaving.next();
      });
      leaving.subscribe(() => {
        feed.subscription.unsubscribe();
      });
      send(feed, [...numbered(1, 1), ...numbered(3, 3)]);
      expect(storyOf(feed)).toBe('first m1 gap');
      expect(store.get()).toBe('1');
    });
  });

  describe('with ids that cannot be a cursor', () => {
    it.each([
      ['longer than 1 KiB', 'x'.repeat(1_025)],
      ['with a line break', 'a\nb'],
      ['with a NUL', 'a\0'],
      ['with a lone surrogate', 'a\ud800'],
    ])('delivers the message, keeps the cursor before it, and warns once: %s', (_, id) => {
      const warn = jest.fn();
      const feed = opened({ logger: { warn }, observe: 'messages' });
      send(feed, [
        ['1', 'a'],
        [id, 'b'],
        [id, 'c'],
        ['2', 'd'],
      ]);
      expect(feed.seen).toMatchObject([{ id: '1' }, { id: '1', data: 'b' }, { id: '1', data: 'c' }, { id: '2' }]);
      feed.last().sink.cursor(id);
      expect(feed.last().attempt.cursor).toBe('2');
      expect(warn).toHaveBeenCalledTimes(1);
    });

    it('keeps none of 300 ids of 1 MB in memory', () => {
      const mega = 1_000_000;
      const feed = opened({ logger: { warn: () => undefined }, observe: 'data', decode: () => 'decoded' });
      const before = usedHeap();
      for (let n = 0; n < 300; n++) send(feed, [[`${n}${'i'.repeat(mega)}`, `${n}${'p'.repeat(mega)}`]]);
      expect(usedHeap() - before).toBeLessThan(3 * mega);
      expect(feed.seen).toHaveLength(300);
    });

    it('treats an id that is read from the message in the same way', () => {
      const warn = jest.fn();
      const feed = opened({ logger: { warn }, observe: 'messages' }, { idOf: (data) => data });
      send(feed, [
        [undefined, 'a'],
        [undefined, 'x'.repeat(2_000)],
      ]);
      expect(feed.last().attempt.cursor).toBe('a');
      expect(warn).toHaveBeenCalledTimes(1);
    });
  });
});

describe('the continuation of a series of polls', () => {
  const start = runInVirtualTime();

  /** Polls once for each answer. */
  function poll(answers: readonly (readonly Sent[])[], ...[options]: Parameters<typeof start>): Harness {
    const feed = start(options, { opensWithAnswer: true, repeatAfter: () => 100 });
    for (const answer of answers) pollAgain(feed, answer);
    return feed;
  }

  function pollAgain(feed: Harness, answer: readonly Sent[]): void {
    feed.last().sendCursor();
    feed.last().sink.open();
    send(feed, answer);
    feed.last().sink.done();
    jest.advanceTimersByTime(100);
  }

  it('delivers every state of one thing, although its id stays the same', () => {
    const feed = poll([[['job', 'queued']], [['job', 'running']], [['job', 'running']], [['job', 'queued']]]);
    expect(storyOf(feed)).toBe('first queued running queued');
  });

  it('drops an answer that is the last message again, also if an earlier message was the same', () => {
    const feed = poll(['queued', 'running', 'queued', 'queued', 'queued'].map((state) => [['job', state]]));
    expect(storyOf(feed)).toBe('first queued running queued');
    pollAgain(feed, [
      ['job', 'queued'],
      ['job', 'running'],
    ]);
    expect(storyOf(feed)).toBe('first queued running queued running');
  });

  it('delivers everything of an index that goes back, and moves the cursor', () => {
    const feed = poll(['103', '104', '105', '101', '103', '104', '105', '102'].map((id) => [[id, `m${id}`] as const]));
    expect(storyOf(feed)).toBe('first m103 m104 m105 m101 m103 m104 m105 m102');
    expect(feed.last().sendCursor()).toBe('102');
  });

  it('drops the start of an answer that leads up to the last message', () => {
    const feed = poll([numbered(1, 3), numbered(1, 5), numbered(5, 5), numbered(4, 6)]);
    expect(storyOf(feed)).toBe('first m1 m2 m3 m4 m5 m6');
  });

  it('delivers an answer of known messages that does not reach the last one, in order', () => {
    const feed = poll([numbered(1, 3), [...numbered(1, 2), ...numbered(9, 9)]]);
    expect(storyOf(feed)).toBe('first m1 m2 m3 m1 m2 m9');
  });

  it('drops what it holds of an answer that breaks', () => {
    const feed = poll([numbered(1, 3)]);
    feed.last().sink.open();
    send(feed, numbered(1, 2));
    feed.last().sink.lost(broken);
    jest.advanceTimersByTime(1_000);
    pollAgain(feed, numbered(1, 4));
    expect(storyOf(feed)).toBe('first m1 m2 m3 unknown resumed m4');
  });

  it('is no gap after a loss if the state of one thing changed', () => {
    const feed = poll([[['job', 'queued']]]);
    feed.last().sink.lost(broken);
    jest.advanceTimersByTime(1_000);
    pollAgain(feed, [['job', 'done']]);
    expect(storyOf(feed)).toBe('first queued unknown done');
  });

  it('is a gap after a loss if the counter began anew', () => {
    const feed = poll([numbered(1, 5)]);
    feed.last().sink.lost(broken);
    jest.advanceTimersByTime(1_000);
    pollAgain(feed, [
      ['1', 'n1'],
      ['2', 'n2'],
    ]);
    expect(storyOf(feed)).toBe('first m1 m2 m3 m4 m5 unknown gap n1 n2');
  });

  it('is a gap as soon as the server says so', () => {
    const feed = poll([numbered(1, 3)], { sequence: ({ id }) => Number(id) });
    feed.last().sendCursor();
    feed.last().sink.open({
      status: 200,
      headers: new Headers({ 'last-event-id': '7' }),
      url: 'https://h.example/',
    });
    send(feed, numbered(8, 9));
    expect(storyOf(feed)).toBe('first m1 m2 m3 gap m8 m9');
  });

  it('compares values of a source as JSON, and never drops what JSON cannot show', () => {
    const feed = start(
      { observe: 'data' },
      { opensWithAnswer: true, repeatAfter: () => 100, idOf: (job) => (job as unknown as { id: string }).id },
    );
    const circular: Record<string, unknown> = { id: '2' };
    circular['self'] = circular;
    const jobs = [{ id: '1', state: 'a' }, { id: '1', state: 'a' }, { id: '1', state: 'b' }, circular, circular];
    for (const job of jobs) {
      feed.last().sink.open();
      feed.last().sink.value(job);
      feed.last().sink.done();
      jest.advanceTimersByTime(100);
    }
    expect(feed.seen).toEqual([jobs[0], jobs[2], circular, circular]);
  });

  it('stops delivering what it held when the subscriber leaves', () => {
    const feed = start({ observe: 'messages' }, { opensWithAnswer: true, repeatAfter: () => 100 }, (message) => {
      if (feed.seen.length === 4) feed.subscription.unsubscribe();
      expect(message).toBeDefined();
    });
    pollAgain(feed, numbered(1, 3));
    pollAgain(feed, numbered(1, 2));
    expect(feed.seen).toHaveLength(4);
  });
});

function usedHeap(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}
