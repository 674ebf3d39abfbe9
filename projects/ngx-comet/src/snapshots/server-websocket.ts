import type { WebSocketConstructor } from 'ngx-comet/core';

/**
 * The `WebSocket` of the platform, adapted to Angular's server platform. Angular replaces the global `Event` with the
 * class of its DOM. Node then creates events of that class, and its own `EventTarget` rejects them with an uncaught
 * exception. Here events are passed straight to the handlers. `undefined` if the platform has no `WebSocket`.
 */
export function serverWebSocket(): WebSocketConstructor | undefined {
  const { WebSocket } = globalThis as { readonly WebSocket?: typeof globalThis.WebSocket };
  if (WebSocket === undefined) return undefined;
  return class extends WebSocket {
    override dispatchEvent(event: Event): boolean {
      const handler = (this as unknown as Record<string, ((event: Event) => void) | null | undefined>)[
        `on${event.type}`
      ];
      handler?.call(this, event);
      return true;
    }
  };
}
