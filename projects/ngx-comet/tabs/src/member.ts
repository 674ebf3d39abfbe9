import { Candidacy } from './candidacy';
import { follow } from './follow';
import { lead } from './lead';
import type { Part } from './part';
import type { Platform } from './platform';
import { Tab } from './tab';

/**
 * One tab's part in a feed that many tabs share. The tab is a follower until it gets the lock, which makes it the
 * leader. A page that is put away takes no part: a frozen leader would keep the lock and send nothing. Nor does a
 * prerendered page, which may never be shown.
 */
export class Member<T> {
  readonly #platform: Platform;
  readonly #tab: Tab<T>;
  readonly #stuck: () => void;
  #candidacy: Candidacy | undefined;
  #unwatch: (() => void) | undefined;

  /** `stuck` is called when the leader does not answer, and the browser lets no other tab lead. */
  constructor(part: Part<T>, platform: Platform, tail: number, stuck: () => void) {
    this.#platform = platform;
    this.#stuck = stuck;
    this.#tab = new Tab(part, tail, () => {
      part.more?.silent();
      this.#candidacy?.takeOver(() => this.#tab.silent);
    });
  }

  get tab(): Tab<T> {
    return this.#tab;
  }

  start(): void {
    this.#unwatch = this.#platform.watch(
      () => {
        if (this.#tab.presence.closed) return;
        this.#leave();
        this.#tab.part.more?.away('frozen');
      },
      () => {
        if (this.#tab.presence.closed) this.#join();
      },
      () => this.#tab.part.more?.shown(),
    );
    this.#join();
  }

  /** Gives the lead to another tab, and stays. */
  rejoin(): void {
    this.#leave();
    this.#join();
  }

  stop(): void {
    this.#unwatch?.();
    this.#leave();
  }

  #join(): void {
    // A prerendered page also fires `pageshow`, when it has loaded.
    if (this.#platform.prerendering()) return this.#tab.part.more?.away('prerendering');
    const tab = this.#tab;
    const channel = this.#platform.open();
    const elected = (): void => lead(tab, this.#platform);
    tab.join(channel);
    if (channel === undefined) return elected();
    follow(tab);
    const candidacy = new Candidacy(this.#platform, {
      elected,
      deposed: () => this.rejoin(),
      denied: () => {
        // Without a lock, this tab must not send messages to others.
        tab.leaveChannel();
        elected();
      },
      stuck: this.#stuck,
    });
    this.#candidacy = candidacy;
    tab.presence.add(() => candidacy.withdraw());
    candidacy.stand();
  }

  #leave(): void {
    this.#tab.presence.unsubscribe();
  }
}
