import { Observable, type OperatorFunction } from 'rxjs';
import { deliveryOf } from './delivery';
import { FramePacer } from './frame-pacer';
import { keepingStatus } from './keeping-status';

/** The options of the operators that hold values back until the animation frame. */
export interface FrameOptions {
  /**
   * How many values may be held, default 10_000, together at most 16 Mi characters and bytes. When that many are held,
   * they are emitted at once, without waiting for the frame: a hidden page gets no frames, and its timers fire only once a second.
   */
  readonly max?: number | undefined;
}

/** Holds values until the frame. Each subscription has its own. */
export interface Collector<T, B> {
  /** Returns true if it is full and must be emptied at once. An error that it throws ends the stream. */
  add(value: T): boolean;
  /** Returns the values and removes them; `undefined` if there are none. */
  take(): B | undefined;
}

/** Emits the values of a collector once per animation frame. {@link FramePacer} decides how often that is. */
export function framewise<T, B>(create: () => Collector<T, B>): OperatorFunction<T, B> {
  return keepingStatus(
    (source) =>
      new Observable((subscriber) => {
        const delivery = deliveryOf(source);
        const enter = delivery?.enter ?? inPlace;
        const collector = create();
        const flush = (): void => {
          const batch = collector.take();
          if (batch !== undefined) enter(() => subscriber.next(batch));
        };
        const pacer = new FramePacer(flush);
        // Held values are emitted before the completion or the error.
        const end = (emitEnd: () => void): void => {
          pacer.stop();
          flush();
          enter(emitEnd);
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
      }),
  );
}

function inPlace(deliver: () => void): void {
  deliver();
}
