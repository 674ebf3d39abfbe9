import { PushError } from 'ngx-comet/core';
import { anyName } from './any-name';
import { catchUp } from './catch-up';
import { OlderMessages } from './older-messages';
import { Lease } from './lease';
import type { LeaderSink } from './part';
import type { Platform } from './platform';
import { Replay } from './replay';
import { shorten } from './shorten';
import type { Tab } from './tab';
import { toTabError } from './tab-error';
import type { Dated, Place, Receivers } from './tab-message';

/** What a tab does while it leads: it runs the source, and sends each message to the other tabs. */
export function lead<T>(tab: Tab<T>, platform: Pick<Platform, 'cursor' | 'soon'>): void {
  const { part, tail } = tab;
  const before = { term: tab.term, number: tab.number };
  const term = anyName();
  tab.pulse.stop();
  tab.lease = new Lease(platform.soon, () => {
    // Tabs that asked meanwhile ask again.
    tab.send({ kind: 'pong', term });
    part.more?.renewed();
  });
  tab.enter(term, false);
  const { answers, replay, older } = answering(tab, term, platform);
  const announce = (dated: Dated<T>): void => {
    sendBeforeDelivery(tab, term, dated);
    replay.passed(dated.message.id);
  };
  const sink = (since: number): LeaderSink<T> => ({
    message: (message) => {
      replay.goesOn();
      if (!tab.isRepeat(message)) announce({ message, at: Math.max(tail.now, since + 1) });
    },
    state: (event) => {
      // A quiet source may bring no message for long. A tab that waits would not even learn the status.
      if (event.kind === 'open' || event.kind === 'lost') replay.goesOn();
      if (part.more !== undefined)
        tab.send({ kind: 'state', term, number: tab.number, state: part.more.changed(event) });
    },
    complete: () => {
      tab.send({ kind: 'complete', term });
      part.complete();
    },
    error: (error) => {
      tab.send({ kind: 'error', term, error: toTabError(error) });
      part.error(error);
    },
  });
  const run = (): void => {
    tab.end(before.term);
    tab.listen(answers);
    tail.begin({ id: platform.cursor.get(), at: tail.start });
    const since = (replay.since = tail.now);
    // If the subscriber unsubscribes at the first message, `presence` is closed already and ends the source at once.
    tab.presence.add(part.run(sink(since)));
  };
  tab.presence.add(() => {
    replay.stop();
    older.stop();
  });
  part.more?.lead(term);
  // A tab that got messages before may have missed some that other tabs got.
  const mayHaveMissed = tab.channel !== undefined && (before.term !== undefined || tail.place !== undefined);
  if (mayHaveMissed) catchUp(tab, before, platform, answers, announce, run);
  tab.send({ kind: 'lead', tab: tab.name, term, after: tail.last });
  if (!mayHaveMissed) run();
}

/** The source moves its cursor past a message after the delivery. So the other tabs must have it before. */
function sendBeforeDelivery<T>(tab: Tab<T>, term: string, dated: Dated<T>): void {
  tab.number++;
  try {
    tab.send({ kind: 'message', term, number: tab.number, dated });
  } catch (cause) {
    return sendLoss(tab, term, dated, cause);
  }
  tab.deliver(dated);
}

/** The message is delivered here, and reported as missing in the other tabs. */
function sendLoss<T>(tab: Tab<T>, term: string, { message, at }: Dated<T>, cause: unknown): void {
  const { transport } = message;
  const text = `a message cannot be sent to other tabs: ${shorten(cause)}`;
  const error = new PushError('unsupported', text, { transient: false, transport, cause });
  const lost: Dated<T> = { message: { ...message, data: undefined as T }, at, lost: toTabError(error) };
  tab.send({ kind: 'message', term, number: tab.number, dated: lost });
  // Kept without its data, because the answers to other tabs could not be sent either.
  tab.tail.add(lost);
  tab.part.uncloned(error, message);
}

/** How a leader answers. */
interface Answering<T> {
  readonly answers: Receivers<T>;
  readonly replay: Replay;
  readonly older: OlderMessages<T>;
}

/** The answers of the leader of this term to tabs that came or missed messages. */
function answering<T>(tab: Tab<T>, term: string, { soon }: Pick<Platform, 'soon'>): Answering<T> {
  const { tail, part } = tab;
  const sendTail = (receiver: string, messages: readonly Dated<T>[], exact: boolean, gap = false): void => {
    const state = part.more?.state;
    const { last, start } = tail;
    tab.send({ kind: 'tail', tab: receiver, term, number: tab.number, last, at: start, messages, gap, exact, state });
  };
  const older = new OlderMessages<T>(
    soon,
    (receiver, after) => tab.send({ kind: 'ask', tab: receiver, term, after }),
    (receiver, after, found) => {
      if (found === undefined) return sendTail(receiver, tail.after(after), tail.finds(after), tail.lacks(after));
      const last = found.at(-1);
      const rest = tail.after({ id: last?.message.id, at: last?.at ?? after.at });
      sendTail(receiver, [...found, ...rest], after.id !== undefined);
    },
  );
  const sendAfter = (receiver: string, place: Place): void => {
    if (tail.lacks(place)) older.request(receiver, place);
    else sendTail(receiver, tail.after(place), tail.finds(place));
  };
  const replay = new Replay(sendAfter);
  const answers: Receivers<T> = {
    hello: ({ tab: sender, after, last }) => {
      // A tab that never got a message has missed nothing.
      if (after === undefined) sendTail(sender, last ? tail.latest(1) : [], true);
      else if (replay.mayBring(after) && !tail.continues(after.id)) {
        replay.wait(sender, after);
        older.ask(sender, after);
      } else sendAfter(sender, after);
    },
    missed: (message) => {
      if (message.term !== term) return;
      const count = tab.number - message.after;
      const messages = tail.latest(count);
      sendTail(message.tab, messages, true, messages.length < count);
    },
    older: (message) => {
      if (message.term !== term) return;
      replay.forget(message.tab);
      older.found(message.tab, message.messages);
    },
    ping: () => tab.send({ kind: 'pong', term }),
  };
  return { answers, replay, older };
}
