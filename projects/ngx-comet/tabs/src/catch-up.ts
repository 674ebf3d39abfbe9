import type { Platform } from './platform';
import type { Tab } from './tab';
import { fromTabError } from './tab-error';
import type { Dated, Receivers } from './tab-message';

/** How long a new leader waits for messages that it missed, in milliseconds. */
const CATCH_UP = 100;

/**
 * What a new leader does before it runs the source: it gives the other tabs time to send what it missed. `before` is
 * the term that it followed. `answers` handle the requests of other tabs, as they do later.
 */
export function catchUp<T>(
  tab: Tab<T>,
  before: { readonly term: string | undefined; number: number },
  { cursor, soon }: Pick<Platform, 'cursor' | 'soon'>,
  answers: Receivers<T>,
  announce: (dated: Dated<T>) => void,
  run: () => void,
): void {
  const { part, tail, term: own } = tab;
  const makeUp = (messages: readonly Dated<T>[]): void => {
    for (const dated of messages) {
      // The subscriber may unsubscribe in between.
      if (tab.term === own) announce(dated);
    }
  };
  tab.listen({
    ...answers,
    forgotten: ({ at }) => part.more?.forgotten(at),
    complete: () => part.complete(),
    error: ({ error }) => part.error(fromTabError(error)),
    tail: ({ tab: receiver, term, messages, exact }) => {
      if (receiver !== tab.name || term !== own) return;
      // A tab that never got a message has missed nothing, but has to continue after these messages.
      if (tail.place === undefined) messages.forEach((dated) => tail.add(dated));
      else makeUp(tail.unknownOf(messages, exact));
    },
    /** A message of the previous leader. It was still on its way when this tab got the lock. */
    message: ({ term, number, dated }) => {
      if (term !== before.term || number !== before.number + 1) return;
      before.number = number;
      // Another tab may have sent it already.
      if (dated.at > (tail.place?.at ?? 0)) makeUp([dated]);
    },
  });
  tab.presence.add(
    soon(CATCH_UP, () => {
      // Continue after the last message that arrived here. Otherwise a message may be lost: a leader that was killed
      // may have stored the cursor of a message that no other tab received.
      const stored = cursor.get();
      if (tail.cursor === undefined || stored === tail.cursor) return run();
      if (stored === undefined && !part.keepsCursor) return run();
      cursor.set(tail.cursor);
      // The store writes at the end of the turn.
      queueMicrotask(() => {
        if (tab.term === own) run();
      });
    }),
  );
}
