// Judges what a stream emits. It runs in pages and in Node, and keeps no list that grows.
import type { PushEvent } from 'ngx-comet/core';

/** Numbers without a message that did not arrive. */
export interface Missing {
  readonly from: number;
  readonly to: number;
}

/** What a stream emitted so far. */
export interface FeedReport {
  readonly delivered: number;
  /** How many messages did not arrive, and were reported. */
  readonly missing: number;
  /** How many messages did not arrive, and nothing was reported. */
  readonly lost: number;
  readonly repeated: number;
  /** How many connections were lost. */
  readonly losses: number;
  readonly rejected: number;
  readonly gaps: number;
  /** The latest number. */
  readonly last: number | undefined;
  /** The error that ended it, or 'complete'. */
  readonly end: string | undefined;
  /** The first broken promises, in words. */
  readonly violations: readonly string[];
  /** What did not arrive of a stream that reports nothing: the server must have lost it. */
  readonly unreported: readonly Missing[];
}

/** `messages`: a stream that emits only messages, so nothing can be reported in it. */
export type Watched = 'events' | 'messages';

const MOST = 5;
const MOST_UNREPORTED = 1_000;

/**
 * Knows that the server sends 1, 2, 3 …. Every number arrives once and in order, or something is reported before the
 * next one arrives. `resumed` is never said over a loss.
 */
export class FeedChecker {
  readonly #watched: Watched;
  #delivered = 0;
  #missing = 0;
  #lost = 0;
  #repeated = 0;
  #losses = 0;
  #rejected = 0;
  #gaps = 0;
  #last: number | undefined;
  #end: string | undefined;
  #reported = false;
  readonly #violations: string[] = [];
  readonly #unreported: Missing[] = [];

  constructor(watched: Watched = 'events') {
    this.#watched = watched;
  }

  take(event: PushEvent<unknown>, numberOf: (data: unknown) => number | undefined): void {
    if (event.kind === 'message') {
      const n = numberOf(event.message.data);
      if (n !== undefined) this.arrived(n);
    } else if (event.kind === 'open') {
      // A stream with numbers knows: `unknown` is no report of a gap.
      if (event.continuity === 'gap') this.#gap();
    } else if (event.kind === 'rejected') {
      this.#rejected++;
      this.#reported = true;
    } else if (event.kind === 'lost') this.#losses++;
  }

  arrived(n: number): void {
    const last = this.#last;
    if (last !== undefined && n <= last) {
      this.#repeated++;
      this.#violate(`${n} arrived after ${last}`);
      return;
    }
    if (last !== undefined && n > last + 1) this.#missed(last, n);
    this.#delivered++;
    this.#last = n;
    this.#reported = false;
  }

  ended(reason: string): void {
    this.#end = reason;
    this.#violate(`it ended: ${reason}`);
  }

  /** The stream was subscribed to again, and begins where it begins. */
  beginsAnew(): void {
    this.#last = undefined;
    this.#reported = false;
  }

  report(): FeedReport {
    return {
      delivered: this.#delivered,
      missing: this.#missing,
      lost: this.#lost,
      repeated: this.#repeated,
      losses: this.#losses,
      rejected: this.#rejected,
      gaps: this.#gaps,
      last: this.#last,
      end: this.#end,
      violations: this.#violations,
      unreported: this.#unreported,
    };
  }

  #gap(): void {
    this.#gaps++;
    this.#reported = true;
  }

  #missed(last: number, n: number): void {
    const count = n - last - 1;
    if (this.#watched === 'messages' && this.#unreported.length < MOST_UNREPORTED) {
      this.#unreported.push({ from: last + 1, to: n - 1 });
    } else if (this.#reported) this.#missing += count;
    else {
      this.#lost += count;
      this.#violate(`${n} follows ${last}, and nothing was reported`);
    }
  }

  #violate(what: string): void {
    if (this.#violations.length < MOST) this.#violations.push(what);
  }
}

/** What is missing though the server still had it: it lost something only at these numbers. */
export function notLostByServer(missing: readonly Missing[], serverLostAt: readonly number[]): readonly Missing[] {
  return missing.filter(({ from, to }) => !serverLostAt.some((at) => at >= from - 1 && at <= to));
}
