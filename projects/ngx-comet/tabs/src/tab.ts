import { monotonicClock, type PushLogger, type PushMessage } from 'ngx-comet/core';
import { Subscription, type Subscriber } from 'rxjs';
import { anyName } from './any-name';
import type { Dated, Receivers, TabMessage } from './tab-message';
import { Tail } from './tail';
import { own } from './own';

/** How often missing messages are logged at most, in milliseconds. */
const EVERY = 10_000;

/** This tab: its channel to the other tabs, and how far it got in the feed, as a follower and as the leader. */
export class Tab<T> {
  readonly name = anyName();
  readonly subscriber: Subscriber<PushMessage<T>>;
  readonly tail: Tail<T>;
  /** Closed while the tab takes no part. Unsubscribing ends everything that the tab does. */
  presence = Subscription.EMPTY;
  /** The current term: the term of the leader that this tab follows, or of this tab. */
  term: string | undefined;
  /** The number of the last message of that term. */
  number = 0;
  /** This tab has all earlier messages. All further messages of the term are new. */
  caughtUp = false;
  channel: BroadcastChannel | undefined;

  readonly #logger: PushLogger;
  #warnedAt = -Infinity;
  /** How often messages were missed since the last warning. */
  #missed = 0;

  constructor(subscriber: Subscriber<PushMessage<T>>, tail: number, logger: PushLogger) {
    this.subscriber = subscriber;
    this.tail = new Tail(tail);
    this.#logger = logger;
  }

  /** No tab has some of the messages that this tab missed. */
  missed(): void {
    const now = monotonicClock.now();
    this.#missed++;
    if (now - this.#warnedAt < EVERY) return;
    const times = this.#missed === 1 ? '' : ` (${this.#missed} times since the last warning)`;
    this.#logger.warn(
      `ngx-comet: messages are missing in this tab: the leading tab does not have them any more${times}`,
    );
    this.#missed = 0;
    this.#warnedAt = now;
  }

  /** The tab takes part until `presence` is unsubscribed. A tab without a channel is alone. */
  join(channel: BroadcastChannel | undefined): void {
    this.channel = channel;
    this.presence = new Subscription(() => {
      this.leaveChannel();
      this.term = undefined;
    });
  }

  leaveChannel(): void {
    this.channel?.close();
    this.channel = undefined;
  }

  /** Replaces the functions that receive the messages of other tabs. */
  listen(receivers: Receivers<T>): void {
    if (this.channel === undefined) return;
    const known = own(receivers);
    this.channel.onmessage = ({ data }: MessageEvent<TabMessage<T>>) => known[data.kind]?.(data as never);
  }

  send(message: TabMessage<T>): void {
    this.channel?.postMessage(message);
  }

  /** Starts to count the messages of a term. */
  enter(term: string, caughtUp: boolean): void {
    this.term = term;
    this.number = 0;
    this.caughtUp = caughtUp;
  }

  /** A message may be the same as the last one, id included. That is a repeat only at the start of a term. */
  isRepeat(message: PushMessage<T>): boolean {
    if (this.caughtUp) return message.id !== this.tail.last && this.tail.knows(message);
    const known = this.tail.knows(message);
    this.caughtUp = !known;
    return known;
  }

  deliver(dated: Dated<T>): void {
    this.tail.add(dated);
    this.subscriber.next(dated.message);
  }
}
