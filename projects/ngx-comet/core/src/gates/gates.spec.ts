import type { Observable } from 'rxjs';
import { frozen } from './frozen';
import { hidden } from './hidden';
import { online } from './online';

interface Watched {
  readonly seen: boolean[];
  stop(): void;
}

function watch(gate: Observable<boolean>): Watched {
  const seen: boolean[] = [];
  const subscription = gate.subscribe((value) => seen.push(value));
  return {
    seen,
    stop: () => {
      subscription.unsubscribe();
    },
  };
}

describe('online', () => {
  it('emits the current value at once, and every change', () => {
    const onLine = jest.spyOn(navigator, 'onLine', 'get').mockReturnValue(true);
    const { seen, stop } = watch(online());
    onLine.mockReturnValue(false);
    globalThis.dispatchEvent(new Event('offline'));
    onLine.mockReturnValue(true);
    globalThis.dispatchEvent(new Event('online'));
    stop();
    globalThis.dispatchEvent(new Event('offline'));
    expect(seen).toEqual([true, false, true]);
  });
});

describe('hidden', () => {
  it('emits the current value at once, and every change', () => {
    const state = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('visible');
    const { seen, stop } = watch(hidden());
    state.mockReturnValue('hidden');
    document.dispatchEvent(new Event('visibilitychange'));
    state.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    stop();
    document.dispatchEvent(new Event('visibilitychange'));
    expect(seen).toEqual([false, true, false]);
  });
});

describe('frozen', () => {
  it.each([
    ['the page is frozen', () => document, 'freeze', 'resume'],
    ['the page is in the back-forward cache', () => globalThis, 'pagehide', 'pageshow'],
  ] as const)('is true while %s', (_what, target, ends, begins) => {
    const { seen, stop } = watch(frozen());
    target().dispatchEvent(new Event(ends));
    target().dispatchEvent(new Event(begins));
    stop();
    target().dispatchEvent(new Event(ends));
    expect(seen).toEqual([false, true, false]);
  });
});
