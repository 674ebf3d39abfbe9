import { shorten } from '../platform/shorten';
import { PushError } from '../vocabulary/push-error';
import type { TransportName } from '../vocabulary/transport-name';

/**
 * The error of a stream whose option threw, or emitted an error. `resume.confirm` gets the cursor, and its error may repeat
 * it: only the name is shown.
 */
export function optionError(option: string, cause: unknown, transport: TransportName): PushError {
  const shown = option === 'resume.confirm' && cause instanceof Error ? cause.name : shorten(cause);
  return new PushError('aborted', `${option} failed: ${shown}`, { transient: false, transport, cause });
}
