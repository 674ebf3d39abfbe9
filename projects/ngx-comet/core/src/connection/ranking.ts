/** How a route failed: `mute` = it opened and brought nothing in time, `final` = trying it again cannot help. */
export type Failure = 'lost' | 'mute' | 'final';

/** How often in a row a route that had been good may fail before the others are tried. */
const LAPSES = 2;

/**
 * Which route to try: pure book-keeping over the routes by their places, best first.
 *
 * A round tries every route once, one right after the other; only when all have failed is there a pause. A mute route is the
 * second choice, kept if none is better.
 */
export class Ranking {
  current: number;
  readonly #places: readonly number[];
  readonly #failed = new Set<number>();
  readonly #mute = new Set<number>();
  readonly #final = new Set<number>();
  #good = false;
  #lapses = 0;

  constructor(count: number, first: number) {
    this.#places = Array.from({ length: count }, (_, place) => place);
    this.current = first;
  }

  /** True if the current route is kept even if it is mute: no other one is left, and no better one was mute too. */
  get settled(): boolean {
    return this.#next() === undefined && (this.#mute.has(this.current) || this.#secondChoice() === undefined);
  }

  /** True if every route failed for good. */
  get hopeless(): boolean {
    return this.#final.size === this.#places.length;
  }

  /** True if every other route failed for good. */
  get alone(): boolean {
    return this.#alive.length === 1;
  }

  /** The routes that are better than the current one and may work by now, best first. */
  get better(): readonly number[] {
    return this.#alive.filter((place) => place < this.current);
  }

  /** The current route delivers. */
  succeeded(): void {
    this.#good = true;
    this.#lapses = 0;
    this.#failed.clear();
    this.#mute.clear();
  }

  /** A better route took over. */
  promoted(place: number): void {
    this.current = place;
    this.succeeded();
  }

  /** The current route failed; true if another one is to be tried right away. */
  failed(how: Failure): boolean {
    // A route that was good gets the benefit of the doubt: a server that restarts is down on all of them.
    if (this.#good && how === 'lost' && this.#lapses++ < LAPSES) return false;
    this.#good = false;
    this.#lapses = 0;
    const wasMute = this.#mute.has(this.current);
    this.#failed.add(this.current);
    if (how === 'mute') this.#mute.add(this.current);
    if (how === 'final') this.#final.add(this.current);
    const next = this.#next() ?? (wasMute ? undefined : this.#secondChoice());
    if (next === undefined) return this.#newRound();
    this.current = next;
    return true;
  }

  #newRound(): boolean {
    this.#failed.clear();
    this.#mute.clear();
    this.current = this.#alive[0] ?? this.current;
    return false;
  }

  /** The best route of this round that was not tried. */
  #next(): number | undefined {
    return this.#alive.find((place) => place !== this.current && !this.#failed.has(place));
  }

  #secondChoice(): number | undefined {
    return this.#alive.find((place) => this.#mute.has(place));
  }

  get #alive(): readonly number[] {
    return this.#places.filter((place) => !this.#final.has(place));
  }
}
