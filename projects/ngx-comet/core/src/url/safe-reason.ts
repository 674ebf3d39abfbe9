import { shorten } from '../platform/shorten';
import { withoutValues } from '../vocabulary/without-secrets';

/**
 * Returns `: ` and the message of a platform's error. Returns '' if the message contains the URL: it may have a token.
 */
export function safeReason(cause: unknown, url: string, secrets?: Iterable<string>): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return words === '' || words.includes('://') || words.includes(url)
    ? ''
    : `: ${shorten(withoutEcho(words, url, secrets))}`;
}

/** The name of an error, for messages that must not repeat its message. */
export function nameOf(cause: unknown): string {
  return cause instanceof Error ? shorten(cause.name) : `it threw ${typeof cause}`;
}

/**
 * A text of the server or the platform, without what it repeats of the request: what the URL has in its user info, query
 * and fragment, and the other secrets.
 */
export function withoutEcho(text: string | undefined, url: string, secrets: Iterable<string> = []): string {
  const [, user = '', query = ''] = /^(?:[^\\/?#:]*:)?[\\/]*(?:([^\\/?#]*)@)?[^?#]*(.*)$/s.exec(url) ?? [];
  const parts = [user, ...user.split(':'), ...query.split(/[?#&]/).map((part) => part.slice(part.indexOf('=') + 1))];
  const values = [...secrets].flatMap((secret) => [secret, ...secret.split(/[\s,]+/)]);
  return withoutValues(text ?? '', [...parts, ...parts.map(decoded), ...values]);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.replaceAll('+', ' '));
  } catch {
    return part;
  }
}
