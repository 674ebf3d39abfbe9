import { baseUrl } from '../../platform/page';
import type { PushError } from '../../vocabulary/push-error';
import { webSocketFailure } from './websocket-failure';
import { shorten } from '../../platform/shorten';

/**
 * Resolves a URL against the page, and turns `http` into `ws`. Newer platforms do both by themselves (WHATWG WebSockets
 * §3.1), but older ones reject such URLs.
 */
export function webSocketUrl(url: string | URL): string {
  const given = String(url);
  const base = baseUrl();
  if (!URL.canParse(given, base)) throw unusable(given, 'it cannot be resolved');
  const absolute = new URL(given, base);
  if (absolute.protocol === 'http:') absolute.protocol = 'ws:';
  else if (absolute.protocol === 'https:') absolute.protocol = 'wss:';
  if (absolute.protocol !== 'ws:' && absolute.protocol !== 'wss:')
    throw unusable(given, `its scheme is ${shorten(absolute.protocol)}`);
  return absolute.href;
}

function unusable(url: string, why: string): PushError {
  return webSocketFailure('unsupported', `a WebSocket cannot use the URL: ${why}`, undefined, url);
}
