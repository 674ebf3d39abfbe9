import type { HttpOptions } from '../http/http-options';
import type { WebSocketOptions } from '../transports/websocket/websocket-options';

/** What all routes of a connection start from; what a route says itself wins. */
export type RouteDefaults = Pick<HttpOptions, 'credentials' | 'explain' | 'fetch' | 'headers' | 'query'> &
  Pick<WebSocketOptions<unknown>, 'WebSocket'>;
