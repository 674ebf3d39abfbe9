import {
  connection,
  viaWebSocket,
  type Connection,
  type ConnectionOptions,
  type ConnectionStatus,
  type CursorStore,
  type PushEvent,
  type Relay,
  type RelayedConnection,
} from 'ngx-comet/core';
import { Subscription } from 'rxjs';
import { TabRelay } from '../tab-relay';
import { FakeBrowser, type FakeTab } from './fake-browser';
import { FakeChat, type ChatMessage } from './fake-chat';

const RELAY: unique symbol = Symbol.for('ngx-comet.relay');

/** A tab with the chat. */
export interface ChatTab {
  readonly name: string;
  /** It was killed. */
  dead: boolean;
  readonly tab: FakeTab;
  readonly feed: Connection<ChatMessage, string>;
  readonly seen: string[];
  readonly events: PushEvent<ChatMessage>[];
  readonly phases: ConnectionStatus['phase'][];
  readonly warnings: string[];
  end: unknown;
  readonly subscriptions: Subscription;
  /** The user closes the tab. */
  close(): void;
  /** Its process is killed. */
  kill(): void;
}

/** A browser, a server, and what happens to the tabs. Time is virtual. */
export class ChatTabs {
  readonly browser = new FakeBrowser();
  readonly chat = new FakeChat();
  readonly tabs: ChatTab[] = [];
  /** The stored cursor, which all tabs share. */
  cursor: string | undefined;

  async open(options: Partial<ConnectionOptions<ChatMessage, string>> = {}): Promise<ChatTab> {
    const made = this.make(options);
    this.#listen(made);
    await this.settle(1);
    return made;
  }

  async openMany(count: number): Promise<ChatTab[]> {
    const tabs: ChatTab[] = [];
    while (tabs.length < count) tabs.push(await this.open());
    return tabs;
  }

  /** A tab that nobody has subscribed to yet. */
  make(options: Partial<ConnectionOptions<ChatMessage, string>> = {}): ChatTab {
    const name = `tab ${this.tabs.length + 1}`;
    const tab = this.browser.tab();
    const store: CursorStore = {
      get: () => this.cursor,
      set: (cursor) => {
        if (!made.dead) this.cursor = cursor;
      },
    };
    tab.cursor = store;
    const warnings: string[] = [];
    const feed = connection<ChatMessage, string>(
      [
        viaWebSocket<ChatMessage, string>('wss://chat.example/', {
          WebSocket: this.chat.socketsOf(name),
          id: (data) => (data as { readonly id?: string }).id,
        }),
      ],
      {
        resume: { query: 'after', store },
        sequence: ({ data }) => data.n,
        logger: { warn: (line) => warnings.push(line) },
        retry: () => 1_000,
        ...options,
      },
    );
    const relayed = feed as unknown as {
      [RELAY](make: (part: RelayedConnection<ChatMessage, string>) => Relay<ChatMessage, string>): void;
    };
    relayed[RELAY](
      (part) => new TabRelay(part, { platform: () => tab, tail: 100, logger: { warn: (line) => warnings.push(line) } }),
    );
    const subscriptions = new Subscription();
    const made: ChatTab = {
      dead: false,
      name,
      tab,
      feed,
      seen: [],
      events: [],
      phases: [],
      warnings,
      end: undefined,
      subscriptions,
      close: () => subscriptions.unsubscribe(),
      kill: () => {
        made.dead = true;
        tab.kill();
        this.chat.dead.add(name);
        this.chat.cut(name);
      },
    };
    subscriptions.add(() => feed.close());
    this.tabs.push(made);
    return made;
  }

  /** The tab that has the wire. */
  get leader(): ChatTab | undefined {
    const [socket] = this.chat.sockets;
    return this.tabs.find(({ name }) => name === socket?.tab);
  }

  async settle(ms = 0): Promise<void> {
    await jest.advanceTimersByTimeAsync(ms);
    // Microtasks are faked too, and one may queue another.
    for (let turn = 0; turn < 6; turn++) await jest.advanceTimersByTimeAsync(0);
  }

  /** The page of a tab hangs, or runs again: nothing that arrives is read meanwhile. */
  hang(hung: boolean, { tab, name }: ChatTab): void {
    for (const socket of this.chat.sockets) if (socket.tab === name) socket.hung = hung;
    if (tab.channel !== undefined) tab.channel.late = hung;
  }

  #listen(made: ChatTab): void {
    const { feed, subscriptions } = made;
    subscriptions.add(feed.status$.subscribe(({ phase }) => made.phases.push(phase)));
    subscriptions.add(
      feed.events$.subscribe({
        next: (event) => {
          made.events.push(event);
          if (event.kind === 'message') made.seen.push(event.message.data.text);
        },
        error: (error: unknown) => (made.end = error),
        complete: () => (made.end = 'complete'),
      }),
    );
  }
}
