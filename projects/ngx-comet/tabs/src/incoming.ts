import { monotonicClock, type RelayedConnection } from 'ngx-comet/core';
import type { Subscription } from 'rxjs';
import type { TabMessage } from './tab-message';

/** How often it is checked whether the socket has room again, in milliseconds. No event reports it. */
const POLL = 20;
/** How many tabs may send. Only a flood of strange messages comes from more. */
const MOST_TABS = 1_000;

type Send = Extract<TabMessage<never>, { kind: 'send' }>;

/** The messages of other tabs, which the leader sends over its wire. */
export class Incoming {
  readonly #term: string;
  readonly #connection: Pick<RelayedConnection<unknown, unknown>, 'canSend' | 'send' | 'buffered'>;
  readonly #post: (message: TabMessage<never>) => void;
  /** The present sender of each tab, and how many of its messages were sent. */
  readonly #senders = new Map<string, { readonly sender: string; count: number }>();
  /** The tabs whose messages may still be in the socket. */
  readonly #unflushed = new Set<string>();
  #poll: Subscription | undefined;
  /** Messages were refused, so the tabs are asked for them when there is room. */
  #refused = false;

  constructor(
    term: string,
    connection: Pick<RelayedConnection<unknown, unknown>, 'canSend' | 'send' | 'buffered'>,
    post: (message: TabMessage<never>) => void,
  ) {
    this.#term = term;
    this.#connection = connection;
    this.#post = post;
  }

  take({ tab, sender, number, payload }: Send): void {
    if (!this.#senders.has(tab) && this.#senders.size >= MOST_TABS) return;
    let known = this.#senders.get(tab);
    if (known?.sender !== sender) this.#senders.set(tab, (known = { sender, count: 0 }));
    if (number !== known.count + 1) return;
    if (!this.#connection.canSend()) return this.#refuse();
    // Reported before it is sent: a message without a report was not sent, whatever happens to this tab.
    this.#post({ kind: 'taken', sender, term: this.#term, number });
    known.count = number;
    this.#unflushed.add(tab);
    this.#connection.send(payload as string);
    this.#watchSocket();
  }

  /** The wire was lost: the tabs know it, and give nothing more. */
  lost(): void {
    this.#unflushed.clear();
    this.#refused = false;
  }

  stop(): void {
    if (this.#connection.buffered() === 0) this.#reportFlushed();
    this.#poll?.unsubscribe();
  }

  forget(tab: string): void {
    this.#senders.delete(tab);
    this.#unflushed.delete(tab);
  }

  #refuse(): void {
    this.#refused = true;
    this.#watchSocket();
  }

  #watchSocket(): void {
    if (this.#poll !== undefined) return;
    this.#poll = monotonicClock.schedule(() => {
      this.#poll = undefined;
      if (this.#connection.buffered() === 0) this.#reportFlushed();
      if (this.#refused && this.#connection.canSend()) this.askAgain();
      if (this.#unflushed.size > 0 || this.#refused) this.#watchSocket();
    }, POLL);
  }

  /** The tabs send again what was not taken. */
  askAgain(): void {
    this.#refused = false;
    this.#post({ kind: 'ready', term: this.#term });
  }

  #reportFlushed(): void {
    for (const tab of this.#unflushed) {
      const { sender, count } = this.#senders.get(tab) ?? { sender: tab, count: 0 };
      this.#post({ kind: 'flushed', sender, term: this.#term, number: count });
    }
    this.#unflushed.clear();
  }
}
