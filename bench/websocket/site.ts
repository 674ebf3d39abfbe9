import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { pump } from '../support/pump.ts';
import { textFrame } from '../support/text-frame.ts';

/** A feed: message `n`, counted from 0, and the number of messages per frame. */
export interface Feed {
  readonly message: (n: number) => string;
  readonly perFrame: number;
  /** Sent first of all. */
  readonly hello?: string;
  /** Answers the first messages of the client, one after the other. The feed begins after the last of them. */
  readonly answers?: readonly ((message: string) => string | undefined)[];
}

/**
 * Sends each feed at `/<name>?n=<messages>`, held open after its last message. The frames are created before the
 * requests.
 */
export class Site {
  readonly #http: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  readonly #feeds: Readonly<Record<string, Feed>>;
  readonly #bodies = new Map<string, Buffer>();

  constructor(feeds: Readonly<Record<string, Feed>>) {
    this.#feeds = feeds;
    this.#http = createServer();
    this.#http.on('upgrade', (request, socket, head) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://server');
      const name = pathname.split('/')[1] ?? '';
      const body = this.#body(name, Number(searchParams.get('n')));
      this.#sockets.handleUpgrade(request, socket, head, (client) => {
        converse(client, this.#feeds[name] ?? {}, () => pump(socket, body));
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve));
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}`;
  }

  close(): void {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.close();
  }

  #body(name: string, messages: number): Buffer {
    const key = `${name} ${messages}`;
    const feed = this.#feeds[name];
    if (feed === undefined) throw new Error(`there is no feed called ${name}`);
    const made = this.#bodies.get(key) ?? frames(feed, messages);
    this.#bodies.set(key, made);
    return made;
  }
}

/** Says what the protocol requires before a feed. */
function converse(client: WebSocket, { hello, answers = [] }: Partial<Feed>, done: () => void): void {
  if (hello !== undefined) client.send(hello);
  if (answers.length === 0) return done();
  let next = 0;
  client.on('message', (data) => {
    const answer = answers[next++]?.((data as Buffer).toString());
    if (answer !== undefined) client.send(answer);
    // The answer is written already: it was sent to the same socket.
    if (next === answers.length) done();
  });
}

function frames({ message, perFrame }: Feed, messages: number): Buffer {
  const all: Buffer[] = [];
  for (let n = 0; n < messages; n += perFrame) {
    const count = Math.min(perFrame, messages - n);
    const text = Array.from({ length: count }, (_, i) => message(n + i)).join('');
    all.push(textFrame(Buffer.from(text)));
  }
  return Buffer.concat(all);
}
