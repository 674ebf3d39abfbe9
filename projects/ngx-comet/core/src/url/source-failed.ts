import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import { shorten } from '../platform/shorten';

/**
 * Returns the error of an attempt whose `url` or `headers` function failed. A `PushError` of the function is kept. Any
 * other error is transient.
 */
export function sourceFailed(option: string, cause: unknown, transport: TransportName): PushError {
  if (isPushError(cause)) return cause;
  return new PushError('network', `the ${option} function failed: ${shorten(cause)}`, {
    transient: true,
    transport,
    cause,
  });
}
