/** @jest-environment node */
import {
  BehaviorSubject,
  NEVER,
  of,
  ReplaySubject,
  share,
  Subject,
  switchMap,
  take,
  takeUntil,
  throwError,
  VirtualAction,
  VirtualTimeScheduler,
  type Observable,
} from 'rxjs';
import type { Attempt } from '../../vocabulary/attempt';
import { text } from '../../decode/text';
import { pollingStream$ } from './polling-stream';
import type { Poll } from './polling-stream-options';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { outcome, until } from '../../spec-support/outcome';
import { closeServers, serveHttp } from '../../spec-support/serve-http';

const HOUR = 3_600_000;

describe('pollingStream$ of a URL', () => {
  afterEach(closeServers);

  const soon = { interval: 1, jitter: 0, retry: constant(1) };

  it('polls again and again, and emits each response as a message', async () => {
    let n = 0;
    const url = await serveHttp((_request, response) => response.end(String(++n)));
    expect((await outcome(pollingStream$<number>(url, soon).pipe(take(3)))).values).toEqual([1, 2, 3]);
  });

  it('never runs two polls at the same time', async () => {
    let underWay = 0;
    let most = 0;
    let n = 0;
    const url = await serveHttp((_request, response) => {
      most = Math.max(most, ++underWay);
      setImmediate(() => {
        underWay--;
        response.end(String(++n));
      });
    });
    await outcome(pollingStream$<number>(url, { ...soon, interval: 0 }).pipe(take(10)));
    expect(most).toBe(1);
  });

  it('sends the validators back, and emits nothing for 304, 204 and an empty body', async () => {
    const asked: (string | undefined)[][] = [];
    const url = await serveHttp((request, response) => {
      asked.push([request.headers['if-none-match'], request.headers['if-modified-since']]);
      const modified = 'Sun, 22 Nov 2026 10:00:00 GMT';
      if (asked.length === 1) response.writeHead(200, { etag: '"a"', 'last-modified': modified }).end('1');
      else if (asked.length === 2) response.writeHead(304).end();
      else if (asked.length === 3) response.writeHead(204).end();
      else if (asked.length === 4) response.end();
      else response.end('2');
    });
    const { values } = await outcome(pollingStream$<number>(url, { ...soon, observe: 'events' }).pipe(take(4)));
    expect((values as PushEvent<number>[]).map(({ kind }) => kind)).toEqual([
      'connecting',
      'open',
      'message',
      'message',
    ]);
    const known = ['"a"', 'Sun, 22 Nov 2026 10:00:00 GMT'];
    expect(asked).toEqual([[undefined, undefined], known, known, known, known]);
  });

  it('does not send back the ETag of a response that cannot be decoded', async () => {
    const asked: (string | undefined)[] = [];
    const logger = { warn: jest.fn() };
    const url = await serveHttp((request, response) => {
      asked.push(request.headers['if-none-match']);
      response.writeHead(200, { etag: `"${asked.length}"` }).end(asked.length === 1 ? '{' : '1');
    });
    await outcome(pollingStream$(url, { ...soon, logger }).pipe(take(1)));
    expect(asked).toEqual([undefined, undefined]);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('splits a response into messages with framing', async () => {
    const url = await serveHttp((_request, response) => response.end('1\n2\n3'));
    expect((await outcome(pollingStream$(url, { ...soon, framing: 'lines' }).pipe(take(3)))).values).toEqual([1, 2, 3]);
  });

  it('completes after the first message for which until is true, and drops equal messages', async () => {
    let n = 0;
    const url = await serveHttp((_request, response) => response.end(String(Math.floor(n++ / 2))));
    const stream = pollingStream$<number>(url, { ...soon, distinct: (a, b) => a === b, until: (data) => data === 2 });
    expect(await outcome(stream)).toEqual({ values: [0, 1, 2], error: undefined });
  });

  it('polls again after a 503, and reports the loss', async () => {
    let n = 0;
    const url = await serveHttp((_request, response) => {
      if (++n === 2) response.writeHead(503, { 'retry-after': '0' }).end();
      else response.end(String(n));
    });
    const { values } = await outcome(pollingStream$<number>(url, { ...soon, observe: 'events' }).pipe(take(7)));
    expect((values as PushEvent<number>[]).map(({ kind }) => kind)).toEqual([
      'connecting',
      'open',
      'message',
      'lost',
      'connecting',
      'open',
      'message',
    ]);
  });

  /**
   * A server that answers only the third long poll. `runOut` lets the first two time out, each when the server holds
   * it.
   */
  const answersThird = async (): Promise<{
    readonly url: string;
    readonly long: { mode: 'long'; timeout: number; clock: VirtualTimeScheduler };
    readonly asked: () => number;
    readonly runOut: () => Promise<void>;
  }> => {
    const timeout = 30;
    const clock = new VirtualTimeScheduler(VirtualAction, 0);
    let asked = 0;
    const url = await serveHttp((_request, response) => {
      if (++asked === 3) response.end('1');
    });
    const runOut = async (): Promise<void> => {
      for (const poll of [1, 2]) {
        await until(() => asked === poll);
        clock.maxFrames += timeout;
        clock.flush();
      }
    };
    return { url, long: { mode: 'long', timeout, clock }, asked: () => asked, runOut };
  };

  it('emits connecting once while long polls time out', async () => {
    const { url, long, runOut } = await answersThird();
    const attempts: number[] = [];
    const headers = ({ attempt }: Attempt): HeadersInit => {
      attempts.push(attempt);
      return {};
    };
    const ended = outcome(pollingStream$<number>(url, { ...soon, ...long, headers, observe: 'events' }).pipe(take(3)));
    await runOut();
    const { values } = await ended;
    expect((values as PushEvent<number>[]).map(({ kind }) => kind)).toEqual(['connecting', 'open', 'message']);
    expect(attempts).toEqual([1, 1, 1]);
  });

  it('polls again after a long poll that timed out, without an error', async () => {
    const { url, long, asked, runOut } = await answersThird();
    const ended = outcome(pollingStream$<number>(url, { ...soon, ...long, retry: false }).pipe(take(1)));
    await runOut();
    expect((await ended).values).toEqual([1]);
    expect(asked()).toBe(3);
  });

  it('reports a short poll that timed out as a transient error', async () => {
    const url = await serveHttp(() => undefined);
    const { error } = await outcome(pollingStream$(url, { ...soon, timeout: 20, retry: false }));
    expect(error).toMatchObject({ code: 'timeout', transient: true, transport: 'polling' });
  });

  it('sends the id of the last message as the cursor of the next poll', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serveHttp((request, response) => {
      asked.push(request.url);
      response.end(String(asked.length));
    });
    await outcome(pollingStream$<number>(url, { ...soon, id: String, resume: { query: 'since' } }).pipe(take(3)));
    expect(asked).toEqual(['/', '/?since=1', '/?since=2']);
  });

  it('errors on a response longer than maxMessageSize', async () => {
    const url = await serveHttp((_request, response) => response.end('x'.repeat(10_000)));
    const { error } = await outcome(pollingStream$(url, { ...soon, decode: text(), maxMessageSize: 100 }));
    expect(error).toMatchObject({ code: 'overflow' });
  });

  it('closes the connection of the current poll when unsubscribed', async () => {
    let closed = false;
    let asked = false;
    const url = await serveHttp((request) => {
      asked = true;
      request.socket.on('close', () => (closed = true));
    });
    const subscription = pollingStream$(url, { mode: 'long' }).subscribe();
    await until(() => asked);
    subscription.unsubscribe();
    await until(() => closed);
    expect(closed).toBe(true);
  });
});

describe('pollingStream$ in time', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 0 });
  });

  afterEach(() => {
    const left = jest.getTimerCount();
    jest.useRealTimers();
    expect(left).toBe(0);
  });

  it('polls again at once after a long poll that timed out, whatever the interval', () => {
    const polls: number[] = [];
    const source = (): Observable<never> => {
      polls.push(Date.now());
      return NEVER;
    };
    const subscription = pollingStream$(source, { mode: 'long', timeout: 100 }).subscribe();
    jest.advanceTimersByTime(350);
    // A faked timer of 0 ms takes 1.
    expect(polls).toEqual([0, 101, 202, 303]);
    subscription.unsubscribe();
  });

  it('polls at once, and then each time one interval after the end of the last poll', () => {
    const polls: number[] = [];
    const answers: Subject<string>[] = [];
    const subscription = pollingStream$(
      () => {
        polls.push(Date.now());
        const answer = new Subject<string>();
        answers.push(answer);
        return answer;
      },
      { interval: 1_000, jitter: 0 },
    ).subscribe();
    jest.advanceTimersByTime(400);
    answers[0]?.complete();
    jest.advanceTimersByTime(999);
    expect(polls).toEqual([0]);
    jest.advanceTimersByTime(1);
    expect(polls).toEqual([0, 1_400]);
    subscription.unsubscribe();
  });

  it('varies the interval in both directions by its jitter', () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    const polls: number[] = [];
    const subscription = pollingStream$(() => of(polls.push(Date.now())), { interval: 1_000, jitter: 0.5 }).subscribe();
    random.mockReturnValue(0.75);
    jest.advanceTimersByTime(500);
    jest.advanceTimersByTime(1_250);
    expect(polls).toEqual([0, 500, 1_750]);
    subscription.unsubscribe();
  });

  it('calls an interval function after every poll', () => {
    const polls: number[] = [];
    let hidden = false;
    const interval = (): number => (hidden ? 60_000 : 1_000);
    const subscription = pollingStream$(() => of(polls.push(Date.now())), { interval, jitter: 0 }).subscribe();
    jest.advanceTimersByTime(1_000);
    hidden = true;
    jest.advanceTimersByTime(61_000);
    hidden = false;
    jest.advanceTimersByTime(61_000);
    expect(polls).toEqual([0, 1_000, 2_000, 62_000, 122_000, 123_000]);
    subscription.unsubscribe();
  });

  it('polls at once when the gate emits true during a long interval', () => {
    const polls: number[] = [];
    const hidden = new BehaviorSubject(true);
    const subscription = pollingStream$(() => of(polls.push(Date.now())), {
      interval: () => (hidden.value ? 60_000 : 1_000),
      jitter: 0,
      gate: hidden.pipe(switchMap((is) => (is ? of(true) : of(false, true)))),
    }).subscribe();
    jest.advanceTimersByTime(10_500);
    hidden.next(false);
    jest.advanceTimersByTime(1_000);
    expect(polls).toEqual([0, 10_500, 11_500]);
    subscription.unsubscribe();
  });

  it.each([
    ['Infinity', Infinity],
    ['a function that returns it', () => Infinity],
  ])('does not poll again with the interval %s, and stays subscribed without a timer', (_what, interval) => {
    const polls: number[] = [];
    const gate = new BehaviorSubject(true);
    let ended = false;
    const subscription = pollingStream$(() => of(polls.push(Date.now())), { interval, gate }).subscribe({
      complete: () => (ended = true),
      error: () => (ended = true),
    });
    // The only timer is the one that notices the sleep of a machine. It fires every second, so days would take a minute.
    const timers = jest.getTimerCount();
    jest.advanceTimersByTime(HOUR);
    expect([polls, ended]).toEqual([[0], false]);
    gate.next(false);
    gate.next(true);
    expect(polls).toEqual([0, HOUR]);
    expect([timers, jest.getTimerCount()]).toEqual([1, 1]);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('polls once for all subscribers of a shared stream, and not at all without one', () => {
    const polls: number[] = [];
    const job$ = pollingStream$(() => of(polls.push(Date.now())), { interval: 1_000, jitter: 0 }).pipe(
      share({ connector: () => new ReplaySubject(1) }),
    );
    const seen: number[][] = [[], [], []];
    const subscriptions = seen.map((values) => job$.subscribe((value) => values.push(value)));
    jest.advanceTimersByTime(1_000);
    expect(polls).toEqual([0, 1_000]);
    expect(seen).toEqual([
      [1, 2],
      [1, 2],
      [1, 2],
    ]);
    for (const subscription of subscriptions) subscription.unsubscribe();
    jest.advanceTimersByTime(10_000);
    expect(polls).toEqual([0, 1_000]);
    const late = job$.subscribe();
    expect(polls).toEqual([0, 1_000, 11_000]);
    late.unsubscribe();
  });

  it('leaves no timer if the interval function ends the stream', () => {
    const end = new Subject<void>();
    const interval = (): number => {
      end.next();
      return 1_000;
    };
    pollingStream$(() => of(1), { interval })
      .pipe(takeUntil(end))
      .subscribe();
    jest.advanceTimersByTime(0);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('slows down while there is no news, and returns to its interval after news', () => {
    const polls: number[] = [];
    let news = false;
    const adaptive = { max: 4_000, factor: 2 };
    const source = (): number[] => {
      polls.push(Date.now());
      return news ? [1] : [];
    };
    const subscription = pollingStream$(source, { interval: 1_000, jitter: 0, adaptive }).subscribe();
    jest.advanceTimersByTime(14_000);
    expect(polls).toEqual([0, 2_000, 6_000, 10_000, 14_000]);
    news = true;
    jest.advanceTimersByTime(5_000);
    expect(polls.slice(5)).toEqual([18_000, 19_000]);
    subscription.unsubscribe();
  });

  it('starts the next long poll at once after news, and after the interval when the answer is empty', () => {
    const polls: number[] = [];
    let news = true;
    const source = (): number[] => {
      polls.push(Date.now());
      const answer = news ? [1] : [];
      news = false;
      return answer;
    };
    const options = { mode: 'long', interval: 1_000, jitter: 0, id: String } as const;
    const subscription = pollingStream$(source, options).subscribe();
    jest.advanceTimersByTime(2_000);
    expect(polls).toEqual([0, 0, 1_000, 2_000]);
    subscription.unsubscribe();
  });

  it.each([
    ['has no ids', undefined],
    ['sends the same id', () => 'job-7'],
  ])('polls a server that answers at once no more than ten times a second if it %s', (_, id) => {
    const polls: number[] = [];
    const source = (): { state: string }[] => [{ state: `${polls.push(Date.now())}` }];
    const subscription = pollingStream$(source, { mode: 'long', interval: 0, jitter: 0, id }).subscribe();
    jest.advanceTimersByTime(1_000);
    subscription.unsubscribe();
    const expected = Array.from({ length: 11 }, (__, index) => index * 100);
    // The first id moves the cursor.
    expect(polls.filter((at, index) => polls.indexOf(at) === index)).toEqual(expected);
    expect(polls.length).toBeLessThanOrEqual(12);
  });

  it('slows down while distinct drops the messages', () => {
    const polls: number[] = [];
    const adaptive = { max: 4_000, factor: 2 };
    const same = (a: number, b: number): boolean => a === b;
    const source = (): number[] => [polls.push(Date.now()) < 4 ? 1 : 2];
    const seen: number[] = [];
    const options = { interval: 1_000, jitter: 0, adaptive, distinct: same };
    const subscription = pollingStream$(source, options).subscribe((value) => seen.push(value));
    jest.advanceTimersByTime(8_000);
    expect(polls).toEqual([0, 1_000, 3_000, 7_000, 8_000]);
    expect(seen).toEqual([1, 2]);
    subscription.unsubscribe();
  });

  it('varies the interval by a tenth by default', () => {
    const random = jest.spyOn(Math, 'random').mockReturnValue(0);
    const polls: number[] = [];
    const subscription = pollingStream$(() => of(polls.push(Date.now()))).subscribe();
    jest.advanceTimersByTime(4_500);
    random.mockReturnValue(0.999_999);
    jest.advanceTimersByTime(10_000);
    subscription.unsubscribe();
    expect(polls.slice(0, 3)).toEqual([0, 4_500, 9_000]);
    expect(polls[3]).toBe(14_499);
  });

  it('polls again when the function throws, as if it had returned a rejected promise', () => {
    let asked = 0;
    const seen: number[] = [];
    const source = (): number[] => {
      if (++asked === 1) throw new Error('the token server is down');
      return [asked];
    };
    const subscription = pollingStream$(source, { retry: constant(10) }).subscribe((value) => seen.push(value));
    jest.advanceTimersByTime(10);
    expect(seen).toEqual([2]);
    subscription.unsubscribe();
  });

  it('goes on counting its polls and keeps the cursor after an error', () => {
    const polls: Poll[] = [];
    const source = (poll: Poll): string[] => {
      polls.push(poll);
      if (poll.index === 1) throw new Error('transient');
      return [`id-${poll.index}`];
    };
    const options = { interval: 10, jitter: 0, retry: constant(10), id: (data: string) => data };
    const subscription = pollingStream$(source, options).subscribe();
    jest.advanceTimersByTime(20);
    expect(polls).toEqual([
      { cursor: undefined, index: 0 },
      { cursor: 'id-0', index: 1 },
      { cursor: 'id-0', index: 2 },
    ]);
    subscription.unsubscribe();
  });

  it('passes the cursor and the index of the poll to the function', () => {
    const polls: Poll[] = [];
    const source = (poll: Poll): string[] => {
      polls.push(poll);
      return [`id-${poll.index}`];
    };
    const subscription = pollingStream$(source, { interval: 10, jitter: 0, id: (data) => data }).subscribe();
    jest.advanceTimersByTime(20);
    expect(polls).toEqual([
      { cursor: undefined, index: 0 },
      { cursor: 'id-0', index: 1 },
      { cursor: 'id-1', index: 2 },
    ]);
    subscription.unsubscribe();
  });

  it('emits nothing for a 304 that HttpClient reports as an error', () => {
    const seen: string[] = [];
    const subscription = pollingStream$(() => throwError(() => ({ status: 304 })), {
      interval: 10,
      observe: 'events',
    }).subscribe(({ kind }) => seen.push(kind));
    jest.advanceTimersByTime(50);
    expect(seen).toEqual(['connecting', 'open']);
    subscription.unsubscribe();
  });

  it('errors when the source errors with a final status', () => {
    const errors: unknown[] = [];
    pollingStream$(() => throwError(() => ({ name: 'HttpErrorResponse', status: 403 }))).subscribe({
      error: (error: unknown) => errors.push(error),
    });
    expect(errors).toMatchObject([{ code: 'http', status: 403, transient: false }]);
  });

  it('stops an endless source when unsubscribed', () => {
    let made = 0;
    const source = function* (): Generator<number> {
      for (;;) yield made++;
    };
    const seen: number[] = [];
    pollingStream$(source)
      .pipe(take(3))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([0, 1, 2]);
    expect(made).toBeLessThan(6);
  });

  it('does not poll while it is paused, and polls at once after the pause', () => {
    const hidden = new Subject<boolean>();
    const polls: number[] = [];
    const subscription = pollingStream$(() => of(polls.push(Date.now())), {
      interval: 1_000,
      jitter: 0,
      pauseWhile: hidden,
    }).subscribe();
    jest.advanceTimersByTime(500);
    hidden.next(true);
    jest.advanceTimersByTime(10_000);
    hidden.next(false);
    expect(polls).toEqual([0, 10_500]);
    subscription.unsubscribe();
  });

  it.each([
    ['source', () => pollingStream$('')],
    ['interval', () => pollingStream$('/x', { interval: -1 })],
    ['jitter', () => pollingStream$('/x', { jitter: 2 })],
    ['adaptive.factor', () => pollingStream$('/x', { adaptive: { max: 1, factor: 0.5 } })],
    ['mode', () => pollingStream$('/x', { mode: 'slow' as 'long' })],
    ['timeout', () => pollingStream$('/x', { timeout: Number.NaN })],
    ['until', () => pollingStream$('/x', { until: true as unknown as () => boolean })],
  ])('throws a TypeError that names %s', (option, call) => {
    expect(call).toThrow(TypeError);
    expect(call).toThrow(option);
  });
});
