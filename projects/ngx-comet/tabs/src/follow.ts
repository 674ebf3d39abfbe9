import type { Tab } from './tab';
import { fromTabError } from './tab-error';

/** What a tab does while another tab leads: it delivers the leader's messages, and requests those that it missed. */
export function follow<T>(tab: Tab<T>): void {
  const { name, subscriber, tail } = tab;
  /** A tail is on its way. It contains all messages that arrive before it. */
  let awaitsTail = false;
  const greet = (): void => {
    awaitsTail = true;
    tab.send({ kind: 'hello', tab: name, after: tail.place });
  };
  const enter = (term: string, caughtUp: boolean): void => {
    awaitsTail = false;
    tab.enter(term, caughtUp);
  };
  tab.listen({
    lead: ({ tab: leader, term, after }) => {
      const { last } = tail;
      const ahead = last !== undefined && after !== last && tail.continues(after);
      // The new leader missed these messages.
      if (ahead) {
        const messages = tail.after({ id: after, at: 0 });
        tab.send({ kind: 'tail', tab: leader, term, number: 0, last, messages, gap: false });
      }
      if (ahead || after === last) enter(term, after === last);
      else greet();
    },
    tail: ({ tab: receiver, term, number, last, messages, gap }) => {
      if (receiver !== name) return;
      if (gap) tab.missed();
      // Within one term, the numbers show what is missing.
      const counted = term === tab.term && tab.caughtUp;
      const missed = counted ? latest(messages, number - tab.number) : tail.unknownOf(messages);
      enter(term, counted);
      tab.number = number;
      tail.begin(last);
      for (const dated of missed) {
        // The subscriber may unsubscribe in between.
        if (tab.term === term) tab.deliver(dated);
      }
      tab.caughtUp ||= last === tail.last;
    },
    message: ({ term, number, dated }) => {
      if (awaitsTail) return;
      if (term !== tab.term) return greet();
      if (number <= tab.number) return;
      if (number > tab.number + 1) {
        awaitsTail = true;
        tab.send({ kind: 'missed', tab: name, term, after: tab.number });
        return;
      }
      tab.number = number;
      if (!tab.isRepeat(dated.message)) tab.deliver(dated);
    },
    complete: () => subscriber.complete(),
    error: ({ error }) => subscriber.error(fromTabError(error)),
  });
  greet();
}

function latest<T>(messages: readonly T[], count: number): readonly T[] {
  return count <= 0 ? [] : messages.slice(-count);
}
