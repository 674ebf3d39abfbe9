import { PushError, type PushErrorCode } from '../../vocabulary/push-error';

/** A final error of a JSONP call. */
export function refusal(code: PushErrorCode, message: string, cause?: unknown): PushError {
  return new PushError(code, message, { transient: false, transport: 'jsonp', cause });
}
