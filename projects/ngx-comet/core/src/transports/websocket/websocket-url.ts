import { baseUrl } from '../../platform/page';
import type { PushError } from '../../vocabulary/push-error';
import { webSocketFailure } from './websocket-failure';
import { shorten } from '../../platform/shorten';

declare const ngDevMode: object | boolean | undefined;

/**
 * Resolves a URL against the page, and turns `http` into `ws`. Newer platforms do both by themselves (WHATWG WebSockets
 * §3.1), but older ones reject such URLs.
 */
export function webSocketUrl(url: string | URL): string {
  const given = String(url);
  const base = baseUrl();
  if (!URL.canParse(given, base)) {
    const reason = typeof ngDevMode === 'undefined' || ngDevMode ? ', or relative without a page' : '';
    throw unusable(given, `it is invalid${reason}`);
  }
  const absolute = new URL(given, base);
  const { protocol } = absolute;
  if (protocol === 'http:') absolute.protocol = 'ws:';
  else if (protocol === 'https:') absolute.protocol = 'wss:';
  else if (protocol !== 'ws:' && protocol !== 'wss:')
    throw unusable(given, `its scheme is ${shorten(protocol)}, not ws:, wss:, http: or https:`);
  // No server gets a fragment, and the constructor throws for one. Without its end, a token would be another one.
  if (absolute.href.includes('#')) {
    const advice = typeof ngDevMode === 'undefined' || ngDevMode ? ': leave out the #, or write %23' : '';
    throw unusable(given, `it has a fragment${advice}`);
  }
  return absolute.href;
}

function unusable(url: string, why: string): PushError {
  return webSocketFailure('unsupported', `a WebSocket cannot use the URL: ${why}`, undefined, url);
}
