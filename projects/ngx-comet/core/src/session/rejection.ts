import { payloadText } from '../decode/about-payload';
import { shorten } from '../platform/shorten';
import type { PushError } from '../vocabulary/push-error';
import { withoutCause } from '../vocabulary/without-cause';

/**
 * What a logger gets about a rejected message: the error without its cause, which may hold the whole payload, and the first
 * 100 characters of the payload.
 */
export function rejection(error: PushError, raw: unknown): { readonly error: PushError; readonly raw: string } {
  return { error: withoutCause(error), raw: shorten(payloadText(raw)) };
}
