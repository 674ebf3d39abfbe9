import { take, type Subscription } from 'rxjs';
import { memoryCursor } from '../cursors/memory-cursor';
import type { ConnectionOptions } from './connection-options';
import { FakeRoute, fatal } from './spec-support/fake-route';
import { type Watched, watchInVirtualTime } from './spec-support/watch-connection';

describe('a message that arrives while a connection lingers', () => {
  const over = watchInVirtualTime();
  const store = memoryCursor();
  let route: FakeRoute;
  let all: Watched;

  beforeEach(() => {
    store.set(undefined);
    route = new FakeRoute('sse');
  });

  /** A connection that lingers after the message with the id 1, with the default `linger`. */
  function linger(options: ConnectionOptions<string, string> = {}): void {
    all = over([route], { resume: { store }, linger: undefined, ...options });
    route.accept();
    route.message('1');
    all.stop();
  }

  function join(seen: string[]): Subscription {
    return all.feed.data$.subscribe((data) => seen.push(data));
  }

  it('is delivered to the next subscriber, in order, before all later ones', () => {
    linger();
    route.message('2');
    route.message('3');
    const seen: string[] = [];
    const one = join(seen);
    const late: string[] = [];
    const two = join(late);
    route.message('4');
    expect([seen, late]).toEqual([['2', '3', '4'], ['4']]);
    expect(store.get()).toBe('4');
    expect(route.calls).toHaveLength(1);
    one.unsubscribe();
    two.unsubscribe();
  });

  it('is requested again by the next connection where no subscriber came', () => {
    linger();
    route.message('2');
    jest.advanceTimersByTime(100);
    expect(store.get()).toBe('1');
    const next = join([]);
    expect(route.call.cursor).toBe('1');
    next.unsubscribe();
  });

  it.each([
    ['close()', () => all.feed.close()],
    ['a final error', () => route.lose(fatal)],
    ['the end of the feed', () => route.done()],
  ])('is requested again after %s', (_what, end) => {
    linger();
    route.message('2');
    end();
    expect(store.get()).toBe('1');
  });

  it('is not lost where the subscriber takes only some', () => {
    linger();
    for (const id of ['2', '3', '4']) route.message(id);
    const seen: string[] = [];
    all.feed.data$.pipe(take(2)).subscribe((data) => seen.push(data));
    jest.advanceTimersByTime(50);
    all.feed.data$.pipe(take(1)).subscribe((data) => seen.push(data));
    expect(seen).toEqual(['2', '3', '4']);
    jest.advanceTimersByTime(100);
    expect(store.get()).toBe('4');
  });

  it('is requested again where the subscriber took only the messages before it', () => {
    linger();
    for (const id of ['2', '3', '4']) route.message(id);
    all.feed.data$.pipe(take(1)).subscribe();
    jest.advanceTimersByTime(100);
    expect(store.get()).toBe('2');
  });

  it('is not lost to a request that is made before the next subscriber comes', () => {
    linger({ sendVia: () => [] });
    route.message('2');
    const answers: string[] = [];
    const request = all.feed.request<string>('ask', { match: (data) => data === 'answer' });
    const asked = request.subscribe((answer) => answers.push(answer));
    route.message('3');
    route.message('answer');
    const seen: string[] = [];
    const next = join(seen);
    route.message('4');
    expect([answers, seen]).toEqual([['answer'], ['2', '3', 'answer', '4']]);
    next.unsubscribe();
    asked.unsubscribe();
  });

  it('does not come twice where replay is "last"', () => {
    linger({ replay: 'last' });
    const seen: string[] = [];
    join(seen).unsubscribe();
    route.message('2');
    join(seen).unsubscribe();
    join(seen).unsubscribe();
    expect(seen).toEqual(['1', '2', '2']);
  });

  it('closes the connection where 1,000 wait already, and all are requested again', () => {
    linger({ linger: 10_000 });
    for (let id = 2; id <= 1_001; id++) route.message(`${id}`);
    expect(route.isLive).toBe(true);
    route.message('1002');
    expect(route.isLive).toBe(false);
    expect(store.get()).toBe('1');
    const phases: string[] = [];
    all.feed.status$.subscribe(({ phase }) => phases.push(phase)).unsubscribe();
    expect(phases).toEqual(['idle']);
    expect(jest.getTimerCount()).toBe(0);
    const seen: string[] = [];
    const next = join(seen);
    expect(route.call.cursor).toBe('1');
    route.accept();
    route.message('2');
    expect(seen).toEqual(['2']);
    next.unsubscribe();
  });

  it('is not delivered to another user', () => {
    linger();
    route.message('2');
    all.feed.reconnect({ forget: true });
    const seen: string[] = [];
    join(seen).unsubscribe();
    expect(seen).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(store.get()).toBeUndefined();
  });
});
