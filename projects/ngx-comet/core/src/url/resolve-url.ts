import type { Attempt } from '../vocabulary/attempt';
import { wrongOption } from '../checks/check';
import { PushError } from '../vocabulary/push-error';
import { isPushError } from '../vocabulary/is-push-error';
import type { TransportName } from '../vocabulary/transport-name';
import type { UrlSource } from './url-source';

type Query = Readonly<Record<string, string | number | boolean>>;

/** Throws for a URL that can never work, before anybody subscribes. */
export function checkUrl(url: unknown, option = 'url'): void {
  if (typeof url === 'function' || url instanceof URL) return;
  if (typeof url !== 'string' || url.trim() === '') {
    wrongOption(option, url, 'a non-empty string, a URL, or a function that returns one');
  }
}

/** The URL of one attempt. A function that fails is asked again like a server that is down: tokens come from servers too. */
export async function resolveUrl(source: UrlSource, attempt: Attempt, transport: TransportName): Promise<string> {
  if (typeof source !== 'function') return String(source);
  let url: unknown;
  try {
    url = await source(attempt);
  } catch (cause) {
    throw sourceFailed('url', cause, transport);
  }
  if ((typeof url === 'string' && url.trim() !== '') || url instanceof URL) return String(url);
  throw new PushError('unsupported', `the url function returned ${String(url)} instead of a URL`, {
    transient: false,
    transport,
  });
}

/** A `url` or `headers` function threw: its own `PushError` decides, anything else is taken for a passing fault. */
export function sourceFailed(option: string, cause: unknown, transport: TransportName): PushError {
  if (isPushError(cause)) return cause;
  return new PushError('network', `the ${option} function failed: ${String(cause)}`, {
    transient: true,
    transport,
    cause,
  });
}

/**
 * Sets parameters in a URL that may be relative, which `URL` cannot take apart without a base. The rest of the query stays
 * as it is written: it may be signed.
 */
export function withQuery(url: string, query: Query | undefined): string {
  const added = query === undefined ? [] : Object.entries(query);
  if (added.length === 0) return url;
  const [, head = '', search = '', hash = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url) ?? [];
  const names = new Set(added.map(([name]) => encodeURIComponent(name)));
  const kept = search
    .slice(1)
    .split('&')
    .filter((part) => part !== '' && !names.has(part.replace(/=.*$/s, '')));
  const set = added.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${head}?${[...kept, ...set].join('&')}${hash}`;
}
