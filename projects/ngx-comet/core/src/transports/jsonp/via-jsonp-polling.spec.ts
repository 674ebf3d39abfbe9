import type { Subscription } from 'rxjs';
import { connection } from '../../connection/connection';
import { constant } from '../../schedule/constant';
import type { UrlSource } from '../../url/url-source';
import type { JsonpPollingOptions } from './jsonp-polling-options';
import { viaJsonpPolling } from './via-jsonp-polling';

interface Line {
  readonly id: string;
}

const page = globalThis as unknown as Record<string, unknown>;

describe('viaJsonpPolling', () => {
  let subscription: Subscription | undefined;
  const warn = jest.fn();

  beforeEach(() => {
    // jsdom loads no scripts, so the test calls the callbacks.
    jest.useFakeTimers();
    warn.mockReset();
  });

  afterEach(() => {
    subscription?.unsubscribe();
    subscription = undefined;
    const left = jest.getTimerCount();
    jest.useRealTimers();
    for (const script of scripts()) script.remove();
    expect(left).toBe(0);
    expect(warn.mock.calls).toEqual([]);
  });

  const scripts = (): HTMLScriptElement[] => [...document.head.querySelectorAll('script')];
  const turns = (ms = 0): Promise<void> => jest.advanceTimersByTimeAsync(ms);

  /** Returns the query of the current request, without its callback; `undefined` if there is none. */
  function requested(): Record<string, string> | undefined {
    const [script, ...others] = scripts();
    expect(others).toEqual([]);
    if (script === undefined) return undefined;
    const { callback: _callback, ...query } = Object.fromEntries(new URL(script.src).searchParams);
    return query;
  }

  async function answer(value: unknown): Promise<void> {
    const [script] = scripts();
    if (script === undefined) throw new Error('there is no request');
    const name = new URL(script.src).searchParams.get('callback') ?? '';
    (page[name] as (value: unknown) => void)(value);
    script.dispatchEvent(new Event('load'));
    await turns();
  }

  /** Subscribes to a connection with only this route, and returns its data. */
  async function poll<T = Line>(options: JsonpPollingOptions<T> = {}): Promise<T[]> {
    const seen: T[] = [];
    const route = viaJsonpPolling<T>('https://h.example/lines', { contain: false, ...options });
    const feed = connection<T>([route], { retry: constant(500), linger: 0, logger: { warn } });
    subscription = feed.data$.subscribe((data) => seen.push(data));
    await turns();
    return seen;
  }

  it('delivers each answer, and polls again at once after one that moves the cursor', async () => {
    const seen = await poll({ id: ({ id }) => id });
    expect(requested()).toEqual({});
    await answer({ id: '1' });
    expect(requested()).toEqual({});
    await answer({ id: '2' });
    expect(seen).toEqual([{ id: '1' }, { id: '2' }]);
  });

  it('polls 100 ms after the start of the request if its answer has no id', async () => {
    await poll();
    await turns(30);
    await answer({ id: '1' });
    await turns(69);
    expect(requested()).toBeUndefined();
    await turns(1);
    expect(requested()).toEqual({});
  });

  it('sends the id of the last message as the cursor of the next request', async () => {
    await poll<Line>({ id: (line) => line.id, resume: { query: 'after' } });
    expect(requested()).toEqual({});
    await answer({ id: '7' });
    expect(requested()).toEqual({ after: '7' });
    await answer(null);
    await turns(1_000);
    expect(requested()).toEqual({ after: '7' });
  });

  it('drops null, and polls again one second after the start of the request', async () => {
    const seen = await poll();
    await turns(300);
    await answer(null);
    await turns(699);
    expect(requested()).toBeUndefined();
    await turns(1);
    expect(requested()).toEqual({});
    expect(seen).toEqual([]);
  });

  it('polls at another interval if set', async () => {
    await poll({ interval: 5_000 });
    await answer(null);
    await turns(4_999);
    expect(requested()).toBeUndefined();
    await turns(1);
    expect(requested()).toEqual({});
  });

  it.each([
    ['Infinity', Infinity],
    ['a function that returns Infinity', () => Infinity],
  ])('does not poll again with the interval %s', async (_what, interval) => {
    await poll({ interval });
    await answer(null);
    await turns(30);
    jest.advanceTimersByTime(10_000_000);
    await turns();
    expect(scripts()).toEqual([]);
  });

  it('polls again at once after null if the server held the request for longer than the interval', async () => {
    await poll();
    await turns(1_000);
    await answer(null);
    expect(requested()).toEqual({});
  });

  it('delivers an array as one message by default', async () => {
    const seen = await poll<readonly Line[]>();
    await answer([{ id: '1' }, { id: '2' }]);
    expect(seen).toEqual([[{ id: '1' }, { id: '2' }]]);
  });

  it('delivers each element of an array as a message with batch, and resumes after the last one', async () => {
    const seen = await poll({ batch: true, id: ({ id }) => id, resume: { query: 'after' } });
    await answer([{ id: '1' }, { id: '2' }]);
    expect(seen).toEqual([{ id: '1' }, { id: '2' }]);
    expect(requested()).toEqual({ after: '2' });
  });

  it('treats an empty array as no news with batch', async () => {
    const seen = await poll({ batch: true });
    await answer([]);
    await turns(999);
    expect(requested()).toBeUndefined();
    await turns(1);
    expect(requested()).toEqual({});
    expect(seen).toEqual([]);
  });

  it.each([
    ['messages of a megabyte', Array<string>(300).fill('x'.repeat(1_000_000)), /more than 4 times maxMessageSize/],
    ['endless messages', new Array<undefined>(100_001).fill(undefined), /more than 100000 messages/],
  ])('ends with an overflow if an answer has too many %s', async (_, value, message) => {
    const seen: unknown[] = [];
    const route = viaJsonpPolling('https://h.example/lines', { contain: false, batch: true });
    const feed = connection<unknown>([route], { logger: { warn } });
    feed.data$.subscribe({ next: (data) => seen.push(data), error: (error: unknown) => seen.push(error) });
    await turns();
    await answer(value);
    expect(seen).toEqual([
      expect.objectContaining({ code: 'overflow', transient: false, message: expect.stringMatching(message) }),
    ]);
  });

  it('retries by the schedule of the connection when the answer takes too long', async () => {
    await poll({ timeout: 2_000 });
    await turns(2_000);
    expect(requested()).toBeUndefined();
    await turns(499);
    expect(requested()).toBeUndefined();
    await turns(1);
    expect(requested()).toEqual({});
  });

  it('stops polling when unsubscribed', async () => {
    await poll();
    subscription?.unsubscribe();
    expect(requested()).toBeUndefined();
    await turns(60_000);
    expect(requested()).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['interval', -1],
    ['interval', '1000'],
    ['id', 'id'],
    ['batch', 'yes'],
    ['timeout', -1],
    ['callbackParam', ''],
  ])('throws a TypeError that names the option %s: %j', (name, value) => {
    expect(() => viaJsonpPolling('/lines', { [name]: value })).toThrow(new RegExp(`^${name} must be `));
  });

  it('throws a TypeError for a value that is no URL', () => {
    expect(() => viaJsonpPolling(7 as unknown as UrlSource)).toThrow(TypeError);
  });
});
