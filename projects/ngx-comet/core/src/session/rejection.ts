import { payloadText } from '../decode/about-payload';
import { shorten } from '../platform/shorten';
import { PushError } from '../vocabulary/push-error';

/**
 * What a logger gets about a rejected message: the error without its cause, which may hold the whole payload, and the first
 * 100 characters of the payload.
 */
export function rejection(error: PushError, raw: unknown): { readonly error: PushError; readonly raw: string } {
  const { code, message, ...facts } = error;
  return { error: new PushError(code, message, facts), raw: shorten(payloadText(raw)) };
}
