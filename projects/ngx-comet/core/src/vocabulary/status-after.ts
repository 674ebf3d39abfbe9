import type { ConnectionStatus } from './connection-status';
import type { PushEvent } from './push-event';

/** The status after an event; `undefined` if the event does not change it. `attempt` is the current attempt. */
export function statusAfter(event: PushEvent<unknown>, attempt: number, now: number): ConnectionStatus | undefined {
  switch (event.kind) {
    case 'connecting':
      return { phase: 'connecting', transport: event.transport, attempt };
    case 'open':
      return { phase: 'open', transport: event.transport, since: now, continuity: event.continuity };
    case 'lost':
      return {
        phase: 'waiting',
        transport: event.transport,
        attempt,
        error: event.error,
        retryAt: now + event.retryIn,
      };
    case 'paused':
      return { phase: 'paused', reason: event.reason };
    case 'message':
    case 'rejected':
    case 'comment':
      return undefined;
  }
}
