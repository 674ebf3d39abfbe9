import {
  ApplicationRef,
  createEnvironmentInjector,
  effect,
  EnvironmentInjector,
  Injector,
  signal,
  type Resource,
} from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { type Observable, of, Subject } from 'rxjs';
import { PushError, pushEvent, pushResource, type PushEvent, type PushResourceRef } from '../public-api';

const lost = new PushError('network', 'broken', { transient: true });
const refused = new PushError('http', '403', { transient: false, status: 403 });
const opening: PushEvent<string>[] = [
  { kind: 'connecting', transport: 'sse', attempt: 1 },
  { kind: 'open', transport: 'sse', continuity: 'first' },
];
const message = (data: string): PushEvent<string> => ({
  kind: 'message',
  message: { data, event: 'message', id: undefined, transport: 'sse' },
});

describe('pushResource', () => {
  let feeds: { symbol: string; events: Subject<PushEvent<string>> }[];
  const symbol = signal<string | undefined>('A');
  const inContext = <R>(run: () => R): R => TestBed.runInInjectionContext(run);

  beforeEach(() => {
    feeds = [];
    symbol.set('A');
  });

  function quotes(): PushResourceRef<string> {
    return inContext(() =>
      pushResource({
        params: () => symbol(),
        stream: ({ params }) => {
          const events = new Subject<PushEvent<string>>();
          feeds.push({ symbol: params, events });
          return events;
        },
        defaultValue: '-',
      }),
    );
  }

  /** Runs pending effects and resources. */
  async function settle(): Promise<void> {
    TestBed.tick();
    await TestBed.inject(ApplicationRef).whenStable();
    TestBed.tick();
  }

  const emit = (index: number, ...events: PushEvent<string>[]): void => {
    for (const event of events) feeds[index]!.events.next(pushEvent(event));
  };
  const seen = (resource: PushResourceRef<string>): unknown[] => [
    resource.value(),
    resource.status(),
    resource.connection().phase,
  ];

  it('is loading until the first value, without a pending task', async () => {
    const quote = quotes();
    expect(seen(quote)).toEqual(['-', 'loading', 'idle']);
    await settle();
    expect(seen(quote)).toEqual(['-', 'loading', 'idle']);
    emit(0, ...opening);
    expect(seen(quote)).toEqual(['-', 'loading', 'open']);
    expect(quote.isLoading()).toBe(true);
    emit(0, message('1'));
    expect(seen(quote)).toEqual(['1', 'resolved', 'open']);
    expect(quote.isLoading()).toBe(false);
    expect(quote.snapshot()).toEqual({ status: 'resolved', value: '1' });
    quote.destroy();
  });

  it('has a synchronous value from the first rendering on', () => {
    const quote = inContext(() => pushResource({ stream: () => of('1'), defaultValue: '-' }));
    TestBed.tick();
    expect(seen(quote)).toEqual(['1', 'resolved', 'closed']);
    quote.destroy();
  });

  it('keeps its value while it reconnects, and shows the status of the connection', async () => {
    const quote = quotes();
    await settle();
    emit(0, ...opening, message('1'), { kind: 'lost', transport: 'sse', error: lost, retryIn: 10 });
    expect(seen(quote)).toEqual(['1', 'resolved', 'waiting']);
    emit(0, { kind: 'connecting', transport: 'sse', attempt: 2 });
    expect(seen(quote)).toEqual(['1', 'resolved', 'connecting']);
    expect(quote.error()).toBeUndefined();
    quote.destroy();
  });

  it('has the status error after the stream failed, and its value can still be read', async () => {
    const quote = quotes();
    await settle();
    emit(0, ...opening, message('1'));
    feeds[0]!.events.error(refused);
    expect(seen(quote)).toEqual(['1', 'error', 'closed']);
    expect(quote.error()).toBe(refused);
    expect(quote.hasValue()).toBe(true);
    expect(quote.snapshot()).toEqual({ status: 'error', error: refused });
    quote.destroy();
  });

  it('opens a new stream for new params, and starts from its default value', async () => {
    const quote = quotes();
    await settle();
    emit(0, ...opening, message('1'));
    symbol.set('B');
    expect(seen(quote)).toEqual(['-', 'loading', 'idle']);
    await settle();
    expect(feeds.map((feed) => feed.symbol)).toEqual(['A', 'B']);
    expect(feeds[0]!.events.observed).toBe(false);
    emit(1, ...opening, message('2'));
    expect(seen(quote)).toEqual(['2', 'resolved', 'open']);
    quote.destroy();
  });

  it('opens no stream for params that are undefined', async () => {
    const quote = quotes();
    await settle();
    symbol.set(undefined);
    await settle();
    expect(seen(quote)).toEqual(['-', 'idle', 'idle']);
    expect(feeds[0]!.events.observed).toBe(false);
    expect(feeds).toHaveLength(1);
    quote.destroy();
  });

  it('keeps its value while it reloads', async () => {
    const quote = quotes();
    await settle();
    emit(0, ...opening, message('1'));
    expect(quote.reload()).toBe(true);
    await settle();
    expect(feeds[0]!.events.observed).toBe(false);
    expect(seen(quote)).toEqual(['1', 'reloading', 'idle']);
    emit(1, ...opening, message('2'));
    expect(seen(quote)).toEqual(['2', 'resolved', 'open']);
    quote.destroy();
  });

  it('recovers from an error when it is reloaded', async () => {
    const quote = quotes();
    await settle();
    emit(0, message('1'));
    feeds[0]!.events.error(refused);
    quote.reload();
    await settle();
    emit(1, message('2'));
    expect(seen(quote).slice(0, 2)).toEqual(['2', 'resolved']);
    expect(quote.error()).toBeUndefined();
    quote.destroy();
  });

  it('unsubscribes when a value is set', async () => {
    const quote = quotes();
    await settle();
    emit(0, ...opening, message('1'));
    quote.value.update((value) => `${value}!`);
    expect(seen(quote)).toEqual(['1!', 'local', 'closed']);
    expect(feeds[0]!.events.observed).toBe(false);
    quote.destroy();
  });

  it('does not run an effect again that updates the value', async () => {
    const quote = quotes();
    await settle();
    let runs = 0;
    const updating = inContext(() =>
      effect(() => {
        runs++;
        quote.update(() => '0');
      }),
    );
    await settle();
    quote.set('1');
    await settle();
    expect([runs, quote.value()]).toEqual([1, '1']);
    updating.destroy();
    quote.destroy();
  });

  it('unsubscribes when it is destroyed', async () => {
    const quote = quotes();
    await settle();
    quote.destroy();
    expect(feeds[0]!.events.observed).toBe(false);
    expect(quote.status()).toBe('idle');
  });

  it('unsubscribes when its injector is destroyed', async () => {
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const source = new Subject<string>();
    pushResource({ stream: () => source, injector: injector.get(Injector) });
    await settle();
    expect(source.observed).toBe(true);
    injector.destroy();
    expect(source.observed).toBe(false);
  });

  it('shows that a stream completed', async () => {
    const ended = inContext(() => pushResource({ stream: () => of('only') }));
    await settle();
    expect([ended.value(), ended.status(), ended.connection()]).toEqual(['only', 'resolved', { phase: 'closed' }]);
    ended.destroy();
  });

  it('has the status error if the function that makes the stream throws', async () => {
    const broken = inContext(() =>
      pushResource({
        stream: (): Observable<string> => {
          throw new Error('no stream');
        },
        defaultValue: '-',
      }),
    );
    await settle();
    expect([broken.value(), broken.status(), broken.error()?.message]).toEqual(['-', 'error', 'no stream']);
    broken.destroy();
  });

  it('can be passed as a Resource, and as a read-only one', async () => {
    const upper = (resource: Resource<string>): string => resource.value().toUpperCase();
    const quote = inContext(() => pushResource({ stream: () => of('a'), defaultValue: '-' }));
    await settle();
    expect(upper(quote)).toBe('A');
    expect(upper(quote.asReadonly())).toBe('A');
    expect(quote.value.asReadonly()()).toBe('a');
    quote.destroy();
  });

  it('has no value before the first one if there is no default', async () => {
    const source = new Subject<string>();
    const quote = inContext(() => pushResource({ stream: () => source }));
    await settle();
    expect([quote.value(), quote.hasValue()]).toEqual([undefined, false]);
    source.next('abc');
    expect(quote.hasValue()).toBe(true);
    // `hasValue()` narrows the type.
    expect(quote.hasValue() ? quote.value().length : undefined).toBe(3);
    quote.destroy();
  });
});
