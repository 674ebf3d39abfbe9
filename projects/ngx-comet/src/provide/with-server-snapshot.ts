import { isPlatformServer } from '@angular/common';
import { inject, PLATFORM_ID } from '@angular/core';
import { SNAPSHOTS } from '../service/stream-snapshots';
import { GiveSnapshots } from '../snapshots/give-snapshots';
import { TakeSnapshots } from '../snapshots/take-snapshots';
import type { PushFeature } from './provide-push';
import { checkNames } from '../service/check-names';
import { own } from '../service/merge-options';

declare const ngDevMode: object | boolean | undefined;

/** The options of {@link withServerSnapshot}. */
export interface ServerSnapshotOptions {
  /** How long rendering waits for the first message of a stream, in milliseconds, default 2_000. */
  readonly timeout?: number | undefined;
}

/**
 * Renders pages with the first message of every stream that they subscribe to. The browser continues after that
 * message.
 *
 * On the server each stream connects once, and rendering waits for its first message, at most `timeout`. Then the
 * stream hangs up and stays silent. The page contains the message and its cursor. In the browser the same stream emits
 * that message at once, and then requests the messages after the cursor. No message is missed and none is repeated, if
 * the feed has ids and resumes by them. If a stream fails or is too late, the page is rendered without its message, and
 * the browser starts it as usual.
 *
 * The messages of a page are kept up to 1 Mi characters. A stream whose message has no room there starts in the browser as
 * usual, and the logger is told.
 *
 * Server and browser identify a stream by its transport, method, URL, query and text body. So a URL that is given as a
 * function has no snapshot; JSONP and `connect()` have none either. Operators that hold values back must come directly
 * after the stream. A cursor that an earlier visit stored wins. Relative URLs are resolved against the URL of the page.
 * The page contains what the server read of a user's feed: a cache must not show it to other users.
 *
 * Add it to the configuration of the server and of the browser. A wrong `timeout` throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, {
 *   providers: [provideClientHydration(), providePush(withServerSnapshot({ timeout: 1_000 }))],
 * });
 * ```
 */
export function withServerSnapshot(options: ServerSnapshotOptions = {}): PushFeature<'serverSnapshot'> {
  if (typeof ngDevMode === 'undefined' || ngDevMode) {
    checkNames<ServerSnapshotOptions>('withServerSnapshot', options, { timeout: true });
  }
  const { timeout = 2_000 } = own(options);
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout <= 2 ** 31 - 1)) {
    throw new TypeError(`timeout must be a number of milliseconds from 0 to 2147483647, got ${String(timeout)}`);
  }
  const snapshots = (): GiveSnapshots | TakeSnapshots =>
    isPlatformServer(inject(PLATFORM_ID)) ? new TakeSnapshots(timeout) : new GiveSnapshots();
  return { kind: 'serverSnapshot', providers: [{ provide: SNAPSHOTS, useFactory: snapshots }] };
}
