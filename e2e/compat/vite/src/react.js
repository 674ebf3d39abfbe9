import { createElement, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { sse$ } from 'ngx-comet/core';

/** A stream as a store of React: the snapshot is the last value. */
function storeOf(/** @type {import('rxjs').Observable<unknown>} */ stream) {
  let last;
  return {
    snapshot: () => last,
    subscribe: (/** @type {() => void} */ changed) => {
      const subscription = stream.subscribe((value) => {
        last = value;
        changed();
      });
      return () => subscription.unsubscribe();
    },
  };
}

const prices = storeOf(sse$('/feeds/prices/sse'));

function Price() {
  const value = useSyncExternalStore(prices.subscribe, prices.snapshot);
  return createElement('output', null, value === undefined ? 'waiting' : String(value.value));
}

export function showReact(/** @type {HTMLElement} */ element) {
  createRoot(element).render(createElement(Price));
}
