import type { Chat } from './chat';
import { LEAST, MOST, type Plan, type Step } from './chat-plan';
import type { ChatTab } from './chat-tab';

/** Does what a plan says, and measures each change of the leader. */
export class ChatRun {
  readonly #chat: Chat;
  /** The frozen tabs, and those that have had every message since. */
  readonly #frozen = new Map<ChatTab, Set<ChatTab>>();
  /** How long each tab was without messages when the leader ended, in milliseconds. */
  readonly handOvers: number[] = [];

  constructor(chat: Chat) {
    this.#chat = chat;
  }

  async run({ tabs, steps }: Plan): Promise<void> {
    await this.#chat.fill(tabs);
    for (const step of steps) await this.#do(step);
    for (const tab of this.#frozen.keys()) await this.#thaw(tab);
    // A tab that was opened last has none yet.
    await this.#chat.receives(this.#chat.tabs, 1);
  }

  get #awake(): readonly ChatTab[] {
    return this.#chat.tabs.filter((tab) => !this.#frozen.has(tab));
  }

  async #do(step: Step): Promise<void> {
    const { action, pause } = step;
    const awake = this.#awake;
    if (action === 'open') {
      if (awake.length < MOST) await this.#chat.open('', false);
    } else if (action === 'thaw') {
      for (const tab of [...this.#frozen.keys()].slice(0, 1)) await this.#thaw(tab);
    } else if (action === 'say') {
      await Promise.all(awake.map((tab) => tab.say(5)));
    } else if (awake.length > LEAST) await this.#disturb(step);
    if (pause > 0) await this.#chat.receives(this.#awake, pause);
  }

  /** Ends or freezes a tab. */
  async #disturb({ action, leads, which, pause }: Step): Promise<void> {
    const chat = this.#chat;
    const leader = leads ? await chat.leader() : undefined;
    const others = this.#awake.filter((tab) => tab !== leader);
    const tab = leader ?? others[Math.floor(which * others.length)];
    if (tab === undefined) return;
    await this.#thawDependents(tab);
    const { length } = chat.server.wires;
    const since = Date.now();
    await Promise.all(others.map((other) => other.say()));
    if (action === 'close') await chat.close(tab);
    else if (action === 'kill') await chat.kill(tab);
    else if (action === 'reload') await tab.page.reload();
    else {
      await chat.freeze(tab);
      this.#frozen.set(tab, new Set(this.#awake.filter((each) => each !== tab)));
    }
    // Otherwise the next step comes while the lead changes.
    if (leader === undefined || pause === 0) return;
    const rest = this.#awake.filter((each) => each !== tab);
    this.handOvers.push(...(await chat.handOver(rest, since, await chat.nextWire(length))));
  }

  async #thaw(tab: ChatTab): Promise<void> {
    await tab.thaw();
    await this.#chat.receives([tab], 1);
    this.#frozen.delete(tab);
  }

  /** A tab takes its messages with it. What no other tab has is lost for a frozen tab, which reports a gap. */
  async #thawDependents(tab: ChatTab): Promise<void> {
    for (const [frozen, witnesses] of this.#frozen) {
      witnesses.delete(tab);
      if (witnesses.size === 0) await this.#thaw(frozen);
    }
  }
}
