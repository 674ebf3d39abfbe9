import type { WebSocketConstructor, WebSocketLike, WebSocketPayload } from 'ngx-comet/core';

/** What the server sends: a numbered text, the answer to a request, or the update of a channel. */
export interface ChatMessage {
  readonly n: number;
  readonly text: string;
  readonly answer?: string;
  readonly channel?: string;
}

/** A server of chats over WebSockets. Each connection continues after its cursor. */
export class FakeChat {
  readonly log: string[] = [];
  /** What clients sent, in order. */
  readonly got: string[] = [];
  readonly sockets = new Set<FakeSocket>();
  /** How many connections were open at most, and were opened. */
  most = 0;
  opened = 0;
  /** Called with what a client sent. */
  onCommand: (text: string) => void = () => undefined;
  /** Tabs that were killed. Their code goes on in a test, but reaches nothing. */
  readonly dead = new Set<string>();
  /** While it is true, nobody can connect. */
  down = false;

  /** The sockets of one tab. */
  socketsOf(tab: string): WebSocketConstructor {
    return socketClass((url) => [this, tab, url]);
  }

  say(...texts: string[]): void {
    for (const text of texts) {
      this.log.push(JSON.stringify({ id: String(this.log.length + 1), n: this.log.length + 1, text }));
      for (const socket of this.sockets) socket.deliver(this.log.length - 1);
    }
  }

  /** The answer to a request, which is no part of the log. */
  answer(text: string): void {
    for (const socket of this.sockets) socket.deliverText(text);
  }

  /** The process of a tab was killed, or its network. */
  cut(tab: string): void {
    for (const socket of [...this.sockets]) if (socket.tab === tab) socket.cut();
  }
}

function socketClass(
  toArguments: (url: string) => ConstructorParameters<typeof FakeSocket>,
): new (url: string) => FakeSocket {
  return class extends FakeSocket {
    constructor(url: string) {
      super(...toArguments(url));
    }
  };
}

export class FakeSocket implements WebSocketLike {
  binaryType = 'blob';
  readyState = 0;
  bufferedAmount = 0;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onerror: WebSocketLike['onerror'] = null;
  onclose: WebSocketLike['onclose'] = null;
  readonly tab: string;
  readonly #chat: FakeChat;
  /** The page does not run: what arrives waits. */
  #hung = false;
  readonly #held: string[] = [];

  constructor(chat: FakeChat, tab: string, url: string) {
    this.#chat = chat;
    this.tab = tab;
    const after = Number(new URL(url).searchParams.get('after') ?? chat.log.length);
    setTimeout(() => {
      if (this.readyState !== 0 || chat.dead.has(tab)) return;
      if (chat.down) return this.#end();
      this.readyState = 1;
      chat.opened++;
      chat.sockets.add(this);
      chat.most = Math.max(chat.most, chat.sockets.size);
      this.onopen?.(undefined);
      for (let place = after; place < chat.log.length && this.readyState === 1; place++) this.deliver(place);
    });
  }

  deliver(place: number): void {
    this.deliverText(this.#chat.log[place] ?? '');
  }

  deliverText(data: string): void {
    if (this.#hung) this.#held.push(data);
    else if (this.readyState === 1) this.onmessage?.({ data });
  }

  set hung(hung: boolean) {
    this.#hung = hung;
    if (!hung) for (const data of this.#held.splice(0)) this.deliverText(data);
  }

  send(data: WebSocketPayload): void {
    if (this.#chat.dead.has(this.tab)) return;
    this.#chat.got.push(data as string);
    this.#chat.onCommand(data as string);
  }

  close(): void {
    this.#chat.sockets.delete(this);
    this.readyState = 3;
    queueMicrotask(() => this.onclose?.({ code: 1000, reason: '' }));
  }

  /** The connection breaks. */
  cut(): void {
    this.#chat.sockets.delete(this);
    if (this.readyState === 1) this.#end();
  }

  #end(): void {
    this.readyState = 3;
    this.onclose?.({ code: 1006, reason: '' });
  }
}
