/** The options of {@link bounded}. */
export interface BoundedOptions {
  /** How many values may be held between two frames. */
  readonly max: number;
  /** What becomes of one too many: the stream fails, or the oldest one held or the new one is dropped and counted. */
  readonly overflow: 'error' | 'drop-oldest' | 'drop-newest';
}
