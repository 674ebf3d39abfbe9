import { PushError, type PushMessage } from 'ngx-comet/core';
import type { Observable, Subscriber, Subscription } from 'rxjs';
import { Candidate } from './candidate';
import type { Platform } from './platform';
import { Replay } from './replay';
import { fromTabError, toTabError } from './tab-error';
import type { Dated, Place, TabMessage } from './tab-message';
import { Tail } from './tail';

/** How long a new leader listens for what others know and it does not, in milliseconds. */
const CATCH_UP = 100;

type Role = 'follower' | 'leader' | 'away';

/**
 * One tab's part in a feed that many tabs share. It follows whoever leads; the lock makes it the leader, which runs the source
 * and tells the others. A page that is put away takes part no longer: a frozen leader would keep the lock and say nothing.
 */
export class Member<T> {
  readonly #source: Observable<PushMessage<T>>;
  readonly #subscriber: Subscriber<PushMessage<T>>;
  readonly #platform: Platform;
  readonly #tail: Tail<T>;
  readonly #tab = anyName();
  #channel: BroadcastChannel | undefined;
  #unwatch: (() => void) | undefined;
  #role: Role = 'away';
  /** Whom it follows, or its own. */
  #term: string | undefined;
  /** The number of the last message of that term. */
  #number = 0;
  /** It waits for a tail: what comes before that is in it. */
  #asking = false;
  /** It knows no more than whom it follows: all further messages of this term are new. */
  #caughtUp = false;
  /** Whom it followed until it was elected: what that tab said last may still be on its way. */
  #before = { term: '', number: 0 };
  #candidate: Candidate | undefined;
  #running: Subscription | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #replay: Replay | undefined;

  constructor(
    source: Observable<PushMessage<T>>,
    subscriber: Subscriber<PushMessage<T>>,
    platform: Platform,
    tail: number,
  ) {
    this.#source = source;
    this.#subscriber = subscriber;
    this.#platform = platform;
    this.#tail = new Tail(tail);
  }

  start(): void {
    this.#unwatch = this.#platform.watch(
      () => {
        this.#leave();
      },
      () => {
        if (this.#role === 'away') this.#join();
      },
    );
    this.#join();
  }

  stop(): void {
    this.#unwatch?.();
    this.#leave();
  }

  #join(): void {
    this.#role = 'follower';
    const channel = (this.#channel = this.#platform.open());
    if (channel === undefined) return this.#goAlone();
    channel.onmessage = ({ data }: MessageEvent<TabMessage<T>>) => {
      this.#hear(data);
    };
    this.#greet();
    this.#candidate = new Candidate(
      this.#platform,
      () => {
        // Whoever was a follower may have missed what others got.
        this.#lead(this.#term !== undefined || this.#tail.place !== undefined);
      },
      () => {
        this.#goAlone();
      },
    );
    void this.#candidate.stand();
  }

  #leave(): void {
    this.#role = 'away';
    this.#term = undefined;
    clearTimeout(this.#timer);
    this.#replay?.stop();
    this.#running?.unsubscribe();
    this.#running = undefined;
    this.#channel?.close();
    this.#channel = undefined;
    this.#candidate?.withdraw();
  }

  // ——— election

  /** Its browser forbids locks or channels here: it is on its own, and must not speak for others. */
  #goAlone(): void {
    this.#channel?.close();
    this.#channel = undefined;
    this.#lead(false);
  }

  #lead(later: boolean): void {
    this.#role = 'leader';
    this.#replay = new Replay((tab, place) => {
      this.#tellTail(tab, this.#tail.after(place));
    });
    this.#before = { term: this.#term ?? '', number: this.#number };
    this.#follow(anyName(), false);
    this.#tell({ kind: 'lead', tab: this.#tab, term: this.#term ?? '', after: this.#tail.last });
    if (later) this.#timer = setTimeout(() => this.#goOn(this.#candidate), CATCH_UP);
    else this.#run();
  }

  /** From the last message that came here: a leader that was killed may have kept the cursor of one that nobody got. */
  #goOn(candidate: Candidate | undefined): void {
    const { cursor } = this.#platform;
    const kept = cursor.get();
    if (this.#tail.cursor === undefined || kept === undefined || kept === this.#tail.cursor) return this.#run();
    cursor.set(this.#tail.cursor);
    // It is written at the end of the turn.
    queueMicrotask(() => {
      if (candidate?.withdrawn === false) this.#run();
    });
  }

  #run(): void {
    this.#tail.begin(this.#platform.cursor.get());
    const since = this.#tail.now;
    if (this.#replay !== undefined) this.#replay.since = since;
    this.#running = this.#source.subscribe({
      next: (message) => {
        this.#replay?.goesOn();
        if (!this.#isRepeat(message)) this.#announce({ message, at: Math.max(this.#tail.now, since + 1) });
      },
      error: (error: unknown) => {
        this.#tell({ kind: 'error', error: toTabError(error) });
        this.#subscriber.error(error);
      },
      complete: () => {
        this.#tell({ kind: 'complete' });
        this.#subscriber.complete();
      },
    });
    // The first message may have made the consumer leave before the subscription was there to be ended.
    if (this.#role !== 'leader') this.#running.unsubscribe();
  }

  /** Others first: the source counts a message as delivered, and moves its cursor, once it is taken. */
  #announce(dated: Dated<T>): void {
    const { message } = dated;
    this.#number++;
    try {
      this.#tell({ kind: 'message', term: this.#term ?? '', number: this.#number, dated });
    } catch (cause) {
      const error = new PushError('unsupported', `a message cannot be given to other tabs: ${String(cause)}`, {
        transient: false,
        transport: message.transport,
        cause,
      });
      this.#tell({ kind: 'error', error: toTabError(error) });
      this.#subscriber.error(error);
      return;
    }
    this.#deliver(dated);
    this.#replay?.passed(message.id);
  }

  // ——— what other tabs say

  #hear(said: TabMessage<T>): void {
    switch (said.kind) {
      case 'hello':
        if (this.#role === 'leader') this.#onHello(said.tab, said.after);
        return;
      case 'missed':
        if (this.#role === 'leader') this.#onMissed(said.tab, said.term, said.after);
        return;
      case 'lead':
        return this.#onLead(said);
      case 'tail':
        if (said.tab === this.#tab) this.#onTail(said);
        return;
      case 'message':
        if (this.#role === 'leader') this.#onLate(said);
        else if (!this.#asking) this.#onMessage(said);
        return;
      case 'complete':
        if (this.#running === undefined) this.#subscriber.complete();
        return;
      case 'error':
        if (this.#running === undefined) this.#subscriber.error(fromTabError(said.error));
        return;
    }
  }

  #onHello(tab: string, after: Place | undefined): void {
    if (after !== undefined && this.#mayBeAhead(after)) this.#replay?.wait(tab, after);
    // A tab that never got anything has missed nothing.
    else this.#tellTail(tab, after === undefined ? [] : this.#tail.after(after));
  }

  #onMissed(tab: string, term: string, after: number): void {
    if (term === this.#term) this.#tellTail(tab, this.#tail.latest(this.#number - after));
  }

  /** Whether a tab got more than this one, which may get there yet. */
  #mayBeAhead(place: Place): boolean {
    return this.#replay?.mayBring(place) === true && place.id !== undefined && !this.#tail.continues(place.id);
  }

  #tellTail(tab: string, messages: readonly Dated<T>[]): void {
    this.#tell({
      kind: 'tail',
      tab,
      term: this.#term ?? '',
      number: this.#number,
      last: this.#tail.last,
      messages,
    });
  }

  #onLead({ tab, term, after }: Extract<TabMessage<T>, { kind: 'lead' }>): void {
    if (this.#role !== 'follower') return;
    const { last } = this.#tail;
    const ahead = last !== undefined && after !== last && (after === undefined || this.#tail.continues(after));
    if (ahead) {
      const messages = this.#tail.after({ id: after, at: 0 });
      this.#tell({ kind: 'tail', tab, term, number: 0, last, messages });
    }
    if (ahead || after === last) this.#follow(term, after === last);
    else this.#greet();
  }

  #onTail({ term, number, last, messages }: Extract<TabMessage<T>, { kind: 'tail' }>): void {
    if (this.#role === 'follower') {
      // Within a term the numbers tell.
      const counted = term === this.#term && this.#caughtUp;
      const missed = counted ? latest(messages, number - this.#number) : this.#tail.unknownOf(messages);
      this.#follow(term, counted);
      this.#number = number;
      this.#tail.begin(last);
      for (const dated of missed) {
        if (this.#role === 'follower') this.#deliver(dated);
      }
      this.#caughtUp ||= last === this.#tail.last;
    } else if (this.#isCatchingUp && term === this.#term) {
      // Who never got anything has missed nothing, but has to go on from there.
      if (this.#tail.place === undefined) messages.forEach((dated) => this.#tail.add(dated));
      else this.#makeUp(this.#tail.unknownOf(messages));
    }
  }

  /** What the leader before said last, on its way while the lock went over. */
  #onLate({ term, number, dated }: Extract<TabMessage<T>, { kind: 'message' }>): void {
    if (!this.#isCatchingUp || term !== this.#before.term || number !== this.#before.number + 1) return;
    this.#before.number = number;
    // Another tab may have given it already.
    if (dated.at > (this.#tail.place?.at ?? 0)) this.#makeUp([dated]);
  }

  #makeUp(messages: readonly Dated<T>[]): void {
    for (const dated of messages) {
      if (this.#isCatchingUp) this.#announce(dated);
    }
  }

  /** It leads, and the source does not run yet. */
  get #isCatchingUp(): boolean {
    return this.#role === 'leader' && this.#running === undefined;
  }

  #onMessage({ term, number, dated }: Extract<TabMessage<T>, { kind: 'message' }>): void {
    if (term !== this.#term) return this.#greet();
    if (number <= this.#number) return;
    if (number > this.#number + 1) {
      this.#asking = true;
      this.#tell({ kind: 'missed', tab: this.#tab, term, after: this.#number });
      return;
    }
    this.#number = number;
    if (!this.#isRepeat(dated.message)) this.#deliver(dated);
  }

  // ——— keeping the place

  #greet(): void {
    this.#asking = true;
    this.#tell({ kind: 'hello', tab: this.#tab, after: this.#tail.place });
  }

  #follow(term: string, caughtUp: boolean): void {
    this.#term = term;
    this.#number = 0;
    this.#asking = false;
    this.#caughtUp = caughtUp;
  }

  /** Some messages share the id of the one before, which is a repeat only at the start of a term. */
  #isRepeat({ id }: PushMessage<T>): boolean {
    const known = this.#tail.has(id);
    if (this.#caughtUp) return known && id !== this.#tail.last;
    this.#caughtUp = !known;
    return known;
  }

  #deliver(dated: Dated<T>): void {
    this.#tail.add(dated);
    this.#subscriber.next(dated.message);
  }

  #tell(message: TabMessage<T>): void {
    this.#channel?.postMessage(message);
  }
}

function latest<T>(messages: readonly T[], count: number): readonly T[] {
  return count <= 0 ? [] : messages.slice(-count);
}

function anyName(): string {
  return Math.random().toString(36).slice(2);
}
