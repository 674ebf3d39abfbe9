import { PushError, type CursorStore, type PushMessage } from 'ngx-comet/core';
import type { Observable } from 'rxjs';
import { anyName } from './any-name';
import { catchUp } from './catch-up';
import { Replay } from './replay';
import { shorten } from './shorten';
import type { Tab } from './tab';
import { toTabError } from './tab-error';
import type { Dated, Place, Receivers } from './tab-message';

/** What a tab does while it leads: it runs the source, and sends each message to the other tabs. */
export function lead<T>(tab: Tab<T>, source: Observable<PushMessage<T>>, cursor: CursorStore): void {
  const { subscriber, tail } = tab;
  const before = { term: tab.term, number: tab.number };
  const term = anyName();
  tab.enter(term, false);
  const { answers, replay } = answering(tab, term);
  const fail = (error: unknown): void => {
    tab.send({ kind: 'error', error: toTabError(error) });
    subscriber.error(error);
  };
  /** Sends the message before it delivers it: after the delivery, the source moves its cursor past the message. */
  const announce = (dated: Dated<T>): void => {
    const { id, transport } = dated.message;
    tab.number++;
    try {
      tab.send({ kind: 'message', term, number: tab.number, dated });
    } catch (cause) {
      const text = `a message cannot be cloned: ${shorten(cause)}`;
      return fail(new PushError('unsupported', text, { transient: false, transport, cause }));
    }
    tab.deliver(dated);
    replay.passed(id);
  };
  const run = (): void => {
    tab.listen(answers);
    tail.begin(cursor.get());
    const since = (replay.since = tail.now);
    // If the subscriber unsubscribes at the first message, `presence` is closed already and ends the source at once.
    tab.presence.add(
      source.subscribe({
        next: (message) => {
          replay.goesOn();
          if (!tab.isRepeat(message)) announce({ message, at: Math.max(tail.now, since + 1) });
        },
        complete: () => {
          tab.send({ kind: 'complete' });
          subscriber.complete();
        },
        error: fail,
      }),
    );
  };
  tab.presence.add(() => replay.stop());
  // A tab that got messages before may have missed some that other tabs got.
  const mayHaveMissed = tab.channel !== undefined && (before.term !== undefined || tail.place !== undefined);
  if (mayHaveMissed) catchUp(tab, before, cursor, answers, announce, run);
  tab.send({ kind: 'lead', tab: tab.name, term, after: tail.last });
  if (!mayHaveMissed) run();
}

/** The answers of the leader of this term to tabs that came or missed messages. */
function answering<T>(tab: Tab<T>, term: string): { readonly answers: Receivers<T>; readonly replay: Replay } {
  const { tail } = tab;
  const sendTail = (receiver: string, messages: readonly Dated<T>[], gap = false): void => {
    tab.send({ kind: 'tail', tab: receiver, term, number: tab.number, last: tail.last, messages, gap });
  };
  const sendAfter = (receiver: string, place: Place): void => sendTail(receiver, tail.after(place), tail.lacks(place));
  const replay = new Replay(sendAfter);
  const answers: Receivers<T> = {
    hello: ({ tab: sender, after }) => {
      // A tab that never got a message has missed nothing.
      if (after === undefined) sendTail(sender, []);
      else if (replay.mayBring(after) && !tail.continues(after.id)) replay.wait(sender, after);
      else sendAfter(sender, after);
    },
    missed: (message) => {
      if (message.term !== term) return;
      const count = tab.number - message.after;
      const messages = tail.latest(count);
      sendTail(message.tab, messages, messages.length < count);
    },
  };
  return { answers, replay };
}
