import type { OperatorFunction } from 'rxjs';
import { checkOptions } from '../checks/check';
import { wholeFrom } from '../checks/kinds';
import { type FrameOptions, framewise } from './framewise';
import { numberOr } from '../platform/number-or';
import { own } from '../platform/own';
import { MAX_HELD, sizeOf } from '../platform/size-of';

declare const ngDevMode: object | boolean | undefined;

/**
 * Collects values in arrays and emits one array per animation frame, so a fast feed causes one rendering per frame.
 * Without frames, as in Node, it emits every 16 ms. It emits nothing while nothing arrives.
 *
 * It measures the cost of its batches, rendering included. On a slow device it emits less often, down to once per 100
 * ms, so that batches take no more than about a third of the time. A hidden page gets no frames: then a timer is used
 * instead. Values that are held when the source ends are emitted before the end.
 *
 * In an app with zone.js, put it directly after the stream of `PushService`: then it enters the zone once per batch
 * instead of once per chunk. A wrong option throws a `TypeError` from the call.
 *
 * @usageNotes
 * ```ts
 * sse$<Trade>('/trades').pipe(batchFrames()).subscribe((trades) => append(trades));
 * ```
 */
export function batchFrames<T>(options: FrameOptions = {}): OperatorFunction<T, readonly T[]> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkOptions<FrameOptions>('batchFrames', options, { max: wholeFrom(1) });
  }
  const max = numberOr(10_000, own(options).max, 1);
  return framewise(() => {
    let held: T[] = [];
    let size = 0;
    return {
      add: (value) => {
        size += sizeOf(value);
        return held.push(value) >= max || size > MAX_HELD;
      },
      take: () => {
        if (held.length === 0) return undefined;
        const batch = held;
        held = [];
        size = 0;
        return batch;
      },
    };
  });
}
