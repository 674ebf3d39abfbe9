import { isAnswer, isShaping, type Answer, type Break, type Phase, type Rule, type Shaping } from './fault.ts';

/** A rule of a proxy, and how often it was applied. */
export interface ActiveRule {
  readonly id: number;
  readonly rule: Rule;
  readonly hits: number;
}

export interface Entry {
  readonly id: number;
  readonly rule: Rule;
  readonly at: Phase;
  hits: number;
  /** How often the text of a `message` phase was seen. */
  seen: number;
}

/** The rules of a proxy, in the order in which they were set. */
export class Rules {
  #next = 1;
  readonly #entries = new Map<number, Entry>();

  get all(): readonly ActiveRule[] {
    return [...this.#entries.values()].map(({ id, rule, hits }) => ({ id, rule, hits }));
  }

  add(rule: Rule): Entry {
    const entry = { id: this.#next++, rule, at: rule.at ?? { phase: 'connecting' as const }, hits: 0, seen: 0 };
    this.#entries.set(entry.id, entry);
    return entry;
  }

  get(id: number): Entry | undefined {
    return this.#entries.get(id);
  }

  remove(id: number): boolean {
    return this.#entries.delete(id);
  }

  clear(): void {
    this.#entries.clear();
  }

  has(kind: Rule['fault']['kind']): boolean {
    return [...this.#entries.values()].some(({ rule }) => rule.fault.kind === kind);
  }

  /** The rules of a phase that may still happen on a connection whose latest request has this path. */
  at<P extends Phase['phase']>(phase: P, path: string | undefined): readonly (Entry & { at: Phase & { phase: P } })[] {
    return [...this.#entries.values()].filter(
      (entry): entry is Entry & { at: Phase & { phase: P } } =>
        entry.at.phase === phase && entry.hits < (entry.rule.times ?? Infinity) && matches(entry, path),
    );
  }
}

function matches({ rule }: Entry, path: string | undefined): boolean {
  return rule.path === undefined || (path?.includes(rule.path) ?? false);
}

/** The fault of an entry, if it answers requests. */
export function answerOf({ rule }: Entry): Answer | undefined {
  return isAnswer(rule.fault) ? rule.fault : undefined;
}

/** The fault of an entry, if it changes how bytes pass. */
export function shapingOf({ rule }: Entry): Shaping | undefined {
  return isShaping(rule.fault) ? rule.fault : undefined;
}

/** The fault of an entry, if it breaks a connection. */
export function breakOf({ rule }: Entry): Break | undefined {
  const { fault } = rule;
  return isShaping(fault) || isAnswer(fault) || fault.kind === 'refuse' || fault.kind === 'wrong-certificate'
    ? undefined
    : fault;
}
