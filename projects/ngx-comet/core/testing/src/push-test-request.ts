import type { TransportName } from 'ngx-comet/core';

/** What the application asked for. */
export interface PushTestRequest {
  /**
   * The URL with its query: as the application gave it for requests over HTTP, and absolute for a WebSocket (`ws:`), an
   * EventSource and JSONP, without the parameter of the callback.
   */
  readonly url: string;
  /** The transport of the stream. */
  readonly transport: TransportName;
  /** The HTTP method; `'GET'` where there is none. */
  readonly method: string;
  /**
   * The headers that were set, `Last-Event-ID` among them. Those that the browser adds are not here. A WebSocket and
   * JSONP have none.
   */
  readonly headers: Headers;
  /** The body as the application gave it; `null` if there is none. */
  readonly body: unknown;
  /** The subprotocols that a WebSocket offers; empty for everything else. */
  readonly protocols: readonly string[];
}

/** Which connections are meant: the URL, a pattern that the URL contains, or a function that returns true for them. */
export type PushTestMatcher = string | RegExp | ((request: PushTestRequest) => boolean);

/** Whether a request is meant by a matcher. */
export function matches(request: PushTestRequest, matcher: PushTestMatcher): boolean {
  if (typeof matcher === 'function') return matcher(request);
  const { url } = request;
  // With the flags `g` and `y` a pattern goes on where it ended last.
  if (matcher instanceof RegExp) return new RegExp(matcher.source, matcher.flags.replace(/[gy]/g, '')).test(url);
  return absolute(url) === absolute(matcher);
}

/** A matcher in the words of an error. */
export function described(matcher: PushTestMatcher, description?: string): string {
  if (description !== undefined) return description;
  if (typeof matcher === 'function') return `the predicate ${matcher.name || '(anonymous)'}`;
  return typeof matcher === 'string' ? JSON.stringify(matcher) : String(matcher);
}

/** A request in the words of an error. */
export function inWords({ transport, method, url }: PushTestRequest): string {
  return transport === 'websocket' || transport === 'jsonp' ? `${transport} ${url}` : `${transport} ${method} ${url}`;
}

/** URLs are compared as absolute ones, and a WebSocket may be named by the URL of its page too. */
function absolute(url: string): string {
  const base = (globalThis.document as Document | undefined)?.baseURI;
  const whole = URL.canParse(url, base) ? new URL(url, base).href : url;
  return whole.replace(/^ws(?=s?:)/, 'http');
}
