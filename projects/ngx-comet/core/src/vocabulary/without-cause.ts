import { PushError } from './push-error';

/** The same error for a log: a console shows the cause too, which may hold the URL or the payload. */
export function withoutCause({ code, message, ...facts }: PushError): PushError {
  return new PushError(code, message, facts);
}
