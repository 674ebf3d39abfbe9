/** Keeps the cursor of a feed: the id of the last message that was delivered whole. */
export interface CursorStore {
  /** The latest cursor; `undefined` = none. */
  get(): string | undefined;
  /** `undefined` forgets it. */
  set(cursor: string | undefined): void;
}
