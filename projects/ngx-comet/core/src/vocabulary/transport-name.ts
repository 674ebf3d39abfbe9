/** The ways a server can push to a page. */
export type TransportName = 'polling' | 'http-stream' | 'sse' | 'websocket' | 'jsonp';
