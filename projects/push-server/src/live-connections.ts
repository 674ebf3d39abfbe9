import type { Socket } from 'node:net';
import { muteSocket } from './mute-socket.ts';

/** Which connections are meant; what is left out means all. */
export interface Scope {
  readonly feed?: string | undefined;
  /** The last part of the route: `polling`, `long-polling`, `http-stream`, `sse`, `websocket`, `jsonp`. */
  readonly transport?: string | undefined;
}

/** Whether a scope means this place. */
export function covers(scope: Scope, place: Scope): boolean {
  return (
    (scope.feed === undefined || scope.feed === place.feed) &&
    (scope.transport === undefined || scope.transport === place.transport)
  );
}

/** One request of a feed, from its first byte until it is answered or hung up. */
export class LiveConnection {
  readonly transport: string;
  readonly feed: string;
  readonly socket: Socket;
  readonly #changed: (connection: LiveConnection) => void;
  readonly #gone = new AbortController();
  #streaming = false;
  #unmute: (() => void) | undefined;

  /** Ends it as its protocol provides. A route that holds its answer puts its own here. */
  finish: () => void = () => undefined;
  /** Sends a WebSocket close frame; without one, there is nobody to tell. */
  close: ((code: number | undefined, reason: string) => void) | undefined;

  constructor(transport: string, feed: string, socket: Socket, changed: (connection: LiveConnection) => void) {
    this.transport = transport;
    this.feed = feed;
    this.socket = socket;
    this.#changed = changed;
  }

  /** Aborted when the connection is gone. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** True between the head of a streamed answer and its end: what a buffering proxy holds back. */
  get streaming(): boolean {
    return this.#streaming;
  }

  set streaming(streaming: boolean) {
    this.#streaming = streaming;
    this.#changed(this);
  }

  /** Holds back, or lets go, everything that is sent. */
  set muted(muted: boolean) {
    if (muted === (this.#unmute !== undefined)) return;
    this.#unmute?.();
    this.#unmute = muted ? muteSocket(this.socket) : undefined;
  }

  /** Resets the TCP connection. */
  cut(): void {
    // Node 22 keeps the handle of a socket for ever that is reset while it is shutting down.
    if (this.socket.writableEnded) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** To be called when it is over. */
  gone(): void {
    this.muted = false;
    this.#gone.abort();
  }
}

/** Who is connected, by transport. */
export class LiveConnections {
  readonly #live = new Set<LiveConnection>();
  readonly #transports: readonly string[];
  /** Told of every connection that opens, begins to stream or stops doing so. */
  changed: (connection: LiveConnection) => void = () => undefined;

  constructor(transports: readonly string[]) {
    this.#transports = transports;
  }

  /** Takes in a connection until `over` says that it is gone. */
  open(transport: string, feed: string, socket: Socket, over: (gone: () => void) => void): LiveConnection {
    const connection = new LiveConnection(transport, feed, socket, (which) => this.changed(which));
    this.#live.add(connection);
    over(() => {
      this.#live.delete(connection);
      connection.gone();
    });
    this.changed(connection);
    return connection;
  }

  within(scope: Scope): readonly LiveConnection[] {
    return [...this.#live].filter((connection) => covers(scope, connection));
  }

  /** How many there are of each transport, and in all. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = Object.fromEntries(this.#transports.map((transport) => [transport, 0]));
    for (const { transport } of this.#live) counts[transport] = (counts[transport] ?? 0) + 1;
    return { ...counts, total: this.#live.size };
  }
}
