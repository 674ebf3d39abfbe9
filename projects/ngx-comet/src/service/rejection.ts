import { PushError } from 'ngx-comet/core';

/** How much of a message a logger gets, in characters. */
const SHOWN = 100;

/**
 * What a logger gets about a message that cannot be used: the error without its cause, which may hold the whole message, and
 * the first characters of the message.
 */
export function rejection(
  { code, message, ...facts }: PushError,
  raw: unknown,
): { readonly error: PushError; readonly raw: string } {
  return { error: new PushError(code, message, facts), raw: textOf(raw).slice(0, SHOWN) };
}

function textOf(raw: unknown): string {
  if (typeof raw === 'string') return raw;
  try {
    return raw instanceof Uint8Array ? new TextDecoder().decode(raw) : (JSON.stringify(raw) ?? '');
  } catch {
    return '';
  }
}
