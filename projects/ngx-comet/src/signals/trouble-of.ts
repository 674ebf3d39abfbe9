import type { ConnectionStatus, PushError } from 'ngx-comet/core';

/** Why a connection delivers no values, by its status and the error so far. */
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
