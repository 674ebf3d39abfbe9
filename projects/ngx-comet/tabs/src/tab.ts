import { PushError, type PushMessage } from 'ngx-comet/core';
import { Subscription } from 'rxjs';
import { anyName } from './any-name';
import type { Lease } from './lease';
import type { Part } from './part';
import { Pulse } from './pulse';
import type { Dated, Receivers, TabMessage } from './tab-message';
import { Tail } from './tail';
import { own } from './own';
import { fromTabError, type TabError } from './tab-error';
import { isTabMessage } from './usable-message';

/** The messages that only a leader sends. */
const OF_THE_LEADER: readonly string[] = [
  'tail',
  'lead',
  'message',
  'complete',
  'error',
  'pong',
  'state',
  'taken',
  'flushed',
  'ready',
];

/** The messages that only a tab acts on that surely leads. */
const FENCED: readonly string[] = ['hello', 'missed', 'ping', 'send'];

/** How many terms that ended are remembered. */
const TERMS = 20;

/** This tab: its channel to the other tabs, and how far it got in the feed, as a follower and as the leader. */
export class Tab<T> {
  readonly name = anyName();
  readonly part: Part<T>;
  readonly tail: Tail<T>;
  /** Notices that the leader does not answer. It runs while this tab follows. */
  readonly pulse: Pulse;
  /** Closed while the tab takes no part. Unsubscribing ends everything that the tab does. */
  presence = Subscription.EMPTY;
  /** The current term: the term of the leader that this tab follows, or of this tab. */
  term: string | undefined;
  /** The number of the last message of that term. */
  number = 0;
  /** This tab has all earlier messages. All further messages of the term are new. */
  caughtUp = false;
  channel: BroadcastChannel | undefined;
  /** While this tab leads. */
  lease: Lease | undefined;
  /** The latest terms that ended for this tab. A leader that hung may still send what it got in its term. */
  readonly #over: string[] = [];
  /** The leader did not answer, and nothing was heard of it since. */
  silent = false;
  /** What the leader sends may still be for a user who signed out here. */
  deaf = false;

  /** `silent` is called while the leader does not answer. */
  constructor(part: Part<T>, tail: number, silent: () => void) {
    this.part = part;
    this.tail = new Tail(tail);
    this.pulse = new Pulse(
      () => this.send({ kind: 'ping' }),
      () => {
        if (!this.silent && this.term !== undefined) this.send({ kind: 'silent', term: this.term });
        this.silent = true;
        silent();
      },
    );
  }

  /** The tab takes part until `presence` is unsubscribed. A tab without a channel is alone. */
  join(channel: BroadcastChannel | undefined): void {
    this.channel = channel;
    this.presence = new Subscription(() => {
      this.pulse.stop();
      this.lease?.stop();
      this.lease = undefined;
      this.part.more?.leaves();
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
    const known = own({ ...(this.part.more?.receivers as Receivers<T> | undefined), ...receivers });
    this.channel.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (!isTabMessage<T>(data)) return;
      if (this.lease?.holds() === false && FENCED.includes(data.kind)) return;
      if (OF_THE_LEADER.includes(data.kind)) {
        if (this.#over.includes((data as { readonly term: string }).term)) return;
        this.pulse.heard();
      }
      known[data.kind]?.(data as never);
    };
  }

  send(message: TabMessage<T>): void {
    this.channel?.postMessage(message);
  }

  /** Starts to count the messages of a term. */
  enter(term: string, caughtUp: boolean): void {
    this.silent = false;
    this.term = term;
    this.number = 0;
    this.caughtUp = caughtUp;
  }

  /** Nothing of this term counts any more. */
  end(term: string | undefined): void {
    if (term === undefined || term === this.term) return;
    this.#over.push(term);
    if (this.#over.length > TERMS) this.#over.shift();
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
    if (dated.lost === undefined) this.part.next(dated.message);
    else this.part.uncloned(unclonedError(dated.lost));
  }
}

function unclonedError(given: TabError): PushError {
  const error = fromTabError(given);
  return error instanceof PushError ? error : new PushError('unsupported', error.message, { transient: false });
}
