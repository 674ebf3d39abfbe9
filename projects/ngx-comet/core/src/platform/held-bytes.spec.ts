/** @jest-environment node */
import { asyncScheduler, of, range, Subject, toArray, type Observable } from 'rxjs';
import { batchFrames } from '../operators/batch-frames';
import { bounded, type BoundedOptions } from '../operators/bounded';
import { conflateBy } from '../operators/conflate-by';
import { FakeWebSocket } from '../transports/websocket/spec-support/fake-websocket';
import { FrameReader } from '../transports/websocket/frame-reader';
import { latest } from '../operators/latest';
import { MAX_HELD } from './size-of';
import type { PushError } from '../vocabulary/push-error';
import { RouteAttempt } from '../connection/route-attempt';
import { Sender } from '../connection/sender';
import { UnseenMessages } from '../connection/unseen-messages';
import { SendQueue } from '../transports/websocket/send-queue';

const COUNT = 300;
const MEGABYTE = 1_000_000;
/** As many messages of a megabyte as fit. */
const FIT = Math.floor(MAX_HELD / MEGABYTE);

/** A text of a megabyte. It is one piece, as text from a network is. */
const big = (n: number): string => Buffer.alloc(MEGABYTE, `${n} `).toString('latin1');

describe('300 messages of a megabyte', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('fill a probe after 16 of them', () => {
    const full = jest.fn((attempt: RouteAttempt) => attempt.close());
    const nothing = (): void => undefined;
    const listener = { passed: 0, opened: nothing, delivered: nothing, lost: nothing, done: nothing, full };
    const probe = new RouteAttempt(0, listener);
    probe.open();
    let kept = 0;
    for (let n = 0; n < COUNT; n++) kept += probe.message(big(n), 'message', undefined) ? 1 : 0;
    expect([kept, full.mock.calls.length]).toEqual([FIT, 1]);
  });

  it('do not fill a probe that takes over in between', () => {
    const passed: number[] = [];
    const target = { closed: false, reopen: () => undefined, message: () => passed.push(1) > 0 };
    const full = jest.fn((attempt: RouteAttempt) => attempt.takeOver(target as never));
    const nothing = (): void => undefined;
    const listener = { passed: 0, opened: nothing, delivered: nothing, lost: nothing, done: nothing, full };
    const probe = new RouteAttempt(0, listener);
    for (let n = 0; n < COUNT; n++) probe.message(big(n), 'message', undefined);
    expect([passed.length, full.mock.calls.length]).toEqual([COUNT, 1]);
  });

  function sendAll(overflow: BoundedOptions['overflow']): { queue: SendQueue<string>; errors: PushError[] } {
    const errors: PushError[] = [];
    const fail = (error: PushError): unknown => errors.push(error);
    const queue = new SendQueue<string>({
      encode: (value) => value,
      max: 1_000,
      overflow,
      clock: asyncScheduler,
      fail,
    });
    for (let n = 0; n < COUNT; n++) queue.push(big(n));
    return { queue, errors };
  }

  it('end a stream that cannot send them', () => {
    const { queue, errors } = sendAll('error');
    expect(errors).toEqual([
      expect.objectContaining({ code: 'overflow', message: expect.stringContaining('bytes wait') }),
    ]);
    // The last one is the message that did not fit.
    expect(queue.close()?.values).toHaveLength(FIT + 1);
  });

  it.each([
    ['drop-oldest', `${COUNT - 1} `],
    ['drop-newest', `${FIT - 1} `],
  ] as const)('leave the messages that fit in a queue that drops: %s', (overflow, last) => {
    const { queue } = sendAll(overflow);
    const { values = [], dropped } = queue.close() ?? {};
    expect([values.length, dropped]).toEqual([FIT, COUNT - FIT]);
    expect(values.at(-1)?.startsWith(last)).toBe(true);
  });

  it('all pass a queue whose socket takes them', () => {
    const errors: unknown[] = [];
    const fail = (error: PushError): unknown => errors.push(error);
    const queue = new SendQueue<string>({
      encode: (value) => value,
      max: 1_000,
      overflow: 'error',
      clock: asyncScheduler,
      fail,
    });
    for (let n = 0; n < FIT; n++) queue.push(big(n));
    const socket = new FakeWebSocket('ws://h/');
    socket.open();
    queue.attach(socket);
    for (let n = FIT; n < COUNT; n++) queue.push(big(n));
    expect([socket.sent.length, errors]).toEqual([COUNT, []]);
    expect(queue.close()).toBeUndefined();
  });

  it('overflow a connection that cannot send them, until some are sent or revoked', () => {
    const sender = new Sender<object>({ max: 1_000, sendVia: undefined, failed: () => undefined });
    const send = (n: number): (() => void) => sender.send({ text: big(n) });
    const [revoke] = Array.from({ length: FIT }, (_, n) => send(n));
    expect(() => send(FIT)).toThrow(expect.objectContaining({ code: 'overflow', transient: true }));
    revoke?.();
    send(FIT);
    expect(() => send(FIT)).toThrow('bytes wait to be sent');
    const sent: object[] = [];
    sender.use((value) => sent.push(value));
    sender.flow();
    expect(sent).toHaveLength(FIT);
    for (let n = 0; n < COUNT; n++) send(n);
    expect(sent).toHaveLength(FIT + COUNT);
    sender.hold();
    for (let n = 0; n < FIT; n++) send(n);
    expect(() => send(FIT)).toThrow('bytes wait to be sent');
    expect(sender.stop()).toBe(FIT);
  });

  it('wait for a slow blob no more than four times maxMessageSize, nor in endless number', () => {
    const lost = jest.fn();
    const reader = new FrameReader({ framing: undefined, maxMessageSize: MEGABYTE }, { closed: false, lost } as never);
    const slow = Object.assign(new Blob(['']), { arrayBuffer: () => new Promise<never>(() => undefined) });
    for (let n = 0; n < 100_000; n++) reader.take(slow);
    expect(lost).not.toHaveBeenCalled();
    reader.take(slow);
    expect(lost).toHaveBeenCalledWith(expect.objectContaining({ code: 'overflow' }));
  });

  it('do not all wait for the next subscriber of a connection', () => {
    const unseen = new UnseenMessages<string>(undefined);
    let kept = 0;
    for (let n = 0; n < COUNT; n++) {
      const message = { data: big(n), event: 'message', id: undefined, transport: 'sse' } as const;
      kept += unseen.keep({ kind: 'message', message }) ? 1 : 0;
    }
    expect(kept).toBe(FIT);
  });

  interface Big {
    readonly n: number;
    readonly text: string;
  }
  const feed = (): Subject<Big> => new Subject<Big>();
  const emitAll = (source: Subject<Big>): void => {
    for (let n = 0; n < COUNT; n++) source.next({ n, text: big(n) });
  };

  it.each([
    ['batchFrames', batchFrames<Big>()],
    ['conflateBy', conflateBy<Big>(({ n }) => n)],
  ])('are emitted by %s before the frame, and all of them', (_, operator) => {
    const sizes: number[] = [];
    const source = feed();
    source.pipe(operator).subscribe((batch) => sizes.push(batch.length));
    emitAll(source);
    expect(sizes.length).toBeGreaterThan(COUNT / (FIT + 2));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(FIT + 1);
    source.complete();
    expect(sizes.reduce((all, size) => all + size, 0)).toBe(COUNT);
  });

  it.each([
    ['drop-oldest', COUNT - FIT],
    ['drop-newest', 0],
  ] as const)('are counted by bounded where they are dropped: %s', (overflow, first) => {
    const batches: (readonly Big[] & { readonly dropped: number })[] = [];
    const source = feed();
    source.pipe(bounded({ max: 1_000, overflow })).subscribe((batch) => batches.push(batch));
    emitAll(source);
    source.complete();
    expect(batches.map(({ length, dropped }) => [length, dropped])).toEqual([[FIT, COUNT - FIT]]);
    expect(batches[0]?.[0]?.n).toBe(first);
  });

  it('end bounded with an overflow', () => {
    const errors: unknown[] = [];
    const source = feed();
    source
      .pipe(bounded({ max: 1_000, overflow: 'error' }))
      .subscribe({ error: (error: unknown) => errors.push(error) });
    emitAll(source);
    expect(errors).toEqual([expect.objectContaining({ code: 'overflow' })]);
  });

  it('leave the last that fit in latest', () => {
    let last: readonly Big[] = [];
    const source = feed();
    source.pipe(latest(1_000)).subscribe((values) => (last = values));
    emitAll(source);
    expect(last.map(({ n }) => n)).toEqual(Array.from({ length: FIT }, (_, index) => COUNT - FIT + index));
  });

  it('are kept one by one if each is larger than the bound', () => {
    const huge = 'x'.repeat(MAX_HELD + 1);
    const all = <T>(stream: Observable<T>): T[] => {
      let seen: T[] = [];
      stream.pipe(toArray()).subscribe((values) => (seen = values));
      return seen;
    };
    expect(all(of(huge, huge).pipe(latest(5))).map(({ length }) => length)).toEqual([1, 1]);
    expect(all(of(huge).pipe(bounded({ max: 5, overflow: 'error' }))).map(({ length }) => length)).toEqual([1]);
    expect(all(range(3).pipe(latest(2)))).toEqual([[0], [0, 1], [1, 2]]);
  });
});
