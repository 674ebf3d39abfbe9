import { PushError, type PushErrorCode } from '../../vocabulary/push-error';

/** What ends the stream, since it would go wrong again. */
export function webSocketFailure(code: PushErrorCode, message: string, cause?: unknown, url?: string): PushError {
  return new PushError(code, message, { transient: false, transport: 'websocket', url, cause });
}
