import { shorten } from '../platform/shorten';

/**
 * Returns `: ` and the message of a platform's error. Returns '' if the message contains the URL: it may have a token.
 */
export function safeReason(cause: unknown, url: string): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return words === '' || words.includes('://') || words.includes(url) ? '' : `: ${shorten(words)}`;
}
