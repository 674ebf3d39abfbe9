/** How a route failed: `mute` = it opened, but no byte arrived in time; `final` = its error is final. */
export type Failure = 'lost' | 'mute' | 'final';

/** How often in a row a good route may fail before the others are tried. */
const LAPSES = 2;

/**
 * Decides which route to try. It only keeps a record of the routes, by their places in the list, best first.
 *
 * A round tries every route once, without a pause in between. A pause follows only when all have failed. A mute route
 * is the second choice: it is kept if no other one works.
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

  /** True if the current route is kept even while it is mute: no other one is left, and no better one was mute too. */
  get settled(): boolean {
    return this.#next() === undefined && (this.#mute.has(this.current) || this.#secondChoice() === undefined);
  }

  /** True if every route failed with a final error. */
  get hopeless(): boolean {
    return this.#final.size === this.#places.length;
  }

  /** True if every other route failed with a final error. */
  get alone(): boolean {
    return this.#alive.length === 1;
  }

  /** The routes that are better than the current one and may work again, best first. */
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

  /** The current route failed. Returns true if another one must be tried at once. */
  failed(how: Failure): boolean {
    // A good route is tried again first: a server that restarts is down on all routes.
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

  /** The best route that was not tried in this round. */
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
