import type { RelayedConnection } from 'ngx-comet/core';
import { ChannelTable } from './channel-table';
import { Incoming } from './incoming';
import type { PresenceLocks } from './presence-locks';
import type { TabMessage } from './tab-message';

/** How many tabs are watched. Only a flood of strange messages comes from more. */
const MOST_TABS = 1_000;

/** What the leader does for the other tabs: it sends their messages, and keeps their channels. */
export class LeaderDesk {
  readonly term: string;
  readonly incoming: Incoming;
  readonly channels: ChannelTable;
  readonly #locks: PresenceLocks;
  /** Ends the watch of a tab that uses channels. */
  readonly #watches = new Map<string, () => void>();

  constructor(
    term: string,
    connection: Pick<RelayedConnection<unknown, never>, 'canSend' | 'send' | 'buffered' | 'channel'>,
    locks: PresenceLocks,
    post: (message: TabMessage<never>) => void,
  ) {
    this.term = term;
    this.#locks = locks;
    this.incoming = new Incoming(term, connection, post);
    this.channels = new ChannelTable((name, how) => connection.channel(name, how));
  }

  channel(tab: string, name: string, how: 'subscribe' | 'unsubscribe'): void {
    if (how === 'subscribe' && !this.#watches.has(tab)) {
      if (this.#watches.size >= MOST_TABS) return;
      this.#watches.set(
        tab,
        this.#locks.watch(tab, () => this.bye(tab)),
      );
    }
    this.channels[how](tab, name);
  }

  /** A tab takes no part any more. */
  bye(tab: string): void {
    this.#watches.get(tab)?.();
    this.#watches.delete(tab);
    this.channels.leave(tab);
    this.incoming.forget(tab);
  }

  /** The connection is not open any more, or another one is. */
  lost(): void {
    this.incoming.lost();
    this.channels.clear();
  }

  stop(): void {
    this.incoming.stop();
    for (const stop of this.#watches.values()) stop();
  }
}
