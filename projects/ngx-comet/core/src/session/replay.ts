import type { History, Payload, Remembered } from './history';

/**
 * How the first messages of a connection are compared with the messages before it:
 *
 * - `payload`: a repeat has a known id and the payload of that id. A known id with another payload shows that the server
 *   counts anew.
 * - `other-route`: the same, but another route may format the same JSON in another way.
 * - `id`: a repeat has a known id. For a route that takes over from a live one: payloads may differ by route, and no
 *   server restarts in between.
 * - `poll`: the next answer of the same series. An id may stay the same while the payload changes.
 */
export type CompareBy = 'payload' | 'other-route' | 'id' | 'poll';

/** What a message with an id is, compared with the messages of earlier connections. */
export type Comparison = 'new' | 'repeat' | 'counted-anew';

/** A payload that cannot be compared. */
export const INCOMPARABLE: Payload = new Uint8Array(0);

interface Known extends Remembered {
  matched: boolean;
}

/**
 * Compares the messages at the start of a connection with the remembered ones. What a server sends twice, it means
 * twice. So each remembered message accounts for one repeat.
 */
export class Replay {
  /** True after a repeat of the last remembered message: what follows continues right after it. */
  reachedLast = false;
  /** True if the latest repeat is the last remembered message again, by id and payload. */
  repeatsLast = false;
  readonly #history: History;
  readonly #by: CompareBy;
  /** The id that stays the same if the messages are the states of one thing. */
  readonly #stateId: string | undefined;
  #known: Map<string, Known[]> | undefined;
  #last: string | undefined;

  constructor(history: History, by: CompareBy, stateId: string | undefined) {
    this.#history = history;
    this.#by = by;
    this.#stateId = stateId;
  }

  compare(id: string, payload: Payload): Comparison {
    // Most connections continue with a new message. Then the table is not needed.
    if (this.reachedLast || !this.#history.has(id)) return 'new';
    const known = this.#knownWith(id);
    const same = known.filter((entry) => this.#isSame(entry.payload, payload));
    const next = same.find(({ matched }) => !matched);
    if (next !== undefined) {
      next.matched = true;
      this.repeatsLast = id === this.#last && same.at(-1) === known.at(-1);
      this.reachedLast = this.repeatsLast && next === known.at(-1);
      return 'repeat';
    }
    const mayBeNew = same.length > 0 || this.#by === 'poll' || this.#by === 'id' || id === this.#stateId;
    return mayBeNew ? 'new' : 'counted-anew';
  }

  #knownWith(id: string): readonly Known[] {
    if (this.#known === undefined) {
      this.#known = new Map();
      for (const entry of this.#history.entries()) {
        const known = this.#known.get(entry.id);
        if (known === undefined) this.#known.set(entry.id, [{ ...entry, matched: false }]);
        else known.push({ ...entry, matched: false });
        this.#last = entry.id;
      }
    }
    return this.#known.get(id) ?? [];
  }

  #isSame(known: Payload | undefined, payload: Payload): boolean {
    // If the payload is not remembered any more, the id decides.
    if (known === undefined || this.#by === 'id') return true;
    return isEqual(known, payload) || (this.#by === 'other-route' && isSameJson(known, payload));
  }
}

function isEqual(one: Payload, other: Payload): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one !== INCOMPARABLE && one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function isSameJson(one: Payload, other: Payload): boolean {
  try {
    return plainJson(one) === plainJson(other);
  } catch {
    return false;
  }
}

function plainJson(payload: Payload): string {
  return JSON.stringify(JSON.parse(typeof payload === 'string' ? payload : new TextDecoder().decode(payload)));
}
