import { pageOrigin } from '../../platform/page';
import type { WebSocketLike } from '../../platform/websocket-like';
import type { PushError } from '../../vocabulary/push-error';
import { addressSpace, PUBLIC } from '../../url/address-space';
import { webSocketFailure } from './websocket-failure';

declare const ngDevMode: object | boolean | undefined;

/**
 * The error of a `ws:` URL on a page over https, which the browser blocks (Mixed Content §4.4). What is blocked is left
 * to the browser: this computer and the local network are exempt in some, and with `upgrade-insecure-requests` it
 * connects to `wss:`. `undefined` where it would not block the URL.
 */
export function mixedContent(url: string, cause?: unknown): PushError | undefined {
  if (!url.startsWith('ws:') || pageOrigin()?.startsWith('https:') !== true) return undefined;
  const advice = typeof ngDevMode === 'undefined' || ngDevMode ? ': use wss:' : '';
  return webSocketFailure(
    'unsupported',
    `the page is secure, so the browser blocks ws: as mixed content${advice}`,
    cause,
    url,
  );
}

/** The same for a socket that did not open. Some browsers report the block like a server that is down. */
export function blockedSocket(socket: WebSocketLike & { readonly url?: unknown }): PushError | undefined {
  const { WebSocket } = globalThis as Partial<typeof globalThis>;
  // Sockets of another origin than the browser know no mixed content.
  if (WebSocket === undefined || !(socket instanceof WebSocket)) return undefined;
  // The browser may have upgraded the URL.
  const { url } = socket;
  return addressSpace(new URL(url).hostname) === PUBLIC ? mixedContent(url) : undefined;
}
