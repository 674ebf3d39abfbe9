// What the platform's own types and those of the package have in common, with and without the library for browsers.
import { sse$, storedCursor, websocket$, type HttpOptions, type WebSocketConstructor } from 'ngx-comet/core';

declare const answer: Response;
type Init = NonNullable<Parameters<typeof fetch>[1]>;

sse$('/x', { fetch, headers: new Headers({ accept: 'text/event-stream' }), credentials: 'include' });
sse$('/x', { fetch: () => Promise.resolve(answer), headers: [['accept', 'text/event-stream']] });
sse$('/x', { headers: { accept: 'text/event-stream' }, method: 'POST', body: new URLSearchParams({ a: 'b' }) });
sse$('/x', { method: 'POST', body: new Blob(['a']) });
sse$('/x', { method: 'POST', body: new FormData() });
sse$('/x', { method: 'POST', body: new Uint8Array([1]) });
sse$('/x', { method: 'POST', body: new Uint8Array([1]).buffer });
sse$('/x', { resume: { store: storedCursor('prices') } });
websocket$('/x', { WebSocket, binaryType: 'blob', encode: () => new Uint8Array(1) });
export const sockets: WebSocketConstructor = WebSocket;

/** An own fetch function, and a request made of the options. */
export function request({ credentials, redirect, fetch: given = fetch }: HttpOptions): Promise<Response> {
  const init: Init = {
    ...(credentials !== undefined && { credentials }),
    ...(redirect !== undefined && { redirect }),
  };
  return given('/x', init);
}
