/** The options of {@link shareAcrossTabs}. */
export interface TabsOptions {
  /** How many messages every tab keeps for tabs that missed some, default 1_000. */
  readonly tail?: number | undefined;
}
