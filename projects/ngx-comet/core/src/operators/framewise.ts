import { Observable, type OperatorFunction } from 'rxjs';
import { deliveryOf } from './delivery';
import { FramePacer } from './frame-pacer';

/** The options of the operators that hold values back until the animation frame. */
export interface FrameOptions {
  /**
   * How many values may be held, default 10_000. That many are handed over at once, without waiting for the frame: a page that
   * is hidden gets no frames, and is given what arrived no more than once a second.
   */
  readonly max?: number | undefined;
}

/** Holds values back until the frame; made per subscription. */
export interface Collector<T, B> {
  /** True if it holds as much as it may, and is to be emptied at once. What it throws ends the stream. */
  add(value: T): boolean;
  /** Hands over what it holds and forgets it; `undefined` if that is nothing. */
  take(): B | undefined;
}

/** Emits what a collector holds, once per animation frame; see {@link FramePacer} for how often that is. */
export function framewise<T, B>(create: () => Collector<T, B>): OperatorFunction<T, B> {
  return (source) =>
    new Observable((subscriber) => {
      const delivery = deliveryOf(source);
      const enter = delivery?.enter ?? inPlace;
      const collector = create();
      const flush = (): void => {
        const batch = collector.take();
        if (batch !== undefined) enter(() => subscriber.next(batch));
      };
      const pacer = new FramePacer(flush);
      // What arrived is handed over before the end, whatever the end.
      const end = (tell: () => void): void => {
        pacer.stop();
        flush();
        enter(tell);
      };
      const next = (value: T): void => {
        if (subscriber.closed) return;
        try {
          if (!collector.add(value) && delivery?.atOnce !== true) return pacer.request();
        } catch (error) {
          return end(() => subscriber.error(error));
        }
        flush();
      };
      subscriber.add(() => pacer.stop());
      subscriber.add(
        (delivery?.outside ?? source).subscribe({
          next,
          error: (error: unknown) => end(() => subscriber.error(error)),
          complete: () => end(() => subscriber.complete()),
        }),
      );
    });
}

function inPlace(handOver: () => void): void {
  handOver();
}
