import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { WebSocketServer, type WebSocket } from 'ws';

/**
 * One step of a recorded connection: a frame of the client, a frame of the server, or its end. The server waits until
 * the client has sent its frame; the end without a close frame is a cut connection.
 */
export type Step = { readonly client: string } | { readonly server: string } | { readonly close: number } | 'cut';

/** Plays the server's part of a recorded exchange, one list of steps for each connection, and notes every deviation. */
export class ReplayServer {
  /** What the client did otherwise than recorded. */
  readonly deviations: string[] = [];
  /** The paths with their queries, and the subprotocols, of the connections. */
  readonly requests: { readonly url: string; readonly protocol: string }[] = [];
  readonly #recorded: (readonly Step[])[];
  /** The steps that are left of each connection. */
  readonly #steps: Step[][] = [];
  readonly #server = new WebSocketServer({ host: '127.0.0.1', port: 0 });

  readonly #parse: (frame: string) => readonly unknown[];

  /** @param parse the messages in a frame, as they are compared; by default each line is JSON */
  constructor(recorded: readonly (readonly Step[])[], parse: (frame: string) => readonly unknown[] = jsonLines) {
    this.#recorded = [...recorded];
    this.#parse = parse;
    this.#server.on('connection', (socket, { url }) => {
      this.requests.push({ url: url ?? '', protocol: socket.protocol });
      this.#play(socket, this.#next());
    });
  }

  /** How many sockets are open. */
  get open(): number {
    return this.#server.clients.size;
  }

  /** Whether all steps of all connections were played. */
  get played(): boolean {
    return this.#recorded.length === 0 && this.#steps.every(({ length }) => length === 0);
  }

  async listen(path: string): Promise<string> {
    if (this.#server.address() === null) await once(this.#server, 'listening');
    return `ws://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`;
  }

  async close(): Promise<void> {
    for (const socket of this.#server.clients) socket.terminate();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #next(): Step[] {
    const steps = this.#recorded.shift();
    if (steps === undefined) this.#unexpected('a connection');
    return [...(steps ?? [])];
  }

  #play(socket: WebSocket, steps: Step[]): void {
    this.#steps.push(steps);
    const goOn = (): void => {
      for (let step = steps[0]; step !== undefined; step = steps[0]) {
        if (typeof step === 'object' && 'client' in step) return;
        steps.shift();
        if (step === 'cut') socket.terminate();
        else if ('close' in step) socket.close(step.close);
        else socket.send(step.server);
      }
    };
    socket.on('message', (data: Buffer) => {
      for (const message of this.#parse(data.toString())) {
        const step = steps.shift();
        const expected = typeof step === 'object' && 'client' in step ? this.#parse(step.client)[0] : undefined;
        if (!isDeepStrictEqual(message, expected)) this.#unexpected(message, expected);
        goOn();
      }
    });
    socket.on('close', () => {
      if (steps.length > 0) this.deviations.push(`closed before ${JSON.stringify(steps[0])}`);
    });
    goOn();
  }

  #unexpected(what: unknown, instead?: unknown): void {
    this.deviations.push(`${JSON.stringify(what)} instead of ${JSON.stringify(instead)}`);
  }
}

/** Some clients put several messages into one frame. */
function jsonLines(frame: string): readonly unknown[] {
  return frame.split('\n').map((line) => JSON.parse(line) as unknown);
}
