import type { HttpOptions } from '../http/http-options';
import type { WebSocketConstructor } from '../platform/websocket-like';

/** What all routes of a connection start from. An option of the route itself wins. */
export interface RouteDefaults extends Pick<HttpOptions, 'credentials' | 'explain' | 'fetch' | 'headers' | 'query'> {
  /** Makes the sockets, default the platform's own `WebSocket`, looked up at every attempt. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}
