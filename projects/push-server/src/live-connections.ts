import type { Socket } from 'node:net';
import type { Limits } from './limits.ts';
import { muteSocket } from './mute-socket.ts';
import { Full } from './refusal.ts';

/** Selects connections; a missing property selects all. */
export interface Scope {
  readonly feed?: string | undefined;
  /** The last part of the route: `polling`, `long-polling`, `http-stream`, `sse`, `websocket`, `jsonp`. */
  readonly transport?: string | undefined;
}

/** Whether a scope includes this place. */
export function covers(scope: Scope, place: Scope): boolean {
  return (
    (scope.feed === undefined || scope.feed === place.feed) &&
    (scope.transport === undefined || scope.transport === place.transport)
  );
}

/** One request for a feed, from its first byte until its response ends or the client disconnects. */
export class LiveConnection {
  readonly transport: string;
  readonly feed: string;
  readonly socket: Socket;
  readonly #changed: (connection: LiveConnection) => void;
  readonly #gone = new AbortController();
  #streaming = false;
  #unmute: (() => void) | undefined;

  /** Ends it as its protocol defines. A route that holds its response sets its own function. */
  finish: () => void = () => undefined;
  /** Sends no further message. A stream or a WebSocket sets its own function. */
  stopSending: () => void = () => undefined;
  /** Sends a WebSocket close frame; `undefined` for other protocols. */
  close: ((code: number | undefined, reason: string) => void) | undefined;

  constructor(transport: string, feed: string, socket: Socket, changed: (connection: LiveConnection) => void) {
    this.transport = transport;
    this.feed = feed;
    this.socket = socket;
    this.#changed = changed;
  }

  /** Aborted when the connection has ended. */
  get signal(): AbortSignal {
    return this.#gone.signal;
  }

  /** True from the head of a streamed response to its end: a buffering proxy holds this back. */
  get streaming(): boolean {
    return this.#streaming;
  }

  set streaming(streaming: boolean) {
    this.#streaming = streaming;
    this.#changed(this);
  }

  /** Holds back everything that is sent, or releases it. */
  set muted(muted: boolean) {
    if (muted === (this.#unmute !== undefined)) return;
    this.#unmute?.();
    this.#unmute = muted ? muteSocket(this.socket) : undefined;
  }

  /** Resets the TCP connection. */
  cut(): void {
    // Node 22 never frees the handle of a socket that is reset while it is shutting down.
    if (this.socket.writableEnded) this.socket.destroy();
    else this.socket.resetAndDestroy();
  }

  /** Closes the TCP connection in the middle of the response. Everything that was sent before arrives. */
  breakOff(): void {
    this.stopSending();
    this.socket.destroySoon();
  }

  /** Must be called when the connection has ended. */
  gone(): void {
    this.muted = false;
    this.#gone.abort();
  }
}

/** The live connections, by transport. */
export class LiveConnections {
  readonly #live = new Set<LiveConnection>();
  readonly #transports: readonly string[];
  readonly #limits: Limits;
  /** Called for every connection that opens, begins to stream or stops streaming. */
  changed: (connection: LiveConnection) => void = () => undefined;

  constructor(transports: readonly string[], limits: Limits) {
    this.#limits = limits;
    this.#transports = transports;
  }

  /** Adds a connection, until `over` calls its callback. Throws a `Full` if there are too many. */
  open(transport: string, feed: string, socket: Socket, over: (gone: () => void) => void): LiveConnection {
    this.#admit(feed);
    const connection = new LiveConnection(transport, feed, socket, (which) => this.changed(which));
    this.#live.add(connection);
    over(() => {
      this.#live.delete(connection);
      connection.gone();
    });
    this.changed(connection);
    return connection;
  }

  #admit(feed: string): void {
    const { connections, connectionsPerFeed, waiting } = this.#limits;
    if (this.#live.size >= connections) throw new Full('connections', connections);
    if (this.within({ feed }).length >= connectionsPerFeed) throw new Full('connectionsPerFeed', connectionsPerFeed);
    const sockets = new Set([...this.#live].map(({ socket }) => socket));
    const bytes = [...sockets].reduce((sum, { writableLength }) => sum + writableLength, 0);
    if (bytes >= waiting) throw new Full('waiting', waiting);
  }

  within(scope: Scope): readonly LiveConnection[] {
    return [...this.#live].filter((connection) => covers(scope, connection));
  }

  /** The number of connections of each transport, and in total. */
  counts(): Record<string, number> {
    const counts: Record<string, number> = Object.fromEntries(this.#transports.map((transport) => [transport, 0]));
    for (const { transport } of this.#live) counts[transport] = (counts[transport] ?? 0) + 1;
    return { ...counts, total: this.#live.size };
  }
}
