import { isPlatformServer } from '@angular/common';
import { inject, PLATFORM_ID } from '@angular/core';
import { GiveSnapshots } from '../snapshots/give-snapshots';
import type { PushFeature } from './provide-push';
import { SNAPSHOTS } from '../service/stream-snapshots';
import { TakeSnapshots } from '../snapshots/take-snapshots';

/** The options of {@link withServerSnapshot}. */
export interface ServerSnapshotOptions {
  /** How long rendering waits for the first message of the streams, in milliseconds, default 2_000. */
  readonly timeout?: number | undefined;
}

/**
 * Renders pages with the first message of every stream they subscribe to, and has the browser go on from there.
 *
 * On the server each stream connects once, and rendering waits for its first message, no longer than `timeout`; then it hangs up
 * and stays silent. The message travels in the page, with its cursor; the browser gives it to the same stream at once, and
 * connects to what comes after the cursor: nothing is missed and nothing comes twice, provided that the feed has ids that it
 * resumes by. A stream that fails or is too late is rendered without, and the browser starts it as usual.
 *
 * Server and browser know a stream by its transport, method, URL, query and text body, so a URL that is given as a function has
 * no snapshot; nor have JSONP and `connect()`. Operators that hold values back are to be right behind the stream. A cursor that
 * an earlier visit stored wins. Relative URLs are resolved against that of the page. What the server may see of a user's feed is
 * in the page: mind who caches it.
 *
 * It belongs to the configuration of both, the server and the browser. A wrong `timeout` throws a `TypeError`.
 *
 * @usageNotes
 * ```ts
 * bootstrapApplication(App, {
 *   providers: [provideClientHydration(), providePush(withServerSnapshot({ timeout: 1_000 }))],
 * });
 * ```
 */
export function withServerSnapshot(options: ServerSnapshotOptions = {}): PushFeature<'serverSnapshot'> {
  const { timeout = 2_000 } = options;
  if (typeof timeout !== 'number' || !(timeout >= 0 && timeout <= 2 ** 31 - 1)) {
    throw new TypeError(`timeout must be a number of milliseconds from 0 to 2147483647, got ${String(timeout)}`);
  }
  const snapshots = (): GiveSnapshots | TakeSnapshots =>
    isPlatformServer(inject(PLATFORM_ID)) ? new TakeSnapshots(timeout) : new GiveSnapshots();
  return { kind: 'serverSnapshot', providers: [{ provide: SNAPSHOTS, useFactory: snapshots }] };
}
