import { EMPTY, NEVER, Observable, of, Subject, type Subscriber, Subscription, take, throwError } from 'rxjs';
import { sse$ } from '../transports/sse/sse';
import { inVirtualTime } from '../spec-support/virtual-time';
import { PushError } from '../vocabulary/push-error';
import type { Continuity, PushEvent } from '../vocabulary/push-event';
import { batchFrames } from './batch-frames';
import { withDelivery } from './delivery';
import { syncedWith } from './synced-with';
import type { LoadCause, SyncedWithOptions } from './synced-with-options';

/** A state that shows which messages it has, and the number of its last one. */
interface Book {
  readonly seq: number;
  readonly has: string;
}

interface Change {
  readonly seq: number;
  readonly text?: unknown;
}

/** The book of a server that has sent `seq` messages. */
function bookAt(seq: number): Book {
  return { seq, has: Array.from({ length: seq }, (_, i) => i + 1).join() };
}

interface Load {
  readonly cause: LoadCause;
  readonly answer: Subject<Book>;
}

class Play {
  readonly feed = new Subject<PushEvent<Change>>();
  readonly loads: Load[] = [];
  readonly seen: unknown[] = [];
  readonly subscription = new Subscription();
  readonly options: SyncedWithOptions<Change, Book>;

  constructor(options: Partial<SyncedWithOptions<Change, Book>> = {}) {
    this.options = {
      load: (cause) => {
        const answer = new Subject<Book>();
        this.loads.push({ cause, answer });
        return answer;
      },
      includes: (book, { data }) => data.seq <= book.seq,
      apply: (book, { data }) => ({ seq: data.seq, has: [...(book.has ? [book.has] : []), data.seq].join() }),
      ...options,
    };
  }

  start(react: (book: Book) => void = () => undefined, source: Observable<PushEvent<Change>> = this.feed): this {
    this.subscription.add(
      source.pipe(syncedWith(this.options)).subscribe({
        next: (book) => {
          this.seen.push(book);
          react(book);
        },
        error: (error) => this.seen.push({ error }),
        complete: () => this.seen.push('complete'),
      }),
    );
    return this;
  }

  open(continuity: Continuity): void {
    this.feed.next({ kind: 'open', transport: 'sse', continuity });
  }

  message(seq: number, text?: unknown): void {
    const data = text === undefined ? { seq } : { seq, text };
    this.feed.next({ kind: 'message', message: { data, event: 'message', id: `${seq}`, transport: 'sse' } });
  }

  reject(): void {
    const error = new PushError('decode', 'no JSON', { transient: false });
    this.feed.next({ kind: 'rejected', raw: 'no JSON', error });
  }

  answer(seq: number): void {
    this.loads.at(-1)?.answer.next(bookAt(seq));
  }

  /** Opens, and answers the first load. */
  syncedAt(seq: number): this {
    this.open('first');
    this.answer(seq);
    return this;
  }

  get causes(): LoadCause[] {
    return this.loads.map(({ cause }) => cause);
  }

  /** The loads that somebody still waits for. */
  get running(): number {
    return this.loads.filter(({ answer }) => answer.observed).length;
  }
}

describe('syncedWith', () => {
  let play: Play;

  inVirtualTime(() => play.subscription.unsubscribe());

  function start(options?: Partial<SyncedWithOptions<Change, Book>>): Play {
    return (play = new Play(options).start());
  }

  describe('loads', () => {
    it('nothing before the connection opens', () => {
      start();
      play.feed.next({ kind: 'connecting', transport: 'sse', attempt: 1 });
      play.feed.next({ kind: 'paused', reason: 'offline' });
      expect(play.causes).toEqual([]);
    });

    it.each<Continuity>(['first', 'resumed', 'unknown', 'gap'])(
      'for the first time when the connection opens as %s, as there is no state yet',
      (continuity) => {
        start().open(continuity);
        expect(play.causes).toEqual(['first']);
      },
    );

    it('at a gap and when the continuity is unknown, and not when the connection resumed', () => {
      start().syncedAt(1);
      play.open('resumed');
      expect(play.causes).toEqual(['first']);
      play.open('gap');
      play.answer(2);
      play.open('unknown');
      play.answer(3);
      expect(play.causes).toEqual(['first', 'gap', 'unknown']);
      expect(play.seen).toEqual([bookAt(1), bookAt(2), bookAt(3)]);
    });

    it('again if another connection is the first one too: what happened between them is missing', () => {
      start().syncedAt(0);
      play.open('first');
      play.answer(4);
      expect(play.causes).toEqual(['first', 'first']);
      expect(play.seen).toEqual([bookAt(0), bookAt(4)]);
    });

    it('at the first message, if the open connection was there before the subscriber', () => {
      start().message(7);
      expect(play.causes).toEqual(['first']);
      play.answer(6);
      expect(play.seen).toEqual([bookAt(6), bookAt(7)]);
      play.open('resumed');
      expect(play.causes).toEqual(['first']);
    });

    it('once for a connection that opened as unknown and then proves to have resumed', () => {
      start().syncedAt(1);
      play.open('unknown');
      play.open('resumed');
      play.message(2);
      expect(play.causes).toEqual(['first', 'unknown']);
      expect(play.running).toBe(1);
      play.answer(1);
      expect(play.seen).toEqual([bookAt(1), bookAt(1), bookAt(2)]);
    });

    it('with the first value of any ObservableInput', async () => {
      start({ load: () => Promise.resolve(bookAt(2)) }).open('first');
      await Promise.resolve();
      await Promise.resolve();
      expect(play.seen).toEqual([bookAt(2)]);

      start({ load: () => [bookAt(3), bookAt(9)] }).open('first');
      play.message(4);
      expect(play.seen).toEqual([bookAt(3), bookAt(4)]);
    });
  });

  describe('while it loads', () => {
    it('keeps messages, drops what the snapshot includes, and applies the others in order', () => {
      start().open('first');
      [4, 5, 6, 7].forEach((seq) => play.message(seq));
      expect(play.seen).toEqual([]);
      play.answer(5);
      expect(play.seen).toEqual([bookAt(5), bookAt(6), bookAt(7)]);
      play.message(8);
      play.message(8);
      expect(play.seen).toEqual([bookAt(5), bookAt(6), bookAt(7), bookAt(8)]);
    });

    it('emits nothing between a gap and its snapshot', () => {
      start().syncedAt(1);
      play.open('gap');
      play.message(4);
      expect(play.seen).toEqual([bookAt(1)]);
      play.answer(3);
      expect(play.seen).toEqual([bookAt(1), bookAt(3), bookAt(4)]);
    });

    it('starts anew at another gap, and drops the load and the messages before it', () => {
      start().syncedAt(1);
      play.open('unknown');
      play.message(2);
      play.open('gap');
      play.message(5);
      expect(play.causes).toEqual(['first', 'unknown', 'gap']);
      expect(play.loads[1]?.answer.observed).toBe(false);
      play.loads[1]?.answer.next(bookAt(1));
      play.answer(4);
      expect(play.seen).toEqual([bookAt(1), bookAt(4), bookAt(5)]);
    });

    it('has room for as many messages again at another gap', () => {
      start({ max: 2 }).open('first');
      [1, 2].forEach((seq) => play.message(seq));
      play.open('gap');
      [5, 6].forEach((seq) => play.message(seq));
      play.answer(4);
      expect(play.seen).toEqual([bookAt(4), bookAt(5), bookAt(6)]);
      expect(play.causes).toEqual(['first', 'gap']);
    });

    it.each<[string, (answer: Subscriber<Book>) => void]>([
      ['snapshot', (answer) => answer.next(bookAt(1))],
      ['error', (answer) => answer.error('too late')],
    ])('drops the %s of a load that causes a gap while it starts', (_, end) => {
      const stale = new Observable<Book>((answer) => {
        play.open('gap');
        end(answer);
      });
      const loads = [stale, of(bookAt(4))];
      start({ load: () => loads.shift() ?? EMPTY }).open('first');
      play.message(5);
      expect(play.seen).toEqual([bookAt(4), bookAt(5)]);
    });

    it.each([
      ['messages', 3, () => undefined],
      ['bytes', 10_000, (seq: number) => 'é'.repeat(seq === 1 ? 1_000_000 : 3_000_000)],
    ])('holds no more than a number of %s, and loads again after that', (_, max, text) => {
      start({ max }).open('first');
      [1, 2, 3, 4].forEach((seq) => play.message(seq, text(seq)));
      expect(play.causes).toEqual(['first']);
      play.answer(2);
      expect(play.causes).toEqual(['first', 'gap']);
      play.message(5);
      play.answer(4);
      expect(play.seen).toEqual([bookAt(2), bookAt(4), bookAt(5)]);
    });

    it('keeps a message of any size, if it is the only one', () => {
      start().open('first');
      play.message(1, 'x'.repeat(9_000_000));
      play.answer(0);
      expect(play.seen).toEqual([bookAt(0), bookAt(1)]);
      expect(play.causes).toEqual(['first']);
    });

    it.each([
      ['messages', 2, undefined],
      ['bytes', 10_000, 'x'.repeat(4_000_000)],
    ])('has room for as many %s again after each load', (_, max, text) => {
      start({ max });
      for (const before of [0, 2, 4]) {
        play.open('gap');
        play.message(before + 1, text);
        play.message(before + 2, text);
        play.answer(before);
      }
      expect(play.causes).toEqual(['first', 'gap', 'gap']);
      expect(play.seen.at(-1)).toEqual(bookAt(6));
    });
  });

  describe('a rejected message', () => {
    it('is missing in the state: it loads again', () => {
      start().syncedAt(1);
      jest.advanceTimersByTime(5_000);
      play.reject();
      expect(play.causes).toEqual(['first', 'gap']);
      play.message(3);
      expect(play.seen).toEqual([bookAt(1)]);
      play.answer(2);
      expect(play.seen).toEqual([bookAt(1), bookAt(2), bookAt(3)]);
    });

    it('loads at once, but not more often than twice in 5 s', () => {
      start().syncedAt(1);
      jest.advanceTimersByTime(200);
      for (const causes of [1, 2]) {
        play.reject();
        expect(play.causes).toHaveLength(1 + causes);
        play.answer(2);
        jest.advanceTimersByTime(1_000);
      }
      play.reject();
      play.reject();
      play.message(3);
      jest.advanceTimersByTime(2_999);
      expect(play.causes).toHaveLength(3);
      expect(play.seen).toEqual([bookAt(1), bookAt(2), bookAt(2)]);
      jest.advanceTimersByTime(1);
      expect(play.causes).toEqual(['first', 'gap', 'gap', 'gap']);
      play.answer(3);
      expect(play.seen.at(-1)).toEqual(bookAt(3));
    });

    it('is not loaded for without end because its number is missing too', () => {
      start().syncedAt(1);
      for (let seq = 3; seq < 1_003; seq += 2) {
        play.reject();
        play.open('gap');
        play.message(seq);
        play.answer(seq);
        jest.advanceTimersByTime(20);
      }
      // 500 rejected messages in 10 s.
      expect(play.causes.length).toBeGreaterThan(3);
      expect(play.causes.length).toBeLessThanOrEqual(8);
    });

    it('while it loads: emits the snapshot, and loads again', () => {
      start().open('first');
      play.message(1);
      play.reject();
      play.message(3);
      jest.advanceTimersByTime(5_000);
      play.answer(0);
      expect(play.seen).toEqual([bookAt(0)]);
      play.answer(3);
      expect(play.seen).toEqual([bookAt(0), bookAt(3)]);
      expect(play.causes).toEqual(['first', 'gap']);
    });

    it('before the first message is no reason to wait', () => {
      start().reject();
      expect(play.causes).toEqual(['first']);
      play.answer(1);
      expect(play.seen).toEqual([bookAt(1)]);
      expect(play.loads).toHaveLength(1);
    });

    it('waits no longer than 5 s if the clock is put back', () => {
      start().syncedAt(1);
      jest.setSystemTime(Date.now() - 3_600_000);
      play.reject();
      jest.advanceTimersByTime(5_000);
      expect(play.causes).toEqual(['first', 'gap']);
    });

    it('does not delay the load of a later gap', () => {
      start().syncedAt(1);
      for (let times = 0; times < 3; times++) play.reject();
      play.message(5);
      const { length } = play.causes;
      play.open('gap');
      expect(play.causes).toHaveLength(length + 1);
    });
  });

  describe('ends', () => {
    it.each<[string, () => Observable<Book>, unknown]>([
      ['fails', () => throwError(() => 'refused'), 'refused'],
      [
        'completes without a value',
        () => EMPTY,
        expect.objectContaining({
          name: 'PushError',
          code: 'protocol',
          transient: false,
          message: 'load completed without a snapshot',
        }),
      ],
      [
        'throws',
        () => {
          throw new RangeError('no');
        },
        new RangeError('no'),
      ],
    ])('with the error of a load that %s', (_, load, error) => {
      start({ load }).open('first');
      expect(play.seen).toEqual([{ error }]);
      expect(play.feed.observed).toBe(false);
    });

    it.each<[string, Partial<SyncedWithOptions<Change, Book>>]>([
      ['includes', { includes: fails }],
      ['apply', { apply: fails }],
    ])('with the error that %s throws, for kept messages and for later ones', (_, options) => {
      start(options).open('first');
      play.message(6);
      play.message(7);
      play.answer(5);
      expect(play.seen).toEqual([bookAt(5), { error: new RangeError('wrong') }]);
      expect(play.feed.observed).toBe(false);

      start(options).syncedAt(1).message(2);
      expect(play.seen).toEqual([bookAt(1), { error: new RangeError('wrong') }]);
      expect(play.feed.observed).toBe(false);
    });

    it('with the error of the feed, at once and without the load', () => {
      start().open('first');
      play.message(1);
      play.feed.error('gave up');
      expect(play.seen).toEqual([{ error: 'gave up' }]);
      expect(play.running).toBe(0);
    });

    it('when the feed completes, without a load too', () => {
      start().feed.complete();
      expect(play.seen).toEqual(['complete']);
      start().syncedAt(1).feed.complete();
      expect(play.seen).toEqual([bookAt(1), 'complete']);
    });

    it('after the running load, if the feed completes meanwhile', () => {
      start().open('first');
      play.message(1);
      play.feed.complete();
      expect(play.seen).toEqual([]);
      play.answer(0);
      expect(play.seen).toEqual([bookAt(0), bookAt(1), 'complete']);
    });

    it('after the next load, if messages were dropped before the feed completed', () => {
      start({ max: 1 }).open('first');
      play.message(1);
      play.message(2);
      play.feed.complete();
      play.answer(1);
      play.answer(2);
      expect(play.seen).toEqual([bookAt(1), bookAt(2), 'complete']);
    });

    it('when it is unsubscribed: it hangs up and cancels the load', () => {
      start().open('first');
      play.message(1);
      play.subscription.unsubscribe();
      expect(play.running).toBe(0);
      expect(play.feed.observed).toBe(false);
      play.answer(0);
      expect(play.seen).toEqual([]);
    });

    it('when it is unsubscribed between two loads: no timer is left', () => {
      start().syncedAt(1);
      for (const seq of [2, 3]) {
        play.reject();
        play.answer(seq);
      }
      play.reject();
      expect(jest.getTimerCount()).toBe(1);
      play.subscription.unsubscribe();
      expect(jest.getTimerCount()).toBe(0);
    });
  });

  describe('a subscriber that acts on a state', () => {
    it('gets a message that it causes after those that were kept', () => {
      play = new Play().start(({ seq }) => {
        if (seq === 1) play.message(4);
      });
      play.open('first');
      [1, 2, 3].forEach((seq) => play.message(seq));
      play.answer(1);
      expect(play.seen).toEqual([bookAt(1), bookAt(2), bookAt(3), bookAt(4)]);
    });

    it('may cause a gap: the other kept messages are dropped', () => {
      play = new Play().start(({ seq }) => {
        if (seq !== 2) return;
        play.open('gap');
        play.message(6);
      });
      play.open('first');
      [2, 3].forEach((seq) => play.message(seq));
      play.answer(1);
      expect(play.seen).toEqual([bookAt(1), bookAt(2)]);
      play.answer(5);
      expect(play.seen).toEqual([bookAt(1), bookAt(2), bookAt(5), bookAt(6)]);
    });

    it('may cause a gap that is loaded at once', () => {
      const books = [bookAt(1), bookAt(8)];
      play = new Play({ load: () => of(books.shift() ?? bookAt(0)) }).start(({ seq }) => {
        if (seq === 1) play.open('gap');
      });
      play.open('first');
      play.message(9);
      expect(play.seen).toEqual([bookAt(1), bookAt(8), bookAt(9)]);
    });

    it('may unsubscribe', () => {
      start();
      const apply = jest.fn(play.options.apply);
      play.subscription.add(play.feed.pipe(syncedWith({ ...play.options, apply }), take(1)).subscribe());
      play.open('first');
      play.message(2);
      play.answer(1);
      expect(apply).not.toHaveBeenCalled();
    });
  });

  it('does nothing after its end, even if the source emits everything while it is subscribed to', () => {
    start();
    const load = jest.fn(() => of(bookAt(1)));
    const opened = { kind: 'open', transport: 'sse', continuity: 'gap' } as const;
    const seen: unknown[] = [];
    of(opened, opened, opened)
      .pipe(syncedWith({ ...play.options, load }), take(1))
      .subscribe((book) => seen.push(book));
    expect(seen).toEqual([bookAt(1)]);
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('starts anew for each subscription', () => {
    start();
    play.start();
    play.open('first');
    play.loads[0]?.answer.next(bookAt(1));
    play.loads[1]?.answer.next(bookAt(2));
    play.message(2);
    expect(play.seen).toEqual([bookAt(1), bookAt(2), bookAt(2)]);
  });

  it('emits the states to batchFrames, in batches', () => {
    start();
    const batches: (readonly Book[])[] = [];
    play.subscription.add(
      play.feed.pipe(syncedWith(play.options), batchFrames()).subscribe((batch) => batches.push(batch)),
    );
    play.open('first');
    play.message(2);
    play.answer(1);
    jest.advanceTimersToNextFrame();
    expect(batches).toEqual([[bookAt(1), bookAt(2)]]);
    jest.advanceTimersByTime(1_000);
  });

  it('keeps the delivery of its source, such as that of a page that shows its first value at once', () => {
    start();
    const enter = jest.fn((deliver: () => void) => deliver());
    const source = withDelivery(new Observable<PushEvent<Change>>(), { outside: play.feed, enter, atOnce: true });
    const batches: (readonly Book[])[] = [];
    play.subscription.add(
      source.pipe(syncedWith(play.options), batchFrames()).subscribe((batch) => batches.push(batch)),
    );
    play.open('first');
    expect(enter).toHaveBeenCalledTimes(1);
    play.answer(3);
    expect(batches).toEqual([[bookAt(3)]]);
    expect(enter).toHaveBeenCalledTimes(2);
  });

  it('takes the type of the state from load', () => {
    const book$ = sse$<Change>('/changes', { observe: 'events' }).pipe(
      syncedWith({
        load: (cause) => of({ seq: 1, has: '', cause }),
        includes: (book, { data }) => data.seq <= book.seq,
        apply: (book, { data }) => ({ ...book, seq: data.seq }),
      }),
    );
    const typed: Observable<{ seq: number; has: string; cause: LoadCause }> = book$;
    expect(typed).toBeInstanceOf(Observable);
  });

  it.each([
    [undefined, 'options of syncedWith() must be an object, got undefined'],
    [{ load: undefined }, 'load must be a function, got undefined'],
    [{ includes: 'seq' }, 'includes must be a function, got "seq"'],
    [{ apply: null }, 'apply must be a function, got null'],
    [{ max: 0 }, 'max must be a whole number of at least 1, got 0'],
  ])('rejects %p', (wrong, message) => {
    start();
    const options = wrong === undefined ? undefined : { ...play.options, ...wrong };
    expect(() => NEVER.pipe(syncedWith(options as never))).toThrow(new TypeError(message));
  });
});

function fails(): never {
  throw new RangeError('wrong');
}
