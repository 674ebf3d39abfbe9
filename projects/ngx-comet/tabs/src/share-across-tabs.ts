import { storedCursor, type PushMessage } from 'ngx-comet/core';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { FeedPart } from './feed-part';
import { Member } from './member';
import { own } from './own';
import { platform } from './platform';
import { stuckWarning } from './stuck-warning';
import { checkTabs, tabsOptions, type TabsOptions } from './tabs-options';

declare const ngDevMode: object | boolean | undefined;

/**
 * Runs the source in one tab for all tabs of this origin that use the same name. Web Locks elect the tab, and a
 * BroadcastChannel carries its messages to the other tabs. When the leading tab closes, crashes or freezes, another tab
 * leads.
 *
 * No message is lost or repeated at that moment if messages have ids, and if the source stores its cursor where every
 * tab finds it: in a `storedCursor` of the same name. A tab that was frozen requests the messages that it missed, and
 * gets at most the last `tail` messages (default 1_000, together at most 16 Mi characters and bytes). The `logger` is
 * told if it misses more. A new tab gets the messages from then on. A prerendered page takes no part before the user opens
 * it. An error or the completion of the source ends the stream in all tabs. A message that cannot be cloned is delivered
 * in the leading tab, and the `logger` of every tab is told; the stream goes on. Without BroadcastChannel or Web Locks (in pages that are not secure contexts), every
 * tab subscribes to its own source. A wrong option throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * const prices$ = sse$<Price>('/prices', { observe: 'messages', resume: { store: storedCursor('prices') } }).pipe(
 *   shareAcrossTabs('prices'),
 * );
 * ```
 */
export function shareAcrossTabs<T>(name: string, options: TabsOptions = {}): MonoTypeOperatorFunction<PushMessage<T>> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkTabs('shareAcrossTabs', name, options, ['tail', 'logger', 'cursor']);
  }
  const { tail, logger = globalThis.console } = tabsOptions(options);
  const { cursor = name } = own(options);
  return (source) =>
    new Observable((subscriber) => {
      const tools = platform(name, storedCursor(cursor));
      if (tools === undefined) return source.subscribe(subscriber);
      const part = new FeedPart(source, subscriber, logger);
      const member = new Member(part, tools, tail, stuckWarning(logger));
      subscriber.add(() => {
        member.stop();
      });
      member.start();
      return undefined;
    });
}
