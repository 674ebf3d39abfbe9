// The chat's page, and its one WebSocket: messages that are kept for replays, and commands that are counted.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import { TICK, type ChatCommand, type ChatMessage } from './chat-messages';

/** Milliseconds between two messages. */
const EVERY = 40;

/** One connection. Times are milliseconds since 1970. */
export interface Wire {
  /** The tab that holds it. */
  readonly tab: string;
  /** The number after which it continued. */
  readonly cursor: number | undefined;
  readonly openedAt: number;
  closedAt?: number;
  /** The number of the first message that it carried. */
  first?: number;
  /** The channels that it was asked for, in the order of the commands: `+news`, `-news`. */
  readonly channels: string[];
}

/** The answer to a request: its headers and body. */
export interface Answer {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class ChatServer {
  /** All connections, in the order in which they were opened. */
  readonly wires: Wire[] = [];
  /** The ids of all commands to say something, in the order of arrival. */
  readonly commands: string[] = [];
  /** The texts of all questions. */
  readonly questions: string[] = [];
  /** While true, questions stay without an answer. */
  mute = false;
  readonly #http: Server;
  /** The messages as they are sent; the first one has the number 1. */
  readonly #log: string[] = [];
  readonly #open = new Map<Wire, WebSocket>();
  #ticking: NodeJS.Timeout | undefined;

  private constructor(page: (query: URLSearchParams) => Answer) {
    this.#http = createServer((request, response) => {
      const { headers, body } = page(new URL(request.url ?? '/', 'http://chat').searchParams);
      response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(body);
    });
    new WebSocketServer({ server: this.#http, path: '/chat' }).on('connection', (socket, { url }) => {
      this.#welcome(socket, new URL(url ?? '/', 'http://chat').searchParams);
    });
  }

  static async serve(page: (query: URLSearchParams) => Answer): Promise<ChatServer> {
    const server = new ChatServer(page);
    await new Promise<void>((resolve) => server.#http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  /** The number of the last message. */
  get last(): number {
    return this.#log.length;
  }

  /** The connections that are open. */
  get live(): readonly Wire[] {
    return [...this.#open.keys()];
  }

  /** Starts to say something at a pace. */
  start(): void {
    this.#ticking ??= setInterval(() => {
      this.#say(TICK);
    }, EVERY);
  }

  stop(): void {
    clearInterval(this.#ticking);
    this.#ticking = undefined;
  }

  /** Sends to those who subscribed to the channel. */
  publish(channel: string): void {
    for (const [{ channels }, socket] of this.#open) {
      if (balance(channels, channel) > 0) send(socket, { kind: 'news', channel });
    }
  }

  close(): void {
    this.stop();
    for (const socket of this.#open.values()) socket.terminate();
    this.#http.closeAllConnections();
    this.#http.close();
  }

  #say(text: string): void {
    const n = this.#log.length + 1;
    const raw = JSON.stringify({ kind: 'said', n, text } satisfies ChatMessage);
    this.#log.push(raw);
    for (const [wire, socket] of this.#open) {
      wire.first ??= n;
      socket.send(raw);
    }
  }

  #welcome(socket: WebSocket, query: URLSearchParams): void {
    const given = query.get('cursor');
    const cursor = given === null ? undefined : Number(given);
    const wire: Wire = { tab: query.get('tab') ?? '', cursor, openedAt: Date.now(), channels: [] };
    this.wires.push(wire);
    this.#open.set(wire, socket);
    socket.on('message', (data) => {
      this.#obey(JSON.parse(textOf(data)) as ChatCommand, wire, socket);
    });
    // A browser that is killed resets its connections.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      wire.closedAt = Date.now();
      this.#open.delete(wire);
    });
    if (cursor === undefined || cursor >= this.last) return;
    wire.first = cursor + 1;
    for (const raw of this.#log.slice(cursor)) socket.send(raw);
  }

  #obey(command: ChatCommand, wire: Wire, socket: WebSocket): void {
    if (command.kind === 'subscribe') wire.channels.push(`+${command.channel}`);
    else if (command.kind === 'unsubscribe') wire.channels.push(`-${command.channel}`);
    else if (command.kind === 'say') {
      this.commands.push(command.id);
      this.#say(command.id);
    } else {
      const { id, text } = command;
      this.questions.push(text);
      if (!this.mute) send(socket, { kind: 'answer', id, text: text.toUpperCase() });
    }
  }
}

/** How often a channel was subscribed to, less how often it was left. */
export function balance(channels: readonly string[], channel: string): number {
  return (
    channels.filter((each) => each === `+${channel}`).length - channels.filter((each) => each === `-${channel}`).length
  );
}

const textOf = (data: RawData): string => (data as Buffer).toString();

function send(socket: WebSocket, message: ChatMessage): void {
  socket.send(JSON.stringify(message));
}
