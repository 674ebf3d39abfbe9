import type { Page } from '@playwright/test';
import { kill } from '../support/tab-process';
import type { ChatState } from './chat-page';

const NOT_SENT = /may not have been sent|dropped the waiting messages/;

/** One tab of the chat, also after its end. */
export class ChatTab {
  readonly name: string;
  readonly page: Page;
  /** The ids of the commands that it sent, with the times, also those before it was reloaded. */
  readonly sent = new Map<string, number>();
  /** The commands before a warning that some may not have been sent. */
  readonly reported = new Set<string>();
  /** Its process, in Firefox. */
  pid: number | undefined;
  /** Errors that nobody caught. */
  readonly errors: string[] = [];

  constructor(name: string, page: Page) {
    this.name = name;
    this.page = page;
  }

  /** Notes what the page writes, because a page that ends cannot be asked. */
  listen(): void {
    this.page.on('console', (message) => {
      const text = message.text();
      const [, id] = /^sent (\S+)/.exec(text) ?? [];
      if (id !== undefined) this.sent.set(id, Date.now());
      if (NOT_SENT.test(text)) for (const before of this.sent.keys()) this.reported.add(before);
    });
    this.page.on('pageerror', (error) => this.errors.push(String(error)));
  }

  state(): Promise<ChatState> {
    return this.page.evaluate(() => window.chat.state);
  }

  /** How far it got: the number of the last message. */
  last(): Promise<number | undefined> {
    return this.page.evaluate(() => window.chat.state.arrivals.at(-1)?.n);
  }

  say(count = 1): Promise<void> {
    return this.page.evaluate((many) => window.chat.say(many), count);
  }

  ask(text: string, idempotent = false): Promise<string> {
    return this.page.evaluate(([what, again]) => window.chat.ask(what, again), [text, idempotent] as const);
  }

  join(channel: string): Promise<void> {
    return this.page.evaluate((name) => window.chat.join(name), channel);
  }

  part(channel: string): Promise<void> {
    return this.page.evaluate((name) => window.chat.part(name), channel);
  }

  /** Hangs for a time in milliseconds. */
  block(ms: number): Promise<void> {
    return this.page.evaluate((long) => window.chat.block(long), ms);
  }

  /** Kills its process. */
  async kill(): Promise<void> {
    await kill(this.page, this.pid);
  }

  /** Puts another page in front of it, and freezes it. */
  async freeze(front: Page): Promise<void> {
    await front.bringToFront();
    await this.#setLifecycle('frozen');
  }

  async thaw(): Promise<void> {
    await this.#setLifecycle('active');
  }

  async #setLifecycle(state: 'frozen' | 'active'): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('Page.setWebLifecycleState', { state });
    await session.detach();
  }
}
