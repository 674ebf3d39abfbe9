import type { PushLogger, PushMessage } from 'ngx-comet/core';
import { Observable, type MonoTypeOperatorFunction } from 'rxjs';
import { Member } from './member';
import { platform } from './platform';
import type { TabsOptions } from './tabs-options';
import { own } from './own';
import { shorten } from './shorten';

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
 * it. An error or the completion of the source ends the stream in all tabs. Messages must be cloneable; otherwise the
 * stream errors with `unsupported`. Without BroadcastChannel or Web Locks (in pages that are not secure contexts), every
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
  if (typeof ngDevMode === 'undefined' || ngDevMode) check(name, options);
  const { tail: given = TAIL, logger = globalThis.console } = own(options);
  const tail = given >= 0 ? given : TAIL;
  return (source) =>
    new Observable((subscriber) => {
      const tools = platform(name);
      if (tools === undefined) return source.subscribe(subscriber);
      const member = new Member(source, subscriber, tools, tail, logger);
      subscriber.add(() => {
        member.stop();
      });
      member.start();
      return undefined;
    });
}

const TAIL = 1_000;
const NAMES: Readonly<Record<keyof TabsOptions, true>> = { tail: true, logger: true };

function check(name: unknown, options: TabsOptions): void {
  if (typeof name !== 'string' || name === '')
    throw new TypeError(`name must be a non-empty string, got ${shorten(name)}`);
  if (typeof options !== 'object' || (options as unknown) === null)
    throw new TypeError(`options must be an object, got ${shorten(options)}`);
  for (const [option, value] of Object.entries(options)) {
    if (value === undefined || Object.hasOwn(NAMES, option)) continue;
    throw new TypeError(`shareAcrossTabs: unknown option ${JSON.stringify(shorten(option))}. It takes tail, logger.`);
  }
  const { tail = TAIL, logger = globalThis.console } = own(options);
  if (typeof tail !== 'number' || !Number.isSafeInteger(tail) || tail < 0) {
    throw new TypeError(`tail must be a whole number of at least 0, got ${String(tail)}`);
  }
  if (typeof (logger as Partial<PushLogger> | null)?.warn !== 'function') {
    throw new TypeError(`logger must be an object with a warn method, got ${shorten(logger)}`);
  }
}
