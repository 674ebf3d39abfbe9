/** How often the event loop should turn, in milliseconds. */
const TURN = 10;

/**
 * Notes when the event loop of this process stood still: another process had the processor, or one task was long. A
 * stream cannot recover meanwhile, and it says nothing about the stream.
 */
export class StolenTime {
  readonly #pauses: { readonly from: number; readonly to: number }[] = [];
  #last = performance.now();
  readonly #timer = setInterval(() => {
    const now = performance.now();
    if (now - this.#last > 2 * TURN) this.#pauses.push({ from: this.#last + TURN, to: now });
    this.#last = now;
  }, TURN);

  /** The milliseconds of all pauses between two times. */
  between = (from: number, to: number): number =>
    this.#pauses.reduce((sum, pause) => sum + Math.max(0, Math.min(pause.to, to) - Math.max(pause.from, from)), 0);

  get longest(): number {
    return this.#pauses.reduce((longest, { from, to }) => Math.max(longest, to - from), 0);
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
