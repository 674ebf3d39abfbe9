import type { PushLogger, PushMessage } from 'ngx-comet/core';
import type { Observable, Subscriber } from 'rxjs';
import { follow } from './follow';
import { lead } from './lead';
import type { Platform } from './platform';
import { standForLeader } from './stand-for-leader';
import { Tab } from './tab';

/**
 * One tab's part in a feed that many tabs share. The tab is a follower until it gets the lock, which makes it the
 * leader. A page that is put away takes no part: a frozen leader would keep the lock and send nothing. Nor does a
 * prerendered page, which may never be shown.
 */
export class Member<T> {
  readonly #source: Observable<PushMessage<T>>;
  readonly #platform: Platform;
  readonly #tab: Tab<T>;
  #unwatch: (() => void) | undefined;

  constructor(
    source: Observable<PushMessage<T>>,
    subscriber: Subscriber<PushMessage<T>>,
    platform: Platform,
    tail: number,
    logger: PushLogger,
  ) {
    this.#source = source;
    this.#platform = platform;
    this.#tab = new Tab(subscriber, tail, logger);
  }

  start(): void {
    this.#unwatch = this.#platform.watch(
      () => {
        this.#leave();
      },
      () => {
        if (this.#tab.presence.closed) this.#join();
      },
    );
    this.#join();
  }

  stop(): void {
    this.#unwatch?.();
    this.#leave();
  }

  #join(): void {
    // A prerendered page also fires `pageshow`, when it has loaded.
    if (this.#platform.prerendering()) return;
    const tab = this.#tab;
    const channel = this.#platform.open();
    const elected = (): void => lead(tab, this.#source, this.#platform.cursor);
    tab.join(channel);
    if (channel === undefined) return elected();
    follow(tab);
    tab.presence.add(
      standForLeader(this.#platform, elected, () => {
        // Without a lock, this tab must not send messages to others.
        tab.leaveChannel();
        elected();
      }),
    );
  }

  #leave(): void {
    this.#tab.presence.unsubscribe();
  }
}
