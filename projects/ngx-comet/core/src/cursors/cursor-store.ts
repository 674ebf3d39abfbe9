/** Stores the cursor of a feed: the id of the last message that was delivered completely. */
export interface CursorStore {
  /** Returns the latest cursor; `undefined` = none. */
  get(): string | undefined;
  /** Stores a cursor; `undefined` removes it. */
  set(cursor: string | undefined): void;
}
