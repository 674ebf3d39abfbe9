import { shorten } from '../platform/shorten';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';

/** The error of a stream whose option threw, or emitted an error. */
export function optionError(option: string, cause: unknown, transport: TransportName): PushError {
  return new PushError('aborted', `${option} failed: ${shorten(cause)}`, { transient: false, transport, cause });
}
