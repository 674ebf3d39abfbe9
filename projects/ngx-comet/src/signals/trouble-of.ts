import type { ConnectionStatus, PushError } from 'ngx-comet/core';

/** Why a connection does not deliver, given its status and what was the matter before. */
export function troubleOf(status: ConnectionStatus, before: PushError | undefined): PushError | undefined {
  switch (status.phase) {
    case 'open':
    case 'idle':
      return undefined;
    case 'waiting':
    case 'closed':
      return status.error;
    case 'connecting':
    case 'paused':
      return before;
  }
}
