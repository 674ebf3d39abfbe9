/** The options of the operators that hold values back until the animation frame. */
export interface FrameOptions {
  /**
   * How many values may be held, default 10_000. That many are handed over at once, without waiting for the frame: a page that
   * is hidden gets no frames, and is given what arrived no more than once a second.
   */
  readonly max?: number | undefined;
}
