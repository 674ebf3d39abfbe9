// The WebSocket of the virtual server.
import type { WebSocketLike, WebSocketConstructor } from 'ngx-comet/core';
import type { VirtualServer, Wire } from './virtual-server.ts';

/** The round trip of a handshake and of an answer, in milliseconds. */
const TRIP = 20;

/** A WebSocket class whose sockets reach the virtual server. It answers `ping`, and each command once. */
export function webSocketOf(server: VirtualServer): WebSocketConstructor {
  return class VirtualSocket implements WebSocketLike {
    binaryType = 'blob';
    readyState = 0;
    readonly bufferedAmount = 0;
    readonly protocol = '';
    onopen: WebSocketLike['onopen'] = null;
    onmessage: WebSocketLike['onmessage'] = null;
    onerror: WebSocketLike['onerror'] = null;
    onclose: WebSocketLike['onclose'] = null;
    readonly #wire: Wire;
    readonly #timers = new Set<NodeJS.Timeout>();

    constructor(url: string | URL) {
      const cursor = new URL(url).searchParams.get('cursor') ?? undefined;
      this.#wire = {
        transport: 'websocket',
        deliver: (messages) => {
          for (const { n, id } of messages) this.onmessage?.({ data: JSON.stringify({ n, id }) });
        },
        close: (how) => {
          this.#over(how === 'end' ? 1001 : 1006);
        },
      };
      if (server.mood.kind !== 'mute') this.#later(() => this.#shake(cursor));
    }

    send(data: unknown): void {
      if (this.readyState !== 1) throw new Error('the socket is not open');
      const { ping, command } = JSON.parse(String(data)) as { readonly ping?: number; readonly command?: number };
      this.#later(() => {
        if (server.isDead(this.#wire) || server.silent) return;
        this.onmessage?.({ data: JSON.stringify(ping === undefined ? { ack: command } : { pong: ping }) });
      });
    }

    close(): void {
      this.readyState = 3;
      for (const timer of this.#timers) clearTimeout(timer);
      server.gone(this.#wire);
    }

    #shake(cursor: string | undefined): void {
      if (server.mood.kind !== 'well') {
        this.#over(1006);
        return;
      }
      this.readyState = 1;
      this.onopen?.({ type: 'open' });
      server.accept(this.#wire, server.positionOf(cursor).position);
    }

    #over(code: number): void {
      this.close();
      if (code === 1006) this.onerror?.({ type: 'error' });
      this.onclose?.({ code, reason: '' });
    }

    #later(work: () => void): void {
      const timer = setTimeout(() => {
        this.#timers.delete(timer);
        work();
      }, TRIP);
      this.#timers.add(timer);
    }
  };
}
