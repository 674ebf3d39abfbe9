import { PushError, sse$, type Continuity, type PushEvent, type SseOptions } from 'ngx-comet/core';
import type { Observable } from 'rxjs';

/** The names of the specification of July 2026, and those of the hubs 0.x, which most sites still run. */
const NAMES = {
  standard: { topic: 'match', cursor: 'last_event_id', answer: 'Mercure-Last-Event-ID' },
  'pre-standard': { topic: 'topic', cursor: 'lastEventID', answer: 'Last-Event-ID' },
} as const;

export interface MercureOptions<T> extends SseOptions<T> {
  /** The topics, each compared as a whole. */
  readonly topics: readonly string[];
  /** URL Patterns of more topics, such as `https://example.com/books/:id`. Hubs 0.x take URI Templates in `topics`. */
  readonly patterns?: readonly string[];
  /** Which names the hub knows, default `'standard'`; `'pre-standard'` for hubs 0.x. */
  readonly names?: keyof typeof NAMES;
  /** Whether the cursor is sent in a header, the default, or in the query, which costs no CORS preflight. */
  readonly cursorIn?: 'header' | 'query';
}

/**
 * Implements the subscriber of Mercure (https://mercure.rocks/spec). `open` is `resumed` if the hub continues after the
 * last message, and `gap` if it does not know that message any more. Across origins the hub must expose its header
 * (`Access-Control-Expose-Headers`), or a reconnection is `unknown`.
 *
 * To be authorized, use `headers` for a token, or `credentials: 'include'` for the cookie of the hub. A token in the URL
 * ends up in logs, and the specification forbids it.
 */
export function mercure$<T>(
  hub: string | URL,
  { topics, patterns = [], names = 'standard', cursorIn = 'header', resume, ...options }: MercureOptions<T>,
): Observable<PushEvent<T>> {
  const { topic, cursor: parameter, answer } = NAMES[names];
  const url = new URL(hub);
  for (const one of topics) url.searchParams.append(topic, one);
  for (const one of patterns) url.searchParams.append('match_urlpattern', one);
  const confirm = ({ headers, cursor }: { headers: Headers; cursor: string }): Continuity | undefined => {
    const start = headers.get(answer);
    // "earliest" or another id: the messages between the cursor and what follows are gone.
    return start === null ? undefined : start === cursor ? 'resumed' : 'gap';
  };
  return sse$<T>(url, {
    ...options,
    resume: resume !== false && { confirm, ...(cursorIn === 'query' && { query: parameter }), ...resume },
    observe: 'events',
  });
}

export interface DiscoveredHub {
  readonly hub: URL;
  /** The id of the last message that the resource contains, for `resume.from`; `undefined` if the publisher sends none. */
  readonly lastEventId: string | undefined;
}

/**
 * Reads the hub from the header `Link` of a resource. A hub gets the token of its subscribers, so by default only one of
 * the origin of the resource is accepted.
 */
export function hubOf(
  { url, headers }: Pick<Response, 'url' | 'headers'>,
  accepts: (hub: URL) => boolean = ({ origin }) => origin === new URL(url).origin,
): DiscoveredHub {
  for (const { target, parameters } of linksOf(headers.get('Link') ?? '')) {
    const hub = new URL(target, url);
    const isHub = parameters.get('rel')?.split(' ').includes('mercure') === true;
    if (isHub && accepts(hub)) return { hub, lastEventId: parameters.get('last-event-id') };
  }
  throw new PushError('protocol', 'the resource names no hub that is accepted', { transient: false, url });
}

interface Link {
  readonly target: string;
  readonly parameters: Map<string, string>;
}

/** RFC 8288: `<target>; name=value; name="value", <target> …`. */
function linksOf(header: string): readonly Link[] {
  const tokens = header.match(/<[^>]*>?|"(?:[^"\\]|\\.)*"?|[;,=]|[^\s<>";,=]+/g) ?? [];
  const links: Link[] = [];
  tokens.forEach((token, at) => {
    const [name = '', equals, value = ''] = tokens.slice(at + 1, at + 4);
    if (token.startsWith('<')) links.push({ target: token.slice(1, -1), parameters: new Map() });
    else if (token === ';' && equals === '=')
      links.at(-1)?.parameters.set(name.toLowerCase(), value.replace(/^"|"$|\\(?=.)/g, ''));
  });
  return links;
}
