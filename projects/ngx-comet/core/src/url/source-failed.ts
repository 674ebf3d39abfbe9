import { isPushError } from '../vocabulary/is-push-error';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';
import { nameOf } from './safe-reason';

/**
 * Returns the error of an attempt whose `url` or `headers` function failed. A `PushError` of the function is kept. Any
 * other error is transient. Its message may contain the token, so only its name is shown.
 */
export function sourceFailed(option: string, cause: unknown, transport: TransportName): PushError {
  if (isPushError(cause)) return cause;
  return new PushError('network', `the ${option} function failed: ${nameOf(cause)}`, {
    transient: true,
    transport,
    cause,
  });
}
