/** The values of one frame, and how many were not kept. */
export interface BoundedBatch<T> extends ReadonlyArray<T> {
  /** How many values were dropped since the batch before. */
  readonly dropped: number;
  /** How many values were dropped since the subscription. */
  readonly droppedInAll: number;
}
