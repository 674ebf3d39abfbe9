import { PushError, type PushErrorCode } from '../../vocabulary/push-error';

/** Returns a final error: a retry would fail the same way. */
export function webSocketFailure(code: PushErrorCode, message: string, cause?: unknown, url?: string): PushError {
  return new PushError(code, message, { transient: false, transport: 'websocket', url, cause });
}
