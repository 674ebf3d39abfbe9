/** @jest-environment node */
import { NEVER, Observable, take, throwError, type ObservableInput } from 'rxjs';
import { text } from '../../decode/text';
import { outcome } from '../../spec-support/outcome';
import { pollingStream$ } from './polling-stream';
import type { PollingStreamOptions } from './polling-stream-options';

const URL_ = 'https://host.example/feed';

describe('pollingStream$', () => {
  const of = (code: string, transient: boolean, message: string): object => ({
    code,
    transient,
    message,
    transport: 'polling',
  });
  const errorOf = async (
    source: string | (() => ObservableInput<unknown>),
    options: PollingStreamOptions<unknown> = {},
  ): Promise<unknown> => (await outcome(pollingStream$(source, { retry: false, ...options }))).error;

  it('fails on an answer over maxMessageSize, and reports the URL without the query', async () => {
    const fetch = (): Promise<Response> => Promise.resolve(new Response('12345678901'));
    const error = await errorOf(`${URL_}?token=secret`, { fetch, decode: text(), maxMessageSize: 10 });
    const message = `${URL_}: a message is longer than maxMessageSize, 10`;
    expect(error).toMatchObject({ ...of('overflow', false, message), url: URL_ });
  });

  it('fails after the timeout of a short poll, and unsubscribes from the source', async () => {
    jest.useFakeTimers();
    const teardown = jest.fn();
    const failed = errorOf(() => new Observable(() => teardown), { timeout: 50 });
    jest.advanceTimersByTime(49);
    expect(teardown).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(teardown).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
    expect(await failed).toMatchObject(of('timeout', true, 'no answer within 50 ms'));
  });

  it.each([
    ['a short poll after 30 s', 'short', 30_000],
    ['a long poll after 60 s', 'long', 60_000],
  ] as const)('ends %s by default', (_name, mode, limit) => {
    jest.useFakeTimers();
    const teardown = jest.fn();
    const subscription = pollingStream$(() => new Observable(() => teardown), { mode }).subscribe();
    jest.advanceTimersByTime(limit - 1);
    expect(teardown).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(teardown).toHaveBeenCalledTimes(1);
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
  });

  it('never ends a poll with a timeout of 0', () => {
    jest.useFakeTimers();
    const teardown = jest.fn();
    const subscription = pollingStream$(() => new Observable(() => teardown), { timeout: 0 }).subscribe();
    jest.advanceTimersByTime(1_000_000);
    expect(teardown).not.toHaveBeenCalled();
    subscription.unsubscribe();
    expect(teardown).toHaveBeenCalledTimes(1);
    jest.useRealTimers();
  });

  it('fails if the source returns a string, and leaves no timer', async () => {
    jest.useFakeTimers();
    const failed = errorOf(() => 'a text');
    expect(jest.getTimerCount()).toBe(0);
    jest.useRealTimers();
    const message = 'source must return an Observable, a promise or an iterable of messages, got a string';
    expect(await failed).toMatchObject(of('unsupported', false, message));
  });

  it.each([
    ['a status other than 304', { status: 500 }],
    ['a string', 'broken'],
    ['null', null],
  ])('reports the error of the source as the cause: %s', async (_name, cause) => {
    expect(await errorOf(() => throwError(() => cause))).toMatchObject({ name: 'PushError', cause });
  });

  it('treats an error with the status 304 as no change, and polls again', () => {
    jest.useFakeTimers();
    const kinds: string[] = [];
    let polls = 0;
    const source = (): Observable<never> => (++polls === 1 ? throwError(() => ({ status: 304 })) : NEVER);
    const subscription = pollingStream$(source, { interval: 100, jitter: 0, observe: 'events' }).subscribe((event) =>
      kinds.push(event.kind),
    );
    expect(kinds).toEqual(['connecting', 'open']);
    jest.advanceTimersByTime(100);
    expect(polls).toBe(2);
    subscription.unsubscribe();
    jest.useRealTimers();
  });

  it('opens without a message if the source returns an empty array', () => {
    const kinds: string[] = [];
    const subscription = pollingStream$(() => [], { observe: 'events' }).subscribe(({ kind }) => kinds.push(kind));
    expect(kinds).toEqual(['connecting', 'open']);
    subscription.unsubscribe();
  });

  it('reads no more of an iterable than the subscriber takes', () => {
    let given = 0;
    function* endless(): Generator<number> {
      while (given < 100) yield ++given;
    }
    const seen: number[] = [];
    pollingStream$<number>(endless)
      .pipe(take(3))
      .subscribe((value) => seen.push(value));
    expect(seen).toEqual([1, 2, 3]);
    expect(given).toBeLessThanOrEqual(4);
  });
});

describe('the options check of pollingStream$', () => {
  it.each<[unknown, string]>([
    [{ jitter: -0.1 }, 'jitter must be a number from 0 to 1, got -0.1'],
    [{ jitter: 1.1 }, 'jitter must be a number from 0 to 1, got 1.1'],
    [{ jitter: '1' }, 'jitter must be a number from 0 to 1, got "1"'],
    [{ adaptive: { max: 1, factor: 0.9 } }, 'adaptive.factor must be a number of at least 1, got 0.9'],
    [
      { adaptive: { max: -1, factor: 1 } },
      'adaptive.max must be a number of milliseconds from 0 to 2147483647, got -1',
    ],
    [{ mode: 'slow' }, 'mode must be one of "short", "long", got "slow"'],
    [{ until: 1 }, 'until must be a function, got 1'],
    [{ distinct: 1 }, 'distinct must be a function, got 1'],
    [{ id: 1 }, 'id must be a function, got 1'],
  ])('rejects %p, and names the option and the expected value', (options, message) => {
    expect(() => pollingStream$(URL_, options as PollingStreamOptions<unknown>)).toThrow(new TypeError(message));
  });

  it.each<[PollingStreamOptions<unknown>]>([
    [{ jitter: 0 }],
    [{ jitter: 1 }],
    [{ adaptive: { max: 0, factor: 1 } }],
    [{ interval: () => 5 }],
    [{ timeout: 0 }],
  ])('accepts %p', (options) => {
    expect(() => pollingStream$(URL_, options)).not.toThrow();
  });
});
