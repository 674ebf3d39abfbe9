import { isPushError, type PushEvent } from 'ngx-comet/core';

/**
 * Whether a value is an event of a connection. Its shape decides, because events pass through operators and between
 * copies of the package.
 */
export function isPushEvent(value: unknown): value is PushEvent<unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const event = value as Record<string, unknown>;
  switch (event['kind']) {
    case 'connecting':
      return typeof event['transport'] === 'string' && typeof event['attempt'] === 'number';
    case 'open':
      return typeof event['transport'] === 'string' && typeof event['continuity'] === 'string';
    case 'message':
      return isMessage(event['message']);
    case 'rejected':
      return 'raw' in event && isPushError(event['error']);
    case 'lost':
      return typeof event['retryIn'] === 'number' && isPushError(event['error']);
    case 'paused':
      return typeof event['reason'] === 'string';
    default:
      return false;
  }
}

function isMessage(message: unknown): boolean {
  return (
    typeof message === 'object' && message !== null && 'data' in message && 'event' in message && 'transport' in message
  );
}
