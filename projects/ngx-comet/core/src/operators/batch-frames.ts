import type { OperatorFunction } from 'rxjs';
import { check } from '../checks/check';
import { wholeFrom } from '../checks/kinds';
import { type FrameOptions, framewise } from './framewise';

/**
 * Gathers values into arrays, one per animation frame, so that a fast feed costs one rendering per frame; 16 ms apart where
 * there are no frames, as in Node. Nothing is emitted while nothing arrives.
 *
 * It watches what its batches cost, rendering included, and makes them rarer, down to one in 100 ms, so that a slow device
 * spends no more than about a third of its time on them. Behind a hidden page, which gets no frames, a timer steps in. What is
 * held when the source ends is emitted before the end.
 *
 * In an app with zone.js put it right behind the stream of `PushService`: it then enters the zone once per batch instead of
 * once per chunk. A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * sse$<Trade>('/trades').pipe(batchFrames()).subscribe((trades) => append(trades));
 * ```
 */
export function batchFrames<T>(options: FrameOptions = {}): OperatorFunction<T, readonly T[]> {
  const { max = 10_000 } = options;
  check('max', max, wholeFrom(1));
  return framewise(() => {
    let held: T[] = [];
    return {
      add: (value) => held.push(value) >= max,
      take: () => {
        if (held.length === 0) return undefined;
        const batch = held;
        held = [];
        return batch;
      },
    };
  });
}
