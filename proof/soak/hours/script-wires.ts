// JSONP needs a page, so its scripts go through the test entry point, and reach the same virtual server.
import type { PushTestConnection, PushTestingController } from 'ngx-comet/core/testing';
import type { VirtualServer, Wire } from './virtual-server.ts';

/** How long a script is held, in milliseconds. */
const HOLD = 5_000;

interface Held {
  readonly wire: Wire;
  readonly timer: NodeJS.Timeout;
}

/** Answers the requests of JSONP: an array of messages, or `null`. */
export class ScriptWires {
  readonly #push: PushTestingController;
  readonly #server: VirtualServer;
  readonly #held = new Map<PushTestConnection, Held>();

  constructor(push: PushTestingController, server: VirtualServer) {
    this.#push = push;
    this.#server = server;
  }

  /** Must be called after every step: takes new requests, and forgets those that the page has left. */
  adopt(): void {
    for (const [connection, held] of this.#held) if (connection.state === 'closed') this.#forget(connection, held);
    for (const connection of this.#push.match(() => true)) this.#answer(connection);
  }

  #answer(connection: PushTestConnection): void {
    const { kind } = this.#server.mood;
    if (kind === 'mute' || connection.state === 'closed') return;
    if (kind !== 'well') {
      connection.lose();
      return;
    }
    const finish = (answer: unknown): void => {
      const held = this.#held.get(connection);
      if (held !== undefined) this.#forget(connection, held);
      if (connection.state === 'closed') return;
      if (answer === undefined) connection.lose();
      else connection.next(answer);
    };
    const wire: Wire = {
      transport: 'jsonp',
      deliver: finish,
      close: () => {
        finish(undefined);
      },
    };
    const timer = setTimeout(() => {
      if (!this.#server.isDead(wire)) finish(null);
    }, HOLD);
    this.#held.set(connection, { wire, timer });
    const cursor = new URL(connection.request.url).searchParams.get('cursor') ?? undefined;
    this.#server.accept(wire, this.#server.positionOf(cursor).position);
  }

  #forget(connection: PushTestConnection, { wire, timer }: Held): void {
    clearTimeout(timer);
    this.#server.gone(wire);
    this.#held.delete(connection);
  }
}
