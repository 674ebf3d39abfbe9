import type { Observable } from 'rxjs';
import { text } from '../../decode/text';
import type { PushError } from '../../vocabulary/push-error';
import type { PushEvent } from '../../vocabulary/push-event';
import { constant } from '../../schedule/constant';
import { sse$ } from './sse';
import type { SseOptions } from './sse-options';

/** Does what the specification lets a browser do, when the test says so. */
class FakeEventSource extends EventTarget {
  static readonly made: FakeEventSource[] = [];
  readyState = 0;

  constructor(
    readonly url: string,
    readonly init: EventSourceInit,
  ) {
    super();
    FakeEventSource.made.push(this);
  }

  close(): void {
    this.readyState = 2;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
  }

  says(data: string, { type = 'message', lastEventId = '' } = {}): void {
    this.dispatchEvent(new MessageEvent(type, { data, lastEventId }));
  }

  /** It lost the connection and would try again by itself, or will not. */
  fails(readyState: 0 | 2): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event('error'));
  }
}

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
  const last = (): FakeEventSource => made.at(-1) as FakeEventSource;

  function collect<T>(stream: Observable<T>): unknown[] {
    const seen: unknown[] = [];
    stream.subscribe({ next: (value) => seen.push(value), error: (error: unknown) => seen.push(error) });
    return seen;
  }

  it('makes nothing before it is subscribed to, and closes what it made', async () => {
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

  it('makes nothing when the consumer leaves while the URL is asked for', async () => {
    sse$(() => Promise.resolve('/feed'), options)
      .subscribe()
      .unsubscribe();
    await jest.advanceTimersByTimeAsync(0);
    expect(made).toHaveLength(0);
  });

  it('sends cookies to other origins when asked, and the query', async () => {
    collect(events({ credentials: 'include', query: { 'ngsw-bypass': true } }));
    collect(events({ credentials: 'same-origin' }));
    await jest.advanceTimersByTimeAsync(0);
    expect(made.map(({ url, init }) => [url, init])).toEqual([
      ['/feed?ngsw-bypass=true', { withCredentials: true }],
      ['/feed', { withCredentials: false }],
    ]);
  });

  it('delivers the named events, with the ids that they brought themselves', async () => {
    const seen = collect(
      sse$<string>('/feed', { ...options, events: ['note', 'message', 'error'], observe: 'messages' }),
    );
    await jest.advanceTimersByTimeAsync(0);
    last().open();
    last().says('a', { lastEventId: '1' });
    last().says('b', { type: 'note', lastEventId: '1' });
    last().says('c', { type: 'other', lastEventId: '2' });
    last().says('d', { type: 'error', lastEventId: '3' });
    last().says('e');
    const transport = 'sse';
    expect(seen).toEqual([
      { data: 'a', event: 'message', id: '1', transport },
      { data: 'b', event: 'note', id: '1', transport },
      { data: 'd', event: 'error', id: '3', transport },
      { data: 'e', event: 'message', id: undefined, transport },
    ]);
  });

  it('never lets it reconnect by itself: the schedule does, with the cursor in the query', async () => {
    const seen = collect(events({ resume: { query: 'after' } }));
    await jest.advanceTimersByTimeAsync(0);
    last().open();
    last().says('a', { lastEventId: '7' });
    last().fails(0);
    expect(last().readyState).toBe(2);
    expect(seen.at(-1)).toMatchObject({ kind: 'lost', retryIn: 1_000, error: { code: 'closed', transient: true } });
    await jest.advanceTimersByTimeAsync(999);
    expect(made).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(1);
    expect(last().url).toBe('/feed?after=7');
    last().fails(0);
    expect(seen.at(-1)).toMatchObject({ kind: 'lost', error: { code: 'network', transient: true } });
  });

  it('ends when it closed for good, unless told that this passes', async () => {
    const seen = collect(events());
    await jest.advanceTimersByTimeAsync(0);
    last().fails(2);
    expect(seen.at(-1)).toMatchObject({ name: 'PushError', code: 'closed', transient: false, transport: 'sse' });

    const lives = collect(events({ transient: ({ code }: PushError) => code === 'closed' }));
    await jest.advanceTimersByTimeAsync(0);
    last().fails(2);
    expect(lives.at(-1)).toMatchObject({ kind: 'lost' });
  });

  it('says what is missing where there is no EventSource', async () => {
    delete (globalThis as { EventSource?: unknown }).EventSource;
    const seen = collect(sse$('/feed', options));
    await jest.advanceTimersByTimeAsync(0);
    expect(seen).toEqual([expect.objectContaining({ code: 'unsupported', transient: false })]);
  });

  it('is final where the constructor throws, and shows no token', async () => {
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
    expect((seen[0] as PushError).message).toBe('an EventSource cannot be made');
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

  it('throws a TypeError for another way', () => {
    expect(() => sse$('/feed', { via: 'xhr' as 'fetch' })).toThrow(/via .*"xhr"/);
  });
});
