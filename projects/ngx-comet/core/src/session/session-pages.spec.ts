import { BehaviorSubject, of } from 'rxjs';
import { hidden } from '../gates/hidden';
import { online } from '../gates/online';
import type { PushEvent } from '../vocabulary/push-event';
import { pollingStream$ } from '../transports/polling/polling-stream';
import { prerender } from '../spec-support/prerendering';
import { kinds, runInVirtualTime } from '../spec-support/session-harness';

describe('a session of a prerendered page', () => {
  const start = runInVirtualTime();
  let page: ReturnType<typeof prerender>;

  beforeEach(() => {
    page = prerender();
  });

  afterEach(() => {
    page.end();
  });

  const paused = { kind: 'paused', reason: 'prerendering' };

  it('connects to nothing, and at once when the user opens the page', () => {
    const { calls, seen } = start();
    // The page fires it when it has loaded, before anybody sees it.
    globalThis.dispatchEvent(new Event('pageshow'));
    globalThis.dispatchEvent(new Event('online'));
    jest.advanceTimersByTime(600_000);
    expect(calls).toHaveLength(0);
    expect(seen).toEqual([paused]);
    page.open();
    expect(calls).toHaveLength(1);
    expect(kinds(seen)).toEqual(['paused', 'connecting']);
    jest.advanceTimersByTime(10_000);
    expect(calls).toHaveLength(1);
  });

  it('says why it is paused, although the page is hidden and offline too', () => {
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
    const { calls, seen } = start({ pauseWhile: hidden(), gate: online() });
    expect(seen).toEqual([paused]);
    page.open();
    expect(seen.at(-1)).toEqual({ kind: 'paused', reason: 'hidden' });
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    expect(seen.at(-1)).toEqual({ kind: 'paused', reason: 'offline' });
    expect(calls).toHaveLength(0);
  });

  it('stays paused when the pause of the caller ends', () => {
    const pause = new BehaviorSubject(true);
    const { calls, seen } = start({ pauseWhile: pause });
    pause.next(false);
    expect(calls).toHaveLength(0);
    expect(seen).toEqual([paused]);
    page.open();
    expect(calls).toHaveLength(1);
  });

  it('leaves nothing when it is unsubscribed before the user opens the page', () => {
    const { calls, subscription } = start();
    subscription.unsubscribe();
    expect(jest.getTimerCount()).toBe(0);
    page.open();
    expect(calls).toHaveLength(0);
  });

  it('does not call the function that polls', () => {
    const source = jest.fn(() => of('news'));
    const seen: PushEvent<string>[] = [];
    const subscription = pollingStream$(source, { observe: 'events' }).subscribe((event) => seen.push(event));
    jest.advanceTimersByTime(60_000);
    expect(source).not.toHaveBeenCalled();
    expect(seen).toEqual([paused]);
    page.open();
    expect(source).toHaveBeenCalledTimes(1);
    subscription.unsubscribe();
  });
});

describe('a session of a page in the back-forward cache', () => {
  const start = runInVirtualTime();

  /** The events of Chromium, in its order. */
  const enter = (): void => {
    globalThis.dispatchEvent(new Event('pagehide'));
    document.dispatchEvent(new Event('freeze'));
  };
  const leave = (): void => {
    document.dispatchEvent(new Event('resume'));
    globalThis.dispatchEvent(new Event('pageshow'));
  };

  it('pauses once and connects once, however many events say so', () => {
    const { calls, seen, last } = start();
    last().sink.open();
    enter();
    expect(calls[0]?.hungUp).toBe(true);
    leave();
    last().sink.open();
    jest.advanceTimersByTime(60_000);
    expect(calls).toHaveLength(2);
    expect(kinds(seen)).toEqual(['connecting', 'open', 'paused', 'connecting', 'open']);
  });

  it('connects to nothing while it is there', () => {
    const gate = new BehaviorSubject(true);
    const { calls } = start({ gate });
    enter();
    globalThis.dispatchEvent(new Event('online'));
    gate.next(false);
    gate.next(true);
    jest.advanceTimersByTime(60_000);
    expect(calls).toHaveLength(1);
  });
});
