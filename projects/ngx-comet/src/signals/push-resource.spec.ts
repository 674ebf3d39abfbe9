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
import { PushError, pushResource, type PushEvent, type PushResourceRef } from '../public-api';

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

  /** Lets effects and resources do what is due. */
  async function settle(): Promise<void> {
    TestBed.tick();
    await TestBed.inject(ApplicationRef).whenStable();
    TestBed.tick();
  }

  const tell = (index: number, ...events: PushEvent<string>[]): void => {
    for (const event of events) feeds[index]!.events.next(event);
  };
  const seen = (resource: PushResourceRef<string>): unknown[] => [
    resource.value(),
    resource.status(),
    resource.connection().phase,
  ];

  it('loads until the first value, and keeps no task pending', async () => {
    const quote = quotes();
    expect(seen(quote)).toEqual(['-', 'loading', 'idle']);
    await settle();
    expect(seen(quote)).toEqual(['-', 'loading', 'idle']);
    tell(0, ...opening);
    expect(seen(quote)).toEqual(['-', 'loading', 'open']);
    expect(quote.isLoading()).toBe(true);
    tell(0, message('1'));
    expect(seen(quote)).toEqual(['1', 'resolved', 'open']);
    expect(quote.isLoading()).toBe(false);
    expect(quote.snapshot()).toEqual({ status: 'resolved', value: '1' });
    quote.destroy();
  });

  it('has what is there at once from the first rendering on', () => {
    const quote = inContext(() => pushResource({ stream: () => of('1'), defaultValue: '-' }));
    TestBed.tick();
    expect(seen(quote)).toEqual(['1', 'resolved', 'closed']);
    quote.destroy();
  });

  it('keeps its value while it reconnects, and says so', async () => {
    const quote = quotes();
    await settle();
    tell(0, ...opening, message('1'), { kind: 'lost', transport: 'sse', error: lost, retryIn: 10 });
    expect(seen(quote)).toEqual(['1', 'resolved', 'waiting']);
    tell(0, { kind: 'connecting', transport: 'sse', attempt: 2 });
    expect(seen(quote)).toEqual(['1', 'resolved', 'connecting']);
    expect(quote.error()).toBeUndefined();
    quote.destroy();
  });

  it('is in error when the stream failed, and its value can still be read', async () => {
    const quote = quotes();
    await settle();
    tell(0, ...opening, message('1'));
    feeds[0]!.events.error(refused);
    expect(seen(quote)).toEqual(['1', 'error', 'closed']);
    expect(quote.error()).toBe(refused);
    expect(quote.hasValue()).toBe(true);
    expect(quote.snapshot()).toEqual({ status: 'error', error: refused });
    quote.destroy();
  });

  it('opens another stream for other params, and starts anew', async () => {
    const quote = quotes();
    await settle();
    tell(0, ...opening, message('1'));
    symbol.set('B');
    expect(seen(quote)).toEqual(['-', 'loading', 'idle']);
    await settle();
    expect(feeds.map((feed) => feed.symbol)).toEqual(['A', 'B']);
    expect(feeds[0]!.events.observed).toBe(false);
    tell(1, ...opening, message('2'));
    expect(seen(quote)).toEqual(['2', 'resolved', 'open']);
    quote.destroy();
  });

  it('opens none for params that are undefined', async () => {
    const quote = quotes();
    await settle();
    symbol.set(undefined);
    await settle();
    expect(seen(quote)).toEqual(['-', 'idle', 'idle']);
    expect(feeds[0]!.events.observed).toBe(false);
    expect(feeds).toHaveLength(1);
    quote.destroy();
  });

  it('goes on from its value when it is reloaded', async () => {
    const quote = quotes();
    await settle();
    tell(0, ...opening, message('1'));
    expect(quote.reload()).toBe(true);
    await settle();
    expect(feeds[0]!.events.observed).toBe(false);
    expect(seen(quote)).toEqual(['1', 'reloading', 'idle']);
    tell(1, ...opening, message('2'));
    expect(seen(quote)).toEqual(['2', 'resolved', 'open']);
    quote.destroy();
  });

  it('recovers from an error when it is reloaded', async () => {
    const quote = quotes();
    await settle();
    tell(0, message('1'));
    feeds[0]!.events.error(refused);
    quote.reload();
    await settle();
    tell(1, message('2'));
    expect(seen(quote).slice(0, 2)).toEqual(['2', 'resolved']);
    expect(quote.error()).toBeUndefined();
    quote.destroy();
  });

  it('hangs up for a value that is set', async () => {
    const quote = quotes();
    await settle();
    tell(0, ...opening, message('1'));
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

  it('hangs up when it is destroyed', async () => {
    const quote = quotes();
    await settle();
    quote.destroy();
    expect(feeds[0]!.events.observed).toBe(false);
    expect(quote.status()).toBe('idle');
  });

  it('hangs up when its injector is destroyed', async () => {
    const injector = createEnvironmentInjector([], TestBed.inject(EnvironmentInjector));
    const source = new Subject<string>();
    pushResource({ stream: () => source, injector: injector.get(Injector) });
    await settle();
    expect(source.observed).toBe(true);
    injector.destroy();
    expect(source.observed).toBe(false);
  });

  it('says that a stream ended', async () => {
    const ended = inContext(() => pushResource({ stream: () => of('only') }));
    await settle();
    expect([ended.value(), ended.status(), ended.connection()]).toEqual(['only', 'resolved', { phase: 'closed' }]);
    ended.destroy();
  });

  it('is in error where the function that makes the stream throws', async () => {
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

  it('is a Resource to who takes one, and can be read only', async () => {
    const upper = (resource: Resource<string>): string => resource.value().toUpperCase();
    const quote = inContext(() => pushResource({ stream: () => of('a'), defaultValue: '-' }));
    await settle();
    expect(upper(quote)).toBe('A');
    expect(upper(quote.asReadonly())).toBe('A');
    expect(quote.value.asReadonly()()).toBe('a');
    quote.destroy();
  });

  it('has a value from the first one on where there is no default', async () => {
    const source = new Subject<string>();
    const quote = inContext(() => pushResource({ stream: () => source }));
    await settle();
    expect([quote.value(), quote.hasValue()]).toEqual([undefined, false]);
    source.next('abc');
    expect(quote.hasValue()).toBe(true);
    // The types know that the value is there.
    expect(quote.hasValue() ? quote.value().length : undefined).toBe(3);
    quote.destroy();
  });
});
