import type { Tab } from './tab';
import { fromTabError } from './tab-error';
import type { Dated, Receivers } from './tab-message';

/** What a tab does while another tab leads: it delivers the leader's messages, and requests those that it missed. */
export function follow<T>(tab: Tab<T>): void {
  const { part } = tab;
  const follower = new Follower(tab);
  tab.listen({
    ...follower.receivers,
    complete: () => part.complete(),
    error: ({ error }) => part.error(fromTabError(error)),
  });
  tab.pulse.start();
  follower.greet();
}

class Follower<T> {
  readonly #tab: Tab<T>;
  /** A tail is on its way. It contains all messages that arrive before it. */
  #awaitsTail = false;

  constructor(tab: Tab<T>) {
    this.#tab = tab;
  }

  readonly receivers: Receivers<T> = {
    lead: ({ tab: leader, term, after }) => this.#onLead(leader, term, after),
    tail: (answer) => {
      if (answer.tab === this.#tab.name && !this.#tab.deaf) this.#onTail(answer);
    },
    // It did not answer for a while, or stood still. What was sent meanwhile is requested.
    pong: () => {
      this.#tab.part.more?.answered();
      if (this.#awaitsTail) this.greet();
      else if (this.#tab.silent) this.#request();
    },
    ask: ({ tab, term, after }) => {
      const { tail, term: own, deaf } = this.#tab;
      if (term !== own || deaf || tail.lacks(after) || !tail.continues(after.id)) return;
      this.#tab.send({ kind: 'older', tab, term, messages: tail.after(after) });
    },
    forgotten: ({ at }) => this.#onForgotten(at),
    silent: ({ term }) => {
      if (term === this.#tab.term) this.#tab.pulse.doubt();
    },
    message: ({ term, number, dated }) => this.#onMessage(term, number, dated),
    state: ({ term, number, state }) => {
      const tab = this.#tab;
      if (this.#awaitsTail || tab.deaf) return;
      if (term !== tab.term) return this.greet();
      if (number > tab.number || tab.silent) return this.#request();
      tab.part.more?.arrived(state);
    },
  };

  greet(): void {
    const { name, tail, part } = this.#tab;
    this.#awaitsTail = true;
    this.#tab.send({ kind: 'hello', tab: name, after: tail.place, last: part.more?.wantsLast === true });
  }

  #enter(term: string, caughtUp: boolean): void {
    const { part } = this.#tab;
    this.#awaitsTail = false;
    const { term: before } = this.#tab;
    const isNew = term !== before;
    this.#tab.enter(term, caughtUp);
    this.#tab.end(before);
    if (isNew) part.more?.follow(term);
  }

  #request(): void {
    const { name, term, number } = this.#tab;
    if (term === undefined) return;
    this.#awaitsTail = true;
    this.#tab.send({ kind: 'missed', tab: name, term, after: number });
  }

  #onLead(leader: string, term: string, after: string | undefined): void {
    const tab = this.#tab;
    const { last } = tab.tail;
    const ahead = last !== undefined && after !== last && tab.tail.continues(after);
    // The new leader missed these messages.
    if (ahead) {
      const messages = tab.tail.after({ id: after, at: 0 });
      tab.send({
        kind: 'tail',
        tab: leader,
        term,
        number: 0,
        last,
        at: 0,
        messages,
        gap: false,
        exact: after !== undefined,
      });
    }
    if (ahead || after === last) this.#enter(term, after === last);
    else this.greet();
  }

  #onTail(answer: Parameters<NonNullable<Receivers<T>['tail']>>[0]): void {
    const { term, number, last, at, messages, gap, exact, state } = answer;
    const tab = this.#tab;
    const { tail, part } = tab;
    // What it requested was for the old user.
    if (state !== undefined && part.more?.missedSignOut(state) === true) return this.greet();
    const { place } = tail;
    // Within one term, the numbers show what is missing.
    const counted = term === tab.term && tab.caughtUp;
    const missed = counted ? latest(messages, number - tab.number) : tail.unknownOf(messages, exact);
    const whole = counted || (place?.id !== undefined && last !== undefined);
    this.#enter(term, counted);
    tab.number = number;
    tail.begin({ id: last, at });
    if (gap) part.missed?.();
    if (state !== undefined) part.more?.caughtUp(state, gap ? 'gap' : whole ? 'resumed' : 'unknown');
    for (const dated of missed) {
      // The subscriber may unsubscribe in between.
      if (tab.term === term) tab.deliver(dated);
    }
    tab.caughtUp ||= last === tail.last;
  }

  /** The next leader begins anew. */
  #onForgotten(at: number): void {
    const tab = this.#tab;
    tab.deaf = false;
    tab.term = undefined;
    this.#awaitsTail = false;
    tab.part.more?.forgotten(at);
  }

  #onMessage(term: string, number: number, dated: Dated<T>): void {
    const tab = this.#tab;
    if (this.#awaitsTail || tab.deaf) return;
    if (term !== tab.term) return this.greet();
    if (number <= tab.number) return;
    if (number > tab.number + 1 || tab.silent) return this.#request();
    tab.number = number;
    if (!tab.isRepeat(dated.message)) tab.deliver(dated);
  }
}

function latest<T>(messages: readonly T[], count: number): readonly T[] {
  return count <= 0 ? [] : messages.slice(-count);
}
