import { sse$ } from 'ngx-comet/core';
import {
  fromNative,
  toNative,
  type NativeObservable,
  type NativeObserver,
} from '../../projects/ngx-comet/recipes/native-observable.ts';

interface Events extends EventTarget {
  /** Of the platform's Observable API. */
  when(type: string): NativeObservable<Event>;
}

const aborts: AbortController[] = [];

/** What a native Observable reports, as text. */
function watch(source: NativeObservable<unknown>, seen: string[]): void {
  const controller = new AbortController();
  aborts.push(controller);
  const observer: NativeObserver<unknown> = {
    next: (value) => seen.push(JSON.stringify(value)),
    error: (error) => seen.push(error instanceof Error ? error.name : 'no error'),
    complete: () => seen.push('complete'),
  };
  source.subscribe(observer, { signal: controller.signal });
}

const page = {
  /** What the first and the second subscriber of one native Observable got. */
  first: [] as string[],
  second: [] as string[],
  /** What a subscriber of RxJS got of the clicks. */
  clicks: [] as string[],
  prices: toNative(sse$('/prices')),
  /** A subscriber of the feed. */
  watch: (seen: 'first' | 'second') => watch(page.prices, page[seen]),
  abort: () => aborts.shift()?.abort(),
  watchRefused: () => watch(toNative(sse$('/refused')), page.first),
  /** Clicks twice, and once after unsubscribing. */
  click: () => {
    const target = new EventTarget() as Events;
    const subscription = fromNative(target.when('click')).subscribe(({ type }) => page.clicks.push(type));
    target.dispatchEvent(new Event('click'));
    target.dispatchEvent(new Event('click'));
    subscription.unsubscribe();
    target.dispatchEvent(new Event('click'));
  },
};

declare global {
  interface Window {
    native: typeof page;
  }
}
window.native = page;
