import { BadRequest } from './refusal.ts';

/** The query of a request. A wrong value is answered with 400. */
export class Query {
  readonly #params: URLSearchParams;

  /** `url` is the request target, with or without a query. */
  constructor(url: string) {
    const start = url.indexOf('?');
    this.#params = new URLSearchParams(start < 0 ? '' : url.slice(start));
  }

  /** The text of a parameter; an empty one counts as absent. */
  text(name: string): string | undefined {
    return this.#params.get(name) || undefined;
  }

  /** One of several words; the first is the default. */
  word<const W extends string>(name: string, words: readonly [W, ...W[]]): W {
    const text = this.text(name) ?? words[0];
    const word = words.find((each) => each === text);
    if (word === undefined) throw new BadRequest(`${name}: expected one of ${words.join(', ')}, got ${text}`);
    return word;
  }

  /** A whole number from `least` to 2³¹−1. */
  number<D extends number | undefined>(name: string, otherwise: D, least = 0): number | D {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    // The maximum of a timer.
    if (!/^\d{1,10}$/.test(text) || Number(text) < least || Number(text) >= 2 ** 31) {
      throw new BadRequest(`${name}: expected a whole number from ${least} to 2147483647, got ${text}`);
    }
    return Number(text);
  }

  /** True for `1` and `true`, false for `0` and `false`. */
  flag(name: string, otherwise = false): boolean {
    const text = this.text(name);
    if (text === undefined) return otherwise;
    if (!/^(?:[01]|true|false)$/.test(text)) throw new BadRequest(`${name}: expected 0 or 1, got ${text}`);
    return text === '1' || text === 'true';
  }

  /** Comma-separated words. */
  list(name: string): readonly string[] | undefined {
    return this.text(name)
      ?.split(',')
      .map((word) => word.trim());
  }
}
