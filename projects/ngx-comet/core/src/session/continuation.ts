import type { FeedMemory } from './feed-memory';
import type { History, Payload } from './history';
import type { SessionPlan } from './plan';
import { Replay, type CompareBy } from './replay';
import type { SequenceCheck, SequenceNumber } from './sequence-check';

export interface ContinuationListener {
  /** The messages say more about the continuity than the opening did. `key` names what is numbered, if there is one. */
  continuity(continuity: 'gap' | 'resumed', key?: string): void;
}

/** `hold`: it may be a repeat. It is delivered later, or dropped. */
type Decision = 'deliver' | 'drop' | 'hold';

/**
 * Knows how the messages of a connection continue those of the connections before it: which ones are repeats, and
 * whether something is missing.
 */
export class Continuation {
  readonly #history: History;
  readonly #sequence: SequenceCheck;
  readonly #plan: Pick<SessionPlan<never>, 'opensWithAnswer'>;
  readonly #listener: ContinuationListener;
  #replay: Replay | undefined;
  /** Whether a replay shows that the connection continues. */
  #proves = false;
  /** The replay shows that the connection continues. It is not reported before the next number is checked. */
  #overlaps = false;
  /** The opening of the connection was reported as a gap. */
  #gapReported = false;
  /**
   * The known messages at the start of an answer. Only if they lead up to the last message they are repeats. Otherwise
   * the server went back to an earlier state.
   */
  #held: (() => void)[] = [];
  #holds = false;

  constructor(
    { history, numbers }: FeedMemory,
    plan: Pick<SessionPlan<never>, 'opensWithAnswer'>,
    listener: ContinuationListener,
  ) {
    this.#history = history;
    this.#sequence = numbers;
    this.#plan = plan;
    this.#listener = listener;
  }

  /** True at the start of a connection, as long as its messages may be repeats. */
  get compares(): boolean {
    return this.#replay !== undefined;
  }

  /** A connection opened, or the next answer of a series of polls arrives. */
  opened(by: CompareBy, cursor: string | undefined): void {
    this.#holds = this.#plan.opensWithAnswer === true && by !== 'id';
    this.#proves = by !== 'poll';
    this.#gapReported = this.#overlaps = false;
    this.#replay = new Replay(this.#history, by, this.#holds ? cursor : undefined);
    if (this.#proves) this.#sequence.reopened();
  }

  /** It is known that messages are missing. So the next number may be any, and the ids may begin anew. */
  gapReported(): void {
    this.#gapReported = true;
    this.#sequence.forget();
  }

  /** Decides about a message with an id at the start of a connection. `deliver` delivers it if it is held. */
  decide(id: string, payload: Payload, deliver: () => void): Decision {
    const replay = this.#replay;
    if (replay === undefined) return 'deliver';
    const comparison = replay.compare(id, payload);
    if (comparison === 'repeat') {
      if (!this.#holds) return 'drop';
      if (replay.repeatsLast) this.#held = [];
      else this.#held.push(deliver);
      return replay.repeatsLast ? 'drop' : 'hold';
    }
    this.#replay = undefined;
    if (comparison === 'counted-anew') {
      this.#history.clear();
      this.#sequence.forget();
      if (!this.#gapReported) this.#listener.continuity('gap');
    } else if (replay.reachedLast && this.#proves) {
      // The number of this message is checked next. It may show a gap.
      if (this.#sequence.isComparing) this.#overlaps = true;
      else this.#listener.continuity('resumed');
    }
    if (this.#held.length === 0) return 'deliver';
    this.#held.push(deliver);
    this.endAnswer();
    return 'hold';
  }

  /** The answer ended: what is held is no replay. */
  endAnswer(): void {
    this.#replay = undefined;
    // A message that is delivered may end the attempt, which drops the rest.
    for (let deliver = this.#held.shift(); deliver !== undefined; deliver = this.#held.shift()) deliver();
  }

  /** The attempt ended before its answer did. */
  dropHeld(): void {
    this.#held = [];
  }

  delivered(id: string, payload: Payload): void {
    this.#history.note(id, payload);
  }

  /** @throws TypeError if it is no number */
  check(sequence: SequenceNumber): void {
    const verdict = this.#sequence.check(sequence);
    if (verdict !== undefined) this.#listener.continuity(verdict.continuity, verdict.key);
    else if (this.#overlaps) this.#listener.continuity('resumed');
    this.#overlaps = false;
  }

  /** The message is nothing new, so it is not delivered. */
  skip(sequence: SequenceNumber): void {
    this.#sequence.skip(sequence);
  }

  /** A chunk of the network arrived. */
  chunk(): void {
    this.#history.chunk();
  }
}
