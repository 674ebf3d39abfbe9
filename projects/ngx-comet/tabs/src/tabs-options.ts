import type { PushLogger } from 'ngx-comet/core';

/** The options of {@link shareAcrossTabs}. */
export interface TabsOptions {
  /**
   * How many messages every tab keeps for tabs that missed some, default 1_000, together at most 16 Mi characters and
   * bytes.
   */
  readonly tail?: number | undefined;
  /** Gets a warning when this tab misses messages that the leading tab does not have any more; default the console. */
  readonly logger?: PushLogger | undefined;
}
