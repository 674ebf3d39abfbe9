import type { PushMessage } from 'ngx-comet/core';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { Member } from './member';
import { platform } from './platform';
import type { TabsOptions } from './tabs-options';

/**
 * Runs the source in one tab for all tabs of this origin that use the same name: Web Locks elects the tab, a BroadcastChannel
 * carries the messages to the others. When the leading tab closes, crashes or freezes, another one leads.
 *
 * Nothing is lost or repeated in a hand-over if messages have ids and the source keeps its place where every tab finds it:
 * `storedCursor` of the same name. A tab that was frozen asks for what it missed; it gets at most the last `tail` messages (default 1_000). A tab
 * that joins gets what comes from then on. An error or the completion of the source ends it in all tabs. Messages must be
 * cloneable; the source errors with an `unsupported` otherwise. Without Web Locks (pages that are not secure contexts) or
 * BroadcastChannel every tab subscribes to its own source. A wrong option throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * const prices$ = sse$<Price>('/prices', { observe: 'messages', resume: { store: storedCursor('prices') } }).pipe(
 *   shareAcrossTabs('prices'),
 * );
 * ```
 */
export function shareAcrossTabs<T>(name: string, options: TabsOptions = {}): MonoTypeOperatorFunction<PushMessage<T>> {
  const { tail = 1_000 } = options;
  check(name, tail);
  return (source) =>
    new Observable((subscriber) => {
      const tools = platform(name);
      if (tools === undefined) return source.subscribe(subscriber);
      const member = new Member(source, subscriber, tools, tail);
      subscriber.add(() => {
        member.stop();
      });
      member.start();
      return undefined;
    });
}

function check(name: unknown, tail: unknown): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`name must be a non-empty string, got ${String(name)}`);
  if (typeof tail !== 'number' || !Number.isSafeInteger(tail) || tail < 0) {
    throw new TypeError(`tail must be a whole number of at least 0, got ${String(tail)}`);
  }
}
