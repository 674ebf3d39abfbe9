import { baseUrl } from '../../platform/page';
import type { PushError } from '../../vocabulary/push-error';
import { webSocketFailure } from './websocket-failure';

/**
 * Makes a URL absolute against the page, and `http` into `ws`, as newer platforms do by themselves (WHATWG WebSockets §3.1);
 * older ones take neither.
 */
export function webSocketUrl(url: string | URL): string {
  const given = String(url);
  const base = baseUrl();
  if (!URL.canParse(given, base)) throw unusable(given, 'it cannot be resolved');
  const absolute = new URL(given, base);
  if (absolute.protocol === 'http:') absolute.protocol = 'ws:';
  else if (absolute.protocol === 'https:') absolute.protocol = 'wss:';
  if (absolute.protocol !== 'ws:' && absolute.protocol !== 'wss:')
    throw unusable(given, `its scheme is ${absolute.protocol}`);
  return absolute.href;
}

function unusable(url: string, why: string): PushError {
  return webSocketFailure('unsupported', `the URL is of no use to a WebSocket: ${why}`, undefined, url);
}
