import type { Observable } from 'rxjs';
import { text } from '../../decode/text';
import type { PushError } from '../../vocabulary/push-error';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { sse$ } from './sse';
import type { SseOptions } from './sse-options';
import { FakeEventSource } from './spec-support/fake-event-source';

describe("sse$ with via: 'event-source'", () => {
  const { made } = FakeEventSource;

  beforeEach(() => {
    jest.useFakeTimers();
    made.length = 0;
    Object.assign(globalThis, { EventSource: FakeEventSource });
  });

  afterEach(() => {
    delete (globalThis as { EventSource?: unknown }).EventSource;
    jest.useRealTimers();
  });

  const options = { via: 'event-source', decode: text(), retry: constant(1_000) } as const;
  const events = (more: SseOptions<string> = {}): Observable<PushEvent<string>> =>
    sse$<string>('/feed', { ...options, ...more, observe: 'events' });
  const last = (): FakeEventSource => FakeEventSource.last;

  function collect<T>(stream: Observable<T>): unknown[] {
    const seen: unknown[] = [];
    stream.subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
    return seen;
  }

  it('makes no EventSource before it is subscribed to, and closes it when unsubscribed', async () => {
    const stream = events();
    await jest.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(0);
    const subscription = stream.subscribe();
    await jest.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(1);
    subscription.unsubscribe();
    expect(last().readyState).toBe(2);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('makes no EventSource when unsubscribed before the url function has resolved', async () => {
    sse$(() => Promise.resolve('/feed'), options)
      .subscribe()
      .unsubscribe();
    await jest.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(0);
  });

  it('adds the query, and sends cookies to other origins only with credentials: include', async () => {
    collect(events({ credentials: 'include', query: { 'ngsw-bypass': true } }));
    collect(events({ credentials: 'same-origin' }));
    await jest.advanceTimersByTimeAsync(0);
    expect(made.map(({ url, init }) => [url, init])).toEqual([
      ['/feed?ngsw-bypass=true', { withCredentials: true }],
      ['/feed', { withCredentials: false }],
    ]);
  });

  it('delivers the events that are named, each with its own id only', async () => {
    const seen = collect(
      sse$<string>('/feed', { ...options, events: ['note', 'message', 'error'], observe: 'messages' }),
    );
    await jest.advanceTimersByTimeAsync(0);
    last().open();
    last().message('a', { lastEventId: '1' });
    last().message('b', { type: 'note', lastEventId: '1' });
    last().message('c', { type: 'other', lastEventId: '2' });
    last().message('d', { type: 'error', lastEventId: '3' });
    last().message('e');
    const transport = 'sse';
    expect(seen).toEqual([
      { data: 'a', event: 'message', id: '1', transport },
      { data: 'b', event: 'note', id: '1', transport },
      { data: 'd', event: 'error', id: '3', transport },
      { data: 'e', event: 'message', id: undefined, transport },
    ]);
  });

  it('closes an EventSource that lost its connection, and reconnects by the schedule with the cursor', async () => {
    const seen = collect(events({ resume: { query: 'after' } }));
    await jest.advanceTimersByTimeAsync(0);
    last().open();
    last().message('a', { lastEventId: '7' });
    last().fail(0);
    expect(last().readyState).toBe(2);
    expect(seen.at(-1)).toMatchObject({ kind: 'lost', retryIn: 1_000, error: { code: 'closed', transient: true } });
    await jest.advanceTimersByTimeAsync(999);
    expect(made).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(last().url).toBe('/feed?after=7');
    last().fail(0);
    expect(seen.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'network', transient: true } });
  });

  it('errors when the EventSource closed for good, and reconnects if transient says so', async () => {
    const seen = collect(events());
    await jest.advanceTimersByTimeAsync(0);
    last().fail(2);
    expect(seen.at(-1)).toMatchObject({ name: 'PushError', code: 'closed', transient: false, transport: 'sse' });

    const retrying = collect(events({ transient: ({ code }: PushError) => code === 'closed' }));
    await jest.advanceTimersByTimeAsync(0);
    last().fail(2);
    expect(retrying.at(-1)).toMatchObject({ kind: 'lost' });
  });

  it('is unsupported without an EventSource', async () => {
    delete (globalThis as { EventSource?: unknown }).EventSource;
    const seen = collect(sse$('/feed', options));
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([expect.objectContaining({ code: 'unsupported', transient: false })]);
  });

  it('is unsupported when the constructor throws, and the error shows no token', async () => {
    class Refusing extends FakeEventSource {
      constructor(url: string, init: EventSourceInit) {
        super(url, init);
        throw new DOMException(`cannot open an EventSource to '${url}'`, 'SyntaxError');
      }
    }
    Object.assign(globalThis, { EventSource: Refusing });
    const seen = collect(sse$('/feed?token=secret', options));
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([expect.objectContaining({ code: 'unsupported', transient: false, url: '/feed' })]);
    expect((seen[0] as PushError).message).toBe('/feed: an EventSource cannot be made');
  });

  it.each<[string, SseOptions<string>]>([
    ['method', { method: 'POST' }],
    ['body', { body: 'a' }],
    ['headers', { headers: {} }],
    ['credentials', { credentials: 'omit' }],
    ['resume.header', { resume: { header: 'Last-Event-ID' } }],
  ])('throws a TypeError that names %s', (option, wrong) => {
    const call = (): unknown => sse$('/feed', { ...options, ...wrong });
    expect(call).toThrow(TypeError);
    expect(call).toThrow(new RegExp(`^${option} must be`));
  });

  it('throws a TypeError for another value of via', () => {
    expect(() => sse$('/feed', { via: 'xhr' as 'fetch' })).toThrow(/via .*"xhr"/);
  });
});
