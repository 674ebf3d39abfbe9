import type { PushLogger } from 'ngx-comet/core';

/** Warns once that the tabs wait for a leader that does not answer. */
export function stuckWarning(logger: PushLogger): () => void {
  let warned = false;
  return () => {
    if (warned) return;
    warned = true;
    logger.warn(
      'ngx-comet: the leading tab does not answer, and this browser lets no other tab take over. Close the tab that hangs.',
    );
  };
}
