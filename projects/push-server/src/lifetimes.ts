import type { LiveConnection } from './live-connections.ts';

/** When a stream ends, and how. */
export interface Limit {
  /** Milliseconds after it has opened. */
  readonly every: number | undefined;
  /** The number of its messages. */
  readonly count: number | undefined;
  readonly end: (connection: LiveConnection) => void;
}

interface Stream {
  readonly opened: number;
  sent: number;
  timers: NodeJS.Timeout[];
}

/** Ends streams and WebSockets by their age, or by the number of their messages. */
export class Lifetimes {
  readonly #limitsOf: (connection: LiveConnection) => readonly Limit[];
  readonly #streams = new Map<LiveConnection, Stream>();

  constructor(limitsOf: (connection: LiveConnection) => readonly Limit[]) {
    this.#limitsOf = limitsOf;
  }

  /** Observes a stream that has opened. The returned function must be called after each of its messages. */
  begin(connection: LiveConnection): () => void {
    const stream: Stream = { opened: performance.now(), sent: 0, timers: [] };
    this.#streams.set(connection, stream);
    connection.signal.addEventListener('abort', () => {
      stream.timers.forEach(clearTimeout);
      this.#streams.delete(connection);
    });
    this.settle(connection);
    return () => {
      stream.sent += 1;
      const limit = this.#limitsOf(connection).find(({ count = Infinity }) => stream.sent >= count);
      limit?.end(connection);
    };
  }

  /** Must be called when the limits of a connection may have changed. */
  settle(connection: LiveConnection): void {
    const stream = this.#streams.get(connection);
    if (!stream) return;
    stream.timers.forEach(clearTimeout);
    const age = performance.now() - stream.opened;
    stream.timers = this.#limitsOf(connection).flatMap(({ every, end }) =>
      every === undefined ? [] : [setTimeout(end, Math.max(0, every - age), connection)],
    );
  }
}
