import type { WebSocketConstructor } from 'ngx-comet/core';

/**
 * The `WebSocket` of the platform, made fit for Angular's server platform: that replaces the global `Event` by the one of its DOM,
 * of which Node then makes events that its own `EventTarget` refuses with an uncaught exception. Here they go straight to the
 * handlers. `undefined` where the platform has none.
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
