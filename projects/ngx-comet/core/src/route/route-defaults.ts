import type { HttpOptions } from '../http/http-options';
import type { WebSocketConstructor } from '../platform/websocket-like';

/** The default options of all routes of a connection. An option of the route itself wins. */
export interface RouteDefaults extends Pick<
  HttpOptions,
  'credentials' | 'defaults' | 'explain' | 'fetch' | 'headers' | 'query'
> {
  /** Creates the sockets, default the `WebSocket` of the platform, looked up at every attempt. */
  readonly WebSocket?: WebSocketConstructor | undefined;
}
