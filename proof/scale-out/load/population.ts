import { add, type Count, Ledger, noneOf } from './ledger.ts';
import type { Found, Kind, Latencies, State } from './protocol.ts';

/** What the publisher sends. */
export interface Numbered {
  readonly n: number;
  /** Microseconds of the clock that all processes of the machine share. */
  readonly at: number;
  /** The node on which it was published. */
  readonly via: string;
}

export const microseconds = (): number => Number(process.hrtime.bigint() / 1_000n);

/** One subscriber, as the measurement sees it. */
export interface Subscriber {
  readonly kind: Kind;
  readonly ledger: Ledger;
  /** What it drops without a word, to see that the checker finds it: every tenth message. Only some do so. */
  readonly dropped: Ledger | undefined;
  /** The number of the last message that came, dropped or not. */
  seen: number;
  /** The node that it is connected to, if known. */
  node: string | undefined;
  open: boolean;
  /** When it lost its connection; `undefined` while it has one. */
  lostAt: number | undefined;
}

const POLLING: readonly Kind[] = ['lean long polling', 'pollingStream$'];

/** All subscribers of this process. */
export class Population {
  readonly #all: Subscriber[] = [];
  #losses: Record<string, number> = {};
  #outages: number[] = [];
  #same: number[] = [];
  #other: number[] = [];

  add(kind: Kind, planted: boolean): Subscriber {
    const subscriber: Subscriber = {
      kind,
      ledger: new Ledger(),
      dropped: planted ? new Ledger() : undefined,
      seen: 0,
      node: undefined,
      open: false,
      lostAt: undefined,
    };
    this.#all.push(subscriber);
    return subscriber;
  }

  opened(subscriber: Subscriber, node: string | undefined): void {
    if (subscriber.lostAt !== undefined) this.#outages.push((microseconds() - subscriber.lostAt) / 1_000);
    subscriber.lostAt = undefined;
    subscriber.open = true;
    subscriber.node = node;
  }

  /** Also called for every further attempt that fails. */
  lost(subscriber: Subscriber, why: string): void {
    this.#losses[why] = (this.#losses[why] ?? 0) + 1;
    subscriber.lostAt ??= microseconds();
    subscriber.open = false;
  }

  /** `told`: since its last message, the subscriber was told that messages are missing. */
  received(subscriber: Subscriber, { n, at, via }: Numbered, told: boolean): void {
    const { ledger, dropped, seen, node } = subscriber;
    if (node !== undefined) (node === via ? this.#same : this.#other).push((microseconds() - at) / 1_000);
    if (told) ledger.tellBetween(seen, n);
    subscriber.seen = n;
    (n % 10 === 0 && dropped !== undefined ? dropped : ledger).receive(n);
  }

  state(target: number): State {
    const streams = this.#all.filter(({ open, kind }) => open && !POLLING.includes(kind));
    return {
      streams: streams.length,
      behind: this.#all.filter(({ seen }) => seen < target).length,
      losses: this.#losses,
      byNode: tallyOf(streams.map(({ node }) => node ?? 'unknown')),
    };
  }

  /** What was measured since the last call. */
  latencies(): Latencies {
    const { same, other, outages } = { same: this.#same, other: this.#other, outages: this.#outages };
    [this.#same, this.#other, this.#outages, this.#losses] = [[], [], [], {}];
    return { same, other, outages };
  }

  /** What became of these numbers: by kind, and for the planted subscribers apart. */
  check(from: number, to: number): Found {
    const kinds: Partial<Record<Kind, Count>> = {};
    let [planted, dropped, repeated, late] = [noneOf(), 0, 0, 0];
    for (const subscriber of this.#all) {
      const count = subscriber.ledger.count(from, to);
      if (subscriber.dropped !== undefined) {
        planted = add(planted, count);
        dropped += subscriber.dropped.count(from, to).delivered;
        continue;
      }
      kinds[subscriber.kind] = add(kinds[subscriber.kind] ?? noneOf(), count);
      repeated += subscriber.ledger.repeated;
      late += subscriber.ledger.late;
    }
    return { kinds, planted, dropped, repeated, late };
  }
}

function tallyOf(names: readonly string[]): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const name of names) tally[name] = (tally[name] ?? 0) + 1;
  return tally;
}
